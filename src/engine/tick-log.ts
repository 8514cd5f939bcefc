/**
 * What happened when, in order of ticks, cut off at the front when it grows too long and at the back when the future
 * behind a tick is dropped. Rows have an absolute number that stays theirs, so that a reader can remember how far it got.
 */
export class TickLog<T> {
  #ticks: number[] = [];
  #rows: T[] = [];
  /** Absolute number of the first row still held. */
  #base = 0;
  #weight = 0;
  readonly #limit: number;
  readonly #weigh: (row: T) => number;

  /** Holds rows of at most `limit` weight in all; without `weigh` each row weighs 1. */
  constructor(limit: number, weigh: (row: T) => number = () => 1) {
    this.#limit = limit;
    this.#weigh = weigh;
  }

  /** Absolute number of the first row still held. */
  get start(): number {
    return this.#base;
  }
  /** Absolute number behind the last row. */
  get end(): number {
    return this.#base + this.#rows.length;
  }

  push(tick: number, row: T): void {
    this.#ticks.push(tick);
    this.#rows.push(row);
    this.#weight += this.#weigh(row);
    // Twice the limit, so that the arrays are cut only now and then.
    if (this.#weight > this.#limit * 2) this.#shorten();
  }

  #shorten(): void {
    let drop = 0;
    while (this.#weight > this.#limit && drop < this.#rows.length - 1) this.#weight -= this.#weigh(this.#rows[drop++]!);
    this.#ticks.splice(0, drop);
    this.#rows.splice(0, drop);
    this.#base += drop;
  }

  /** Absolute number behind the last row of a tick up to `tick`. */
  behind(tick: number): number {
    let low = 0;
    let high = this.#ticks.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ticks[middle]! <= tick) low = middle + 1;
      else high = middle;
    }
    return this.#base + low;
  }

  /** The rows with absolute numbers in [from, to) that are still held. */
  slice(from: number, to: number): T[] {
    return this.#rows.slice(Math.max(0, from - this.#base), Math.max(0, to - this.#base));
  }

  /** The same with their ticks. */
  entries(from: number, to: number): { readonly tick: number; readonly row: T }[] {
    const first = Math.max(0, from - this.#base);
    return this.slice(from, to).map((row, i) => ({ tick: this.#ticks[first + i]!, row }));
  }

  /** Forgets everything of later ticks than `tick`. */
  truncate(tick: number): void {
    const keep = this.behind(tick) - this.#base;
    for (let i = keep; i < this.#rows.length; i++) this.#weight -= this.#weigh(this.#rows[i]!);
    this.#ticks.length = keep;
    this.#rows.length = keep;
  }
}
