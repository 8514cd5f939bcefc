import type { MarkView } from '../../engine/protocol';

/** What a group held over time: equally long lists, ticks ascending; pages. */
export interface Series {
  readonly ticks: readonly number[];
  readonly usage: readonly number[];
  readonly kernel: readonly number[];
}

/** One drawn point; `high` is the most that was seen in its column. */
export interface TimelinePoint {
  readonly tick: number;
  readonly usage: number;
  readonly kernel: number;
}

/**
 * At most about two points a pixel column: the last sample of each, and the one with the highest usage, so that no
 * peak is lost however long the run was.
 */
export function thin(series: Series, from: number, to: number, columns: number): TimelinePoint[] {
  const points: TimelinePoint[] = [];
  const step = Math.max((to - from) / Math.max(columns, 1), 1e-9);
  let column = -1;
  let peak = -1;
  let last = -1;
  const at = (i: number): TimelinePoint => ({ tick: series.ticks[i]!, usage: series.usage[i]!, kernel: series.kernel[i]! });
  const flush = (): void => {
    if (last < 0) return;
    if (peak !== last) points.push(at(peak));
    points.push(at(last));
  };
  for (let i = Math.max(0, firstAfter(series.ticks, from) - 1); i < series.ticks.length && series.ticks[i]! <= to; i++) {
    const here = Math.floor((series.ticks[i]! - from) / step);
    if (here !== column) {
      flush();
      column = here;
      peak = i;
    } else if (series.usage[i]! > series.usage[peak]!) peak = i;
    last = i;
  }
  flush();
  return points;
}

/** Index of the first tick greater than `tick`. */
export function firstAfter(ticks: readonly number[], tick: number): number {
  let low = 0;
  let high = ticks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ticks[middle]! <= tick) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The sample in force at a tick. */
export function sampleAt(series: Series, tick: number): TimelinePoint | undefined {
  const i = firstAfter(series.ticks, tick) - 1;
  return i < 0 ? undefined : { tick: series.ticks[i]!, usage: series.usage[i]!, kernel: series.kernel[i]! };
}

/** Marks that fall into one place, told as one. */
export interface MarkCluster {
  readonly x: number;
  readonly tick: number;
  readonly tone: MarkView['tone'];
  readonly count: number;
  readonly text: string;
}

/** Joins marks of one tone nearer than `apart` pixels to each other. `x` gives a tick's place. */
export function clusterMarks(marks: readonly MarkView[], x: (tick: number) => number, apart: number): MarkCluster[] {
  const open = new Map<string, { x: number; tick: number; tone: MarkView['tone']; count: number; text: string }>();
  const done: MarkCluster[] = [];
  for (const mark of marks) {
    const place = x(mark.tick);
    const cluster = open.get(mark.tone);
    if (cluster !== undefined && place - cluster.x < apart) {
      cluster.count += mark.count;
      cluster.text = mark.text;
      continue;
    }
    const fresh = { x: place, tick: mark.tick, tone: mark.tone, count: mark.count, text: mark.text };
    open.set(mark.tone, fresh);
    done.push(fresh);
  }
  return done;
}

/** The right end of the time axis: what was seen, and at least this many ticks, rounded so that it seldom moves. */
export function timeDomain(end: number): number {
  const least = 1000;
  if (end <= least) return least;
  const unit = 10 ** Math.floor(Math.log10(end)) / 4;
  return Math.ceil((end * 1.02) / unit) * unit;
}
