/** The shapes of a lesson's picture. */
import type { LessonPicture } from '../../scenario';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const STEPS = 63;
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

/** Lays the lanes into a box of `width` by `height`. */
export function drawPicture({ lanes }: LessonPicture, width: number, height: number): DrawnLane[] {
  const room = height / Math.max(1, lanes.length);
  return lanes.map(({ group, drawnUsage, drawnKernel, refused, oom }, i) => {
    const base = Math.round((i + 1) * room) - 1;
    const high = room - GAP - MARKS;
    const column = width / drawnUsage.length;
    const middle = (at: number): number => round((at + 0.5) * column);
    return {
      group,
      base,
      usage: steps(drawnUsage, column, base, high),
      kernel: steps(drawnKernel, column, base, high),
      marksY: round(base - high - MARKS / 2),
      refused: refused.map(middle),
      oom: oom.map(middle),
    };
  });
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
