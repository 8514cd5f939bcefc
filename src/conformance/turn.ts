/**
 * The one thing of a real machine that its recording does not tell and no rule gives: when, while a task works, the worker
 * thread gets the CPU to make a group's slab caches. What was allocated before comes from the root caches and costs the
 * group nothing. On the recorded machine that was anything between the first clone and the hundred and thirty-eighth, and
 * neither one number of clones nor one length of time fits all of them. So a recorded scenario passes when there is a turn
 * with which every step is as recorded; the first tried is the plain one, and nothing else is ever chosen.
 */
import type { Difference } from './match';

/** Behind so many steps of the task the worker makes so many caches; the rest of them when the task sleeps. */
export interface Turn {
  readonly steps: number;
  readonly items: number;
}

/** The worker waits until the task sleeps, as in the random scripts, whose orders are short. */
export const AT_THE_END: Turn = { steps: Infinity, items: Infinity };
/** It comes with the next tick of the clock. */
export const SOON: Turn = { steps: 4, items: Infinity };

/** Turns of one order that are tried at most. */
const MOST = 40;
/** Caches made in a turn that ended early, and the steps behind which that is tried. */
const FEW_ITEMS = [1, 2, 3, 4, 5, 6];
const FEW_STEPS = 16;

/** The later a group has its caches, the less its children cost it: these come out larger, and a chain of directories longer. */
const LARGER_WHEN_LATER: ReadonlySet<string> = new Set(['created', 'progress', 'tasks', 'killed', 'left', 'depth', 'removed', 'cache']);
/** And with as many children its own slabs, and what they were refused, come out smaller. */
const SMALLER_WHEN_LATER: ReadonlySet<string> = new Set(['kmem.usage', 'kmem.failcnt']);

/** 1 when the first difference says that the caches came too late, -1 too early, 0 when it does not say. */
export function lateness(differences: readonly Difference[]): -1 | 0 | 1 {
  for (const { field, expected, got } of differences) {
    const name = field.slice(field.indexOf(':') + 1);
    if (!/^[0-9]+$/.test(expected) || !/^[0-9]+$/.test(got)) continue;
    const larger = Number(got) > Number(expected);
    if (LARGER_WHEN_LATER.has(name)) return larger ? 1 : -1;
    if (SMALLER_WHEN_LATER.has(name)) return larger ? -1 : 1;
  }
  return 0;
}

/** The turns of one order that took `made` steps, in the order they are tried: by halves where that helps, then nearby. */
export class Turns {
  readonly #tried = new Set<string>();
  #low = 0;
  #high: number;
  #now: Turn;

  constructor(first: Turn, made: number) {
    this.#high = made;
    this.#now = first;
  }

  /** The next one to try; `undefined` when they are used up. */
  next(late: -1 | 0 | 1): Turn | undefined {
    if (this.#tried.size >= MOST) return undefined;
    const steps = Math.min(this.#now.steps, this.#high);
    if (late > 0) this.#high = steps - 1;
    if (late < 0) this.#low = steps + 1;
    const halves = late === 0 ? [] : [(this.#low + this.#high) >> 1];
    for (const at of [...halves, ...this.#nearby(steps)])
      if (at >= this.#low && at <= this.#high && this.#take({ steps: at, items: Infinity })) return this.#now;
    for (let at = 0; at < FEW_STEPS; at++)
      for (const items of FEW_ITEMS) if (at <= this.#high && this.#take({ steps: at, items })) return this.#now;
    return undefined;
  }

  *#nearby(steps: number): Generator<number> {
    for (let far = 1; far <= MOST; far++) {
      yield steps - far;
      yield steps + far;
    }
    for (let at = 1; at < steps; at *= 2) yield at;
  }

  #take(turn: Turn): boolean {
    const name = `${turn.steps} ${turn.items}`;
    if (this.#tried.has(name)) return false;
    this.#tried.add(name);
    this.#now = turn;
    return true;
  }
}
