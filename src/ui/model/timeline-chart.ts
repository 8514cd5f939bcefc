import { area, curveStepAfter, line } from 'd3-shape';
import type { MarkView } from '../../engine/protocol';
import type { Lane } from '../geometry/lanes';
import { HUES, ownerHue, ownerSoft } from '../geometry/owner-hue';
import type { LinearScale } from '../geometry/scale';
import type { TimelinePoint } from '../geometry/timeline';

const TONES: readonly MarkView['tone'][] = ['refused', 'reclaim', 'oom', 'created', 'removed', 'freed', 'warning', 'panic'];

/** Signs of the marks, around their place; each its own shape, so that none is told by colour alone. */
const SIGNS: Readonly<Record<MarkView['tone'], string>> = {
  refused: 'M-3-3 3 3M3-3-3 3',
  oom: 'M0-3.5 3.5 3H-3.5z',
  reclaim: 'M-3.5 0H3.5M1-2.5 3.5 0 1 2.5',
  created: 'M-3 0H3M0-3V3',
  removed: 'M-3 0H3',
  freed: 'M-2.5 0a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0',
  warning: 'M0-3.5 3.5 3H-3.5z',
  panic: 'M-3.5-3.5H3.5V3.5H-3.5z',
};

/** Every design token the chart asks for. */
export function chartTokens(): string[] {
  const owners = Array.from({ length: HUES + 2 }, (_, group) => [ownerHue(group), ownerSoft(group)]);
  return [...owners.flat(), ...TONES.map((tone) => `--tone-${tone}`), '--line', '--text-2', '--panel'];
}

export interface Chart {
  readonly lanes: readonly Lane[];
  readonly x: LinearScale;
  readonly ticks: readonly number[];
  readonly width: number;
  readonly height: number;
  /** What of the height is in sight, in pixels: lanes elsewhere are left blank. */
  readonly seen: { readonly from: number; readonly to: number };
  /** Device pixels a CSS pixel. */
  readonly ratio: number;
  readonly left: number;
  readonly tick: number;
  readonly token: (name: string) => string;
}

/** Draws the lanes with their limits and marks; what lies behind the present tick stands back. */
export function drawChart(canvas: HTMLCanvasElement, chart: Chart): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { width, height, ratio } = chart;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.strokeStyle = chart.token('--line');
  context.lineWidth = 1;
  context.beginPath();
  for (const tick of chart.ticks) {
    const place = Math.round(chart.x(tick)) + 0.5;
    context.moveTo(place, 0);
    context.lineTo(place, height);
  }
  for (const lane of chart.lanes) {
    context.moveTo(chart.left, lane.top + lane.height - 0.5);
    context.lineTo(width, lane.top + lane.height - 0.5);
  }
  context.stroke();
  const { from, to } = chart.seen;
  for (const lane of chart.lanes) if (lane.top < to && lane.top + lane.height > from) drawLane(context, chart, lane);
  const now = chart.x(chart.tick);
  context.globalAlpha = 0.6;
  context.fillStyle = chart.token('--panel');
  context.fillRect(now, 0, Math.max(0, width - now), height);
  context.globalAlpha = 1;
}

function drawLane(context: CanvasRenderingContext2D, chart: Chart, lane: Lane): void {
  const { x, token } = chart;
  const at = (point: TimelinePoint): number => x(point.tick);
  const height = (of: (point: TimelinePoint) => number) => (point: TimelinePoint) => lane.top + lane.y(of(point));
  const usage = height((point) => point.usage);
  const group = lane.group?.id ?? 0;
  const fill = (of: (point: TimelinePoint) => number, colour: string): void => {
    context.fillStyle = colour;
    context.beginPath();
    area<TimelinePoint>(at, lane.top + lane.y(0), of)
      .curve(curveStepAfter)
      .context(context)([...lane.points]);
    context.fill();
  };
  fill(usage, token(ownerSoft(group)));
  context.strokeStyle = token(ownerHue(group));
  context.globalAlpha = 0.6;
  context.beginPath();
  line<TimelinePoint>(at, usage).curve(curveStepAfter).context(context)([...lane.points]);
  context.stroke();
  context.globalAlpha = 1;
  fill(
    height((point) => point.kernel),
    token(ownerHue(group)),
  );
  drawLimit(context, chart, lane.limit === undefined ? undefined : lane.top + lane.limit, []);
  drawLimit(context, chart, lane.kernelLimit === undefined ? undefined : lane.top + lane.kernelLimit, [2, 3]);
  drawMarks(context, chart, lane);
}

function drawLimit(context: CanvasRenderingContext2D, { left, width, token }: Chart, y: number | undefined, dash: number[]): void {
  if (y === undefined) return;
  context.strokeStyle = token('--text-2');
  context.setLineDash(dash);
  context.beginPath();
  context.moveTo(left, Math.round(y) + 0.5);
  context.lineTo(width, Math.round(y) + 0.5);
  context.stroke();
  context.setLineDash([]);
}

/** Signs as paths, made when first drawn. */
const paths = new Map<MarkView['tone'], Path2D>();

function signOf(tone: MarkView['tone']): Path2D {
  let path = paths.get(tone);
  if (path === undefined) paths.set(tone, (path = new Path2D(SIGNS[tone])));
  return path;
}

function drawMarks(context: CanvasRenderingContext2D, { ratio, token }: Chart, lane: Lane): void {
  const middle = lane.top + (lane.group === undefined ? lane.height / 2 : 7);
  context.lineWidth = 1.6;
  for (const { tone, x } of lane.marks) {
    context.strokeStyle = token(`--tone-${tone}`);
    context.setTransform(ratio, 0, 0, ratio, x * ratio, middle * ratio);
    context.stroke(signOf(tone));
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.lineWidth = 1;
}
