/** Time for tests: it stands still until told to go on. */
import type { Scheduler } from '../pump';

interface Due {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export class ManualScheduler implements Scheduler {
  #now = 0;
  #order = 0;
  #due: Due[] = [];
  /** Added on every look at the clock, so that a slice ends. */
  readonly #drift: number;

  constructor(drift = 0.01) {
    this.#drift = drift;
  }

  now(): number {
    this.#now += this.#drift;
    return this.#now;
  }
  later(run: () => void, ms: number): () => void {
    const due = { at: this.#now + Math.max(0, ms), order: ++this.#order, run };
    this.#due.push(due);
    return () => {
      this.#due = this.#due.filter((each) => each !== due);
    };
  }
  /** How many wait for their time. */
  get waiting(): number {
    return this.#due.length;
  }

  /** Lets `ms` milliseconds go by. */
  pass(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (next === undefined) break;
      this.#due = this.#due.filter((each) => each !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = Math.max(this.#now, until);
  }
}
