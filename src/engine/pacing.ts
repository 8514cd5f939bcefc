/** When views go out: soon after something changed, never more often than a page can draw, nor than building them allows. */
import type { Scheduler } from './pump';

/** Views are at least this many milliseconds apart, and so many times what the last one took to build. */
const VIEW_MS = 1000 / 60;
const VIEW_SHARE = 5;

export class Pacing {
  readonly #scheduler: Scheduler;
  readonly #show: (now: number) => void;
  #next = -Infinity;
  #cancel: (() => void) | undefined;

  /** `show` builds and sends a view at the time `now`. */
  constructor(scheduler: Scheduler, show: (now: number) => void) {
    this.#scheduler = scheduler;
    this.#show = show;
  }

  /** Shows what is new as soon as views may follow one another. */
  soon(): void {
    if (this.#cancel !== undefined) return;
    this.#cancel = this.#scheduler.later(() => this.now(), Math.max(0, this.#next - this.#scheduler.now()));
  }

  /** Shows what is new if enough time has gone by; for a run that is at work all the time. */
  maybe(): void {
    if (this.#scheduler.now() >= this.#next) this.now();
  }

  /** Shows what is new. */
  now(): void {
    this.stop();
    const start = this.#scheduler.now();
    this.#show(start);
    this.#next = start + Math.max(VIEW_MS, VIEW_SHARE * (this.#scheduler.now() - start));
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
