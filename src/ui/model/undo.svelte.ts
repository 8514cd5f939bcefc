import type { JournalEntry } from '../../engine/protocol';

/** Something a person did, that can be taken back and done again. False: it could not be, and a notice says why. */
export interface Change {
  readonly label: string;
  undo(): Promise<boolean>;
  redo(): Promise<boolean>;
}

const MOST = 200;

/** What was done, newest last, and what was taken back. One at a time: whoever presses twice waits for the first. */
export class Undo {
  #done = $state.raw<readonly Change[]>([]);
  #undone = $state.raw<readonly Change[]>([]);
  #busy = false;

  /** What would be taken back, and what would be done again. */
  get last(): Change | undefined {
    return this.#done.at(-1);
  }
  get next(): Change | undefined {
    return this.#undone.at(-1);
  }

  /** Something new was done: what was taken back before is gone. */
  push(change: Change): void {
    this.#done = [...this.#done, change].slice(-MOST);
    this.#undone = [];
  }

  async undo(): Promise<Change | undefined> {
    const change = this.last;
    if (change === undefined || this.#busy) return undefined;
    if (!(await this.#alone(() => change.undo()))) return undefined;
    this.#done = this.#done.filter((one) => one !== change);
    this.#undone = [...this.#undone, change];
    return change;
  }

  async redo(): Promise<Change | undefined> {
    const change = this.next;
    if (change === undefined || this.#busy) return undefined;
    if (!(await this.#alone(() => change.redo()))) return undefined;
    this.#undone = this.#undone.filter((one) => one !== change);
    this.#done = [...this.#done, change];
    return change;
  }

  async #alone(act: () => Promise<boolean>): Promise<boolean> {
    this.#busy = true;
    try {
      return await act();
    } finally {
      this.#busy = false;
    }
  }
}

/** A run as it was: its journal, its present, and how far it was known. */
export interface Run {
  readonly journal: readonly JournalEntry[];
  readonly tick: number;
  readonly end: number;
}

/**
 * A change of the run itself: a line typed, a reset. Taking it back brings the run as it was `before`, with the future that
 * was known then; doing it again brings the run as it was when it was taken back.
 */
export function runChange(label: string, before: Run, now: () => Run | undefined, send: Send): Change {
  let after: Run | undefined;
  return {
    label,
    async undo() {
      after = now();
      return goTo(before, send);
    },
    async redo() {
      return after !== undefined && goTo(after, send);
    },
  };
}

type Send = (command: { type: 'rewrite'; journal: JournalEntry[]; tick: number } | { type: 'seek'; tick: number }) => Promise<boolean>;

async function goTo({ journal, tick, end }: Run, send: Send): Promise<boolean> {
  // Out to the end of what was known and back, so that the timeline has its future again.
  if (!(await send({ type: 'rewrite', journal: [...journal], tick: end }))) return false;
  return end === tick || send({ type: 'seek', tick });
}
