/**
 * Brings refused calls and the lines that tell of them together: a shell prints what strerror said a few ticks after the
 * call, on the terminal of the task that was refused.
 */
import type { Why } from './machine';
import type { WhyView } from './protocol';

/** Ticks after which nobody prints any more what a call answered. */
const PATIENCE = 200;
/** Refusals that wait for their line, by terminal. */
const MOST_WAITING = 64;
/** The same line for the same reason is told once in so many ticks. */
const QUIET = 100;

const NOTHING: readonly WhyView[] = [];

export class WhyLog {
  readonly #waiting: [Why[], Why[]] = [[], []];
  readonly #partial: [string, string] = ['', ''];
  readonly #told = new Map<string, number>();

  /** After a tick: what was refused, and what each terminal printed. Answers the lines that are explained. */
  read(tick: number, whys: readonly Why[], printed: readonly [string, string]): readonly WhyView[] {
    for (const why of whys) {
      const waiting = this.#waiting[why.tty as 0];
      if (waiting === undefined) continue;
      waiting.push(why);
      if (waiting.length > MOST_WAITING) waiting.shift();
    }
    if (printed[0] === '' && printed[1] === '') return NOTHING;
    return ([0, 1] as const).flatMap((tty) => (printed[tty] === '' ? [] : this.#explain(tick, tty, printed[tty])));
  }

  #explain(tick: number, tty: 0 | 1, text: string): WhyView[] {
    const lines = (this.#partial[tty] + text).split('\n');
    this.#partial[tty] = lines.pop()!.slice(-4096);
    const waiting = this.#waiting[tty];
    while (waiting[0] !== undefined && waiting[0].tick < tick - PATIENCE) waiting.shift();
    if (waiting.length === 0) return [];
    return lines.flatMap((line) => {
      const at = waiting.findIndex(({ message }) => line.endsWith(message));
      if (at < 0) return [];
      const { message: _, ...why } = waiting.splice(at, 1)[0]!;
      const key = `${tty} ${why.rule} ${why.group} ${line}`;
      if (tick - (this.#told.get(key) ?? -Infinity) < QUIET) return [];
      if (this.#told.size > 1000) this.#told.clear();
      this.#told.set(key, tick);
      return [{ ...why, tty, line }];
    });
  }

  /** Forgets what waits: the present has jumped. */
  clear(): void {
    for (const tty of [0, 1] as const) {
      this.#waiting[tty].length = 0;
      this.#partial[tty] = '';
    }
    this.#told.clear();
  }
}
