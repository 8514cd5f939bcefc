import type { MarkView, View } from '../../engine/protocol';

interface Growing {
  ticks: number[];
  usage: number[];
  kernel: number[];
}

/**
 * Samples and marks of the run, by group. The lists are outside Svelte's sight; `version` tells that they grew.
 */
export class TimelineData {
  version = $state(0);
  readonly series = new Map<number, Growing>();
  /** By group, then by place and tone: a mark that grew comes again under its own. */
  readonly #marks = new Map<number, Map<string, MarkView>>();
  /** Ticks between two samples. */
  #distance = 1;

  apply(view: View): void {
    if (view.samples) this.#applySamples(view.samples);
    if (view.marks) this.#applyMarks(view.marks);
    if (view.samples || view.marks) this.version++;
  }

  /** Groups that have marks. */
  get marked(): readonly number[] {
    return [...this.#marks.keys()];
  }
  /** Marks of a group, in the order of time. */
  marksOf(group: number): readonly MarkView[] {
    return [...(this.#marks.get(group)?.values() ?? [])];
  }

  /** The nearest mark before (-1) or behind (1) a tick. */
  nearest(tick: number, by: -1 | 1): MarkView | undefined {
    let found: MarkView | undefined;
    for (const own of this.#marks.values()) {
      for (const mark of own.values()) {
        if ((mark.tick - tick) * by > 0 && (found === undefined || (found.tick - mark.tick) * by > 0)) found = mark;
      }
    }
    return found;
  }

  #applyMarks({ reset, rows }: NonNullable<View['marks']>): void {
    if (reset) this.#marks.clear();
    for (const mark of rows) {
      let own = this.#marks.get(mark.group);
      if (own === undefined) this.#marks.set(mark.group, (own = new Map()));
      own.set(`${mark.tick} ${mark.tone}`, mark);
    }
  }

  #applySamples({ reset, distance, rows }: NonNullable<View['samples']>): void {
    if (reset) this.series.clear();
    else if (distance > this.#distance) this.#thin(distance);
    this.#distance = distance;
    for (const row of rows)
      for (let i = 0; i + 2 < row.values.length; i += 3) this.#add(row.values[i]!, row.tick, row.values[i + 1]!, row.values[i + 2]!);
  }

  #thin(distance: number): void {
    for (const [id, series] of this.series) {
      thinOut(series, distance);
      if (series.ticks.length === 0) this.series.delete(id);
    }
  }

  #add(id: number, tick: number, usage: number, kernel: number): void {
    let series = this.series.get(id);
    if (series === undefined) this.series.set(id, (series = { ticks: [], usage: [], kernel: [] }));
    const last = series.ticks.length - 1;
    if (last >= 0 && series.ticks[last]! > tick) return;
    const at = last >= 0 && series.ticks[last] === tick ? last : last + 1;
    series.ticks[at] = tick;
    series.usage[at] = usage;
    series.kernel[at] = kernel;
  }
}

/** Leaves the samples at multiples of `distance`. */
function thinOut({ ticks, usage, kernel }: Growing, distance: number): void {
  let kept = 0;
  for (let i = 0; i < ticks.length; i++) {
    if (ticks[i]! % distance !== 0) continue;
    ticks[kept] = ticks[i]!;
    usage[kept] = usage[i]!;
    kernel[kept++] = kernel[i]!;
  }
  ticks.length = usage.length = kernel.length = kept;
}
