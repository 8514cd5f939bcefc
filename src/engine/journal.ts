/**
 * The outside commands of a run with their ticks: with the document, all that a run is made of.
 *
 * An entry of tick T is given to the machine just before tick T + 1, so the state *at* T never depends on it, and the
 * position in the journal follows from the tick alone.
 */
import type { JournalEntry } from './protocol';

export class Journal {
  #entries: JournalEntry[];
  /** Entries from here on belong to a future seen before; a new entry drops them. */
  #future: number;

  constructor(entries: readonly JournalEntry[] = []) {
    this.#entries = [...entries].sort((a, b) => a.tick - b.tick);
    this.#future = 0;
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** The number of entries given before `tick`, that is, of those that the state at `tick` depends on. */
  givenBefore(tick: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#entries[middle]!.tick < tick) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Marks everything not given before `tick` as a future that the next new entry drops. */
  arrivedAt(tick: number): void {
    this.#future = this.givenBefore(tick);
  }

  /** How many entries `add` would keep at `tick`. */
  kept(tick: number): number {
    return Math.max(this.givenBefore(tick), Math.min(this.#future, this.#entries.length));
  }

  /** Adds an entry at its tick, behind those typed at this present; answers how many were kept in front of it. */
  add(entry: JournalEntry): number {
    const kept = this.kept(entry.tick);
    this.#entries = [...this.#entries.slice(0, kept), entry];
    this.#future = this.#entries.length;
    return kept;
  }

  /** Takes another list of entries in place of these; `tick` is the present one. */
  replace(entries: readonly JournalEntry[], tick: number): void {
    this.#entries = [...entries];
    this.arrivedAt(tick);
  }
}

/** The first tick behind which two journals lead to different states; Infinity when they are equal. */
export function divergence(a: readonly JournalEntry[], b: readonly JournalEntry[]): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a[i];
    const right = b[i];
    if (left !== undefined && right !== undefined && sameEntry(left, right)) continue;
    return Math.min(left?.tick ?? Infinity, right?.tick ?? Infinity);
  }
  return Infinity;
}

function sameEntry(a: JournalEntry, b: JournalEntry): boolean {
  if (a.type !== b.type || a.tick !== b.tick) return false;
  if (a.type === 'go' || b.type === 'go') return true;
  return a.tty === b.tty && (a.type !== 'exec' || b.type !== 'exec' || (a.line === b.line && a.hold === b.hold));
}
