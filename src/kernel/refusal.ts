/**
 * Why the last charge of a task was refused, so that an errno can be explained in a person's words. One row a pid.
 */
import type { Kernel } from './kernel';
import { memcgPath } from './memcg';
import { COUNTER_NAMES, groupOfCounter, kindOfCounter, RESOURCE_MAX } from './res-counter';
import { Columns, type Stores } from './store';
import { trace } from './trace';

const SCHEMA = {
  /** The counter that refused, 0 none yet. */
  counter: 'u32',
  usage: 'f64',
  asked: 'f64',
  limit: 'f64',
} as const;

export type Refusals = Columns<typeof SCHEMA>;

export function createRefusals(stores: Stores): Refusals {
  return stores.add('refusals', new Columns(SCHEMA));
}

/** A refused charge, amounts in pages. */
export interface Refusal {
  readonly group: number;
  /** `memory`, `memory.memsw` or `memory.kmem`. */
  readonly counter: string;
  /** In words: which counter of which group, what it held, what was asked, what its limit is. */
  readonly why: string;
}

/** Records and traces that `counter` refused `asked` pages to task `pid`. */
export function recordRefusal(k: Kernel, pid: number, counter: number, asked: number): void {
  const { refusals } = k;
  refusals.grow(pid + 1);
  refusals.col.counter[pid] = counter;
  refusals.col.usage[pid] = k.counters.col.usage[counter]!;
  refusals.col.asked[pid] = asked;
  refusals.col.limit[pid] = k.counters.col.limit[counter]!;
  trace(k, 'res_counter_charge', 'refused', groupOfCounter(counter), () => lastRefusal(k, pid)?.why ?? '');
}

/** The last charge refused to a task; undefined when there was none. */
export function lastRefusal(k: Kernel, pid: number): Refusal | undefined {
  const { col } = k.refusals;
  const counter = col.counter[pid];
  if (counter === undefined || counter === 0) return undefined;
  const group = groupOfCounter(counter);
  const name = COUNTER_NAMES[kindOfCounter(counter)];
  const limit = col.limit[pid]!;
  const room = limit === RESOURCE_MAX ? 'unlimited' : `limit ${kib(limit)}`;
  const why = `${name} of ${memcgPath(k, group)} refused ${kib(col.asked[pid]!)}: ${kib(col.usage[pid]!)} used, ${room}`;
  return { group, counter: name, why };
}

/** Forgets what an earlier task with this pid was refused. */
export function forgetRefusal(k: Kernel, pid: number): void {
  if (pid < k.refusals.length) k.refusals.clear(pid);
}

function kib(pages: number): string {
  return `${Math.floor(pages * 4)}K`;
}
