import type { MarkView, View } from '../../engine/protocol';

const keyOf = (mark: MarkView): string => `${mark.tick} ${mark.tone} ${mark.group}`;

interface Growing {
  ticks: number[];
  usage: number[];
  kernel: number[];
}

/** Samples and marks of the run, by group. The lists are outside Svelte's sight; `version` tells that they grew. */
export class TimelineData {
  version = $state(0);
  marks = $state.raw<readonly MarkView[]>([]);
  readonly series = new Map<number, Growing>();

  apply(view: View): void {
    if (view.samples) this.#samples(view.samples);
    if (view.marks) this.#applyMarks(view.marks);
    if (view.samples || view.marks) this.version++;
  }

  /** A mark that grew comes again under its place, kind and group. */
  #applyMarks({ reset, rows }: NonNullable<View['marks']>): void {
    const marks = new Map((reset ? [] : this.marks).map((mark) => [keyOf(mark), mark]));
    for (const mark of rows) marks.set(keyOf(mark), mark);
    this.marks = [...marks.values()].sort((a, b) => a.tick - b.tick);
  }

  #samples({ reset, rows }: NonNullable<View['samples']>): void {
    if (reset) this.series.clear();
    for (const row of rows)
      for (let i = 0; i + 2 < row.values.length; i += 3) this.#add(row.values[i]!, row.tick, row.values[i + 1]!, row.values[i + 2]!);
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
