/**
 * Resource counters (kernel/res_counter.c, 3.8): usage, limit, highest usage and refusals, one chain of parents.
 *
 * All counters of all groups stand in one struct of arrays; the counters of group g are at `counterOf(g, …)`. Amounts
 * are pages; a limit may be any page multiple below 2^64 bytes, which a double holds exactly.
 */
import { Columns, type Stores } from './store';

/**
 * "Unlimited" in pages: LLONG_MAX bytes = 9223372036854775807. Not a multiple of a page, so it lies between
 * 2^51 - 1 pages (…4771712) and 2^51 pages (…4775808), exactly as the kernel compares it.
 */
export const RESOURCE_MAX = 2 ** 51 - 0.5;

/** All memory. */
export const RES = 0;
/** Memory and swap. */
export const MEMSW = 1;
/** Kernel memory. */
export const KMEM = 2;
/** TCP socket buffers: a counter of its own. */
export const TCP = 3;
export const COUNTERS_PER_GROUP = 4;
export type CounterKind = typeof RES | typeof MEMSW | typeof KMEM | typeof TCP;

/** Names as the control files carry them, by kind. */
export const COUNTER_NAMES = ['memory', 'memory.memsw', 'memory.kmem', 'memory.kmem.tcp'] as const;

const SCHEMA = {
  usage: 'f64',
  max: 'f64',
  limit: 'f64',
  softLimit: 'f64',
  failcnt: 'f64',
  /** The counter that is charged as well; 0 none (group 0 does not exist). */
  parent: 'u32',
  /** Pages charged beyond the limit by charge_nofail, ever. */
  forced: 'f64',
  /** Times it would have gone below zero: each a kernel WARN. */
  underflows: 'u32',
} as const;

export type Counters = Columns<typeof SCHEMA>;

export function createCounters(stores: Stores): Counters {
  return stores.add('counters', new Columns(SCHEMA, COUNTERS_PER_GROUP));
}

/** Row of a group's counter. */
export function counterOf(memcg: number, kind: CounterKind): number {
  return memcg * COUNTERS_PER_GROUP + kind;
}
/** Group a counter belongs to (mem_cgroup_from_res_counter). */
export function groupOfCounter(counter: number): number {
  return Math.floor(counter / COUNTERS_PER_GROUP);
}
export function kindOfCounter(counter: number): CounterKind {
  return (counter % COUNTERS_PER_GROUP) as CounterKind;
}

/** A new counter: nothing used, no limit (res_counter_init). `parent` 0 = none. */
export function resCounterInit(counters: Counters, counter: number, parent: number): void {
  counters.grow(counter + 1);
  counters.clear(counter);
  counters.col.limit[counter] = RESOURCE_MAX;
  counters.col.softLimit[counter] = RESOURCE_MAX;
  counters.col.parent[counter] = parent;
}

/**
 * Charges `pages` to a counter and all its parents. Answers 0, or the counter that refused: only that one counts the
 * failure, and what was charged below it is given back, though its max stays raised (res_counter_charge).
 */
export function resCounterCharge(counters: Counters, counter: number, pages: number): number {
  const { usage, max, limit, parent } = counters.col;
  for (let c = counter; c !== 0; c = parent[c]!) {
    const next = usage[c]! + pages;
    if (next > limit[c]!) {
      counters.col.failcnt[c]!++;
      for (let u = counter; u !== c; u = parent[u]!) usage[u]! -= pages;
      return c;
    }
    usage[c] = next;
    if (next > max[c]!) max[c] = next;
  }
  return 0;
}

/**
 * Charges the whole chain even over the limits, counting a failure at each that is overrun (res_counter_charge_nofail).
 * Answers the first counter overrun, or 0.
 */
export function resCounterChargeNofail(counters: Counters, counter: number, pages: number): number {
  const { usage, max, limit, failcnt, forced, parent } = counters.col;
  let overrun = 0;
  for (let c = counter; c !== 0; c = parent[c]!) {
    const next = usage[c]! + pages;
    if (next > limit[c]!) {
      failcnt[c]!++;
      forced[c]! += pages;
      if (overrun === 0) overrun = c;
    }
    usage[c] = next;
    if (next > max[c]!) max[c] = next;
  }
  return overrun;
}

/** Gives back along the chain below `top` (0: the whole chain); answers what is left in `counter` (res_counter_uncharge_until). */
export function resCounterUnchargeUntil(counters: Counters, counter: number, top: number, pages: number): number {
  const { usage, parent } = counters.col;
  for (let c = counter; c !== top && c !== 0; c = parent[c]!) {
    const next = usage[c]! - pages;
    if (next >= 0) usage[c] = next;
    else {
      // WARN_ON(counter->usage < val) and clamp, as res_counter_uncharge_locked does.
      usage[c] = 0;
      counters.col.underflows[c]!++;
    }
  }
  return usage[counter]!;
}

/** Gives back along the whole chain; answers what is left in `counter` (res_counter_uncharge, as patch 8 has it). */
export function resCounterUncharge(counters: Counters, counter: number, pages: number): number {
  return resCounterUnchargeUntil(counters, counter, 0, pages);
}

/** Sets a limit; false (EBUSY) when more is used already (res_counter_set_limit). */
export function resCounterSetLimit(counters: Counters, counter: number, limit: number): boolean {
  if (counters.col.usage[counter]! > limit) return false;
  counters.col.limit[counter] = limit;
  return true;
}

/** Pages that still fit into this counter alone (res_counter_margin). */
export function resCounterMargin(counters: Counters, counter: number): number {
  const { usage, limit } = counters.col;
  const margin = limit[counter]! - usage[counter]!;
  return margin > 0 ? margin : 0;
}

export function resCounterResetMax(counters: Counters, counter: number): void {
  counters.col.max[counter] = counters.col.usage[counter]!;
}
export function resCounterResetFailcnt(counters: Counters, counter: number): void {
  counters.col.failcnt[counter] = 0;
}
