/**
 * The timeline's samples: a bounded number however long the run, finer where it is short. When there are too many, the
 * distance between two doubles and every other one goes.
 */
import type { SampleView } from './protocol';

/** Most samples, and most numbers in them all, before the distance doubles. */
export const MOST_SAMPLES = 2048;
const MOST_VALUES = 400000;

export class Samples {
  #rows: SampleView[] = [];
  #values = 0;
  #distance = 1;
  /** Rises whenever rows already told became void otherwise than by a greater distance. */
  #generation = 0;

  get rows(): readonly SampleView[] {
    return this.#rows;
  }
  get generation(): number {
    return this.#generation;
  }
  /** Ticks between two samples. */
  get distance(): number {
    return this.#distance;
  }

  due(tick: number): boolean {
    return tick % this.#distance === 0;
  }

  push(tick: number, values: readonly number[]): void {
    this.#rows.push({ tick, values: Int32Array.from(values) });
    this.#values += values.length;
    while (this.#rows.length > MOST_SAMPLES || (this.#values > MOST_VALUES && this.#rows.length > 16)) this.#thin();
  }

  #thin(): void {
    this.#distance *= 2;
    this.#keep((row) => row.tick % this.#distance === 0);
  }

  truncate(tick: number): void {
    if ((this.#rows.at(-1)?.tick ?? -1) <= tick) return;
    this.#keep((row) => row.tick <= tick);
    this.#generation++;
  }

  /** The samples behind `tick`. */
  after(tick: number): readonly SampleView[] {
    return this.#rows.slice(this.#rows.findLastIndex((row) => row.tick <= tick) + 1);
  }

  #keep(test: (row: SampleView) => boolean): void {
    this.#rows = this.#rows.filter(test);
    this.#values = this.#rows.reduce((sum, row) => sum + row.values.length, 0);
  }
}
