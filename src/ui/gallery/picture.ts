/** The shapes of a lesson's picture. */
import type { LessonPicture } from '../../scenario';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const STEPS = 63;
const COLUMNS = 48;
/** Space between two lanes, and above each for its marks. */
const GAP = 3;
const MARKS = 5;

export interface DrawnLane {
  readonly group: number;
  readonly base: number;
  /** SVG paths of all memory and of kernel memory. */
  readonly usage: string;
  readonly kernel: string;
  /** Places of the marks, at `marksY`. */
  readonly marksY: number;
  readonly refused: readonly number[];
  readonly oom: readonly number[];
}

/** A whole picture; `top` holds the marks of the machine and of groups without a lane. */
export interface DrawnPicture {
  readonly lanes: readonly DrawnLane[];
  readonly topY: number;
  readonly refused: readonly number[];
  readonly oom: readonly number[];
}

/** Lays the lanes into a box of `width` by `height`. */
export function drawPicture({ lanes, otherRefused, otherOom }: LessonPicture, width: number, height: number): DrawnPicture {
  const above = otherRefused.length + otherOom.length > 0 ? MARKS + 1 : 0;
  const room = (height - above) / Math.max(1, lanes.length);
  const places = (columns: readonly number[]): number[] => columns.map((at) => round(((at + 0.5) * width) / COLUMNS));
  const drawn = lanes.map(({ group, drawnUsage, drawnKernel, refused, oom }, i) => {
    const base = Math.round(above + (i + 1) * room) - 1;
    const high = room - GAP - MARKS;
    const column = width / COLUMNS;
    return {
      group,
      base,
      usage: steps(drawnUsage, column, base, high),
      kernel: steps(drawnKernel, column, base, high),
      marksY: round(base - high - MARKS / 2),
      refused: places(refused),
      oom: places(oom),
    };
  });
  return { lanes: drawn, topY: MARKS / 2, refused: places(otherRefused), oom: places(otherOom) };
}

function steps(letters: string, column: number, base: number, high: number): string {
  let path = `M0 ${base}`;
  for (let i = 0; i < letters.length; i++) {
    const y = round(base - (Math.max(0, DIGITS.indexOf(letters[i]!)) * high) / STEPS);
    path += `V${y}H${round((i + 1) * column)}`;
  }
  return `${path}V${base}Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
