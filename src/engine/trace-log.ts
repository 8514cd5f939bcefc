/**
 * The last trace points before the present. They are numbered without a gap, so replaying what is still held adds
 * nothing, and going back behind it starts anew with what the replay brings.
 */
import type { TraceView } from './protocol';

export class TraceLog {
  #rows: TraceView[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(event: TraceView): void {
    const last = this.#rows.at(-1)?.n;
    if (last !== undefined && event.n <= last) return;
    if (last !== undefined && event.n > last + 1) this.#rows = [];
    this.#rows.push(event);
    if (this.#rows.length > this.#limit * 2) this.#rows.splice(0, this.#rows.length - this.#limit);
  }

  /** The present is now behind event number `n`, which may be long before or after what is held. */
  moveTo(n: number): void {
    const first = this.#rows[0]?.n ?? n + 1;
    const last = this.#rows.at(-1)?.n ?? n;
    if (n < first - 1 || n > last) this.#rows = [];
  }

  /** Forgets the events behind number `n`: their future was dropped. */
  truncate(n: number): void {
    const first = this.#rows[0]?.n ?? 0;
    this.#rows.length = Math.min(this.#rows.length, Math.max(0, n - first + 1));
  }

  /** The events numbered (after, upTo], at most `most` of them, the latest, and how many that leaves out. */
  between(after: number, upTo: number, most: number): { rows: TraceView[]; dropped: number } {
    const first = this.#rows[0]?.n ?? upTo + 1;
    const from = Math.max(after + 1, first, upTo - most + 1);
    const rows = this.#rows.slice(from - first, Math.max(0, upTo - first + 1));
    return { rows, dropped: Math.max(0, upTo - after) - rows.length };
  }
}
