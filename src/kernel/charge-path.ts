/**
 * The way of single charges through the controller, for whoever wants to watch one: which function it came to, what was
 * asked there and what the answer was. Watching is no state and changes nothing; while nobody watches it costs one look.
 */
import { BLOCKED, EINTR } from './errno';
import type { Kernel } from './kernel';
import { memcgMargin, memcgOfMm, ROOT_MEMCG } from './memcg';
import { groupOfCounter } from './res-counter';
import { commOf } from './task';

/** The stops of a charge and where it can go from each (mm/memcontrol.c and include/linux/memcontrol.h, 3.8), in the order of the code. */
export const CHARGE_STOPS = [
  { id: 'alloc', fn: '__alloc_pages_nodemask', patch: 7, next: ['key'] },
  { id: 'key', fn: 'memcg_kmem_enabled', patch: 10, next: ['flags', 'nobody'] },
  { id: 'flags', fn: 'memcg_kmem_newpage_charge', patch: 5, next: ['account', 'nobody'] },
  { id: 'account', fn: 'memcg_can_account_kmem', patch: 6, next: ['kmem', 'nobody'] },
  { id: 'kmem', fn: 'memcg_charge_kmem', counter: 'memory.kmem', patch: 6, next: ['try', 'enomem'] },
  { id: 'fault', fn: 'mem_cgroup_newpage_charge', next: ['try'] },
  { id: 'try', fn: '__mem_cgroup_try_charge', next: ['stock', 'nobody', 'nofail'] },
  { id: 'stock', fn: 'consume_stock', patch: 1, next: ['res', 'commit', 'install'] },
  { id: 'res', fn: 'res_counter_charge', counter: 'memory', next: ['memsw', 'retry', 'reclaim', 'enomem'] },
  { id: 'memsw', fn: 'res_counter_charge', counter: 'memory.memsw', next: ['refill', 'commit', 'install', 'retry', 'reclaim', 'enomem'] },
  { id: 'reclaim', fn: 'mem_cgroup_reclaim', patch: 2, next: ['retry', 'res', 'oom', 'enomem'] },
  { id: 'retry', fn: 'mem_cgroup_do_charge', next: ['stock'] },
  { id: 'oom', fn: 'mem_cgroup_handle_oom', next: ['try', 'nofail', 'nobody'] },
  { id: 'refill', fn: 'refill_stock', next: ['commit', 'install'] },
  { id: 'nofail', fn: 'res_counter_charge_nofail', next: ['commit'] },
  { id: 'commit', fn: 'memcg_kmem_commit_charge', patch: 6, next: [] },
  { id: 'install', fn: '__mem_cgroup_commit_charge', next: [] },
  { id: 'nobody', fn: '', next: [] },
  { id: 'enomem', fn: '-ENOMEM', next: [] },
] as const;
export type ChargeStopId = (typeof CHARGE_STOPS)[number]['id'];

/** One counter on the way up; pages, as they stood after the answer. */
export interface ChargeCounter {
  readonly group: number;
  readonly usage: number;
  readonly limit: number;
  readonly refused: boolean;
}

export interface ChargeStep {
  readonly stop: ChargeStopId;
  /** What happened: went on, did not apply, was refused, went to sleep. */
  readonly outcome: 'pass' | 'miss' | 'refused' | 'waits';
  /** Asked there: a batch asks for more than the charge needs. */
  readonly pages: number;
  readonly counters: readonly ChargeCounter[];
  /** `key=value` pairs. */
  readonly note: string;
}

/** Under way, or what became of it; nobody: no counter was touched. */
export type ChargeOutcome = 'open' | 'charged' | 'nobody' | 'refused' | 'waits' | 'reverted';

export interface ChargeRecord {
  readonly tick: number;
  readonly cpu: number;
  readonly pid: number;
  readonly comm: string;
  /** Kernel pages, pages of users, or pages counted ahead for a task that moves. */
  readonly kind: 'kernel' | 'user' | 'move';
  readonly pages: number;
  /** Group charged. */
  readonly group: number;
  /** It slept before and goes on here. */
  readonly resumed: boolean;
  outcome: ChargeOutcome;
  readonly steps: ChargeStep[];
}

/** Starts or stops watching charges. */
export function watchCharges(k: Kernel, on: boolean): void {
  k.tracer.charges = on ? [] : undefined;
  k.tracer.charge = undefined;
}

/** The charges since the call before, oldest first; asked after a tick, none is under way but in a task that waits for its frames. */
export function drainCharges(k: Kernel): readonly ChargeRecord[] {
  const records = k.tracer.charges;
  if (records === undefined || records.length === 0) return [];
  k.tracer.charges = [];
  k.tracer.charge = undefined;
  return records;
}

/** A charge of `pages` by task `pid` begins, or goes on after a sleep; `memcg` 0: the group of its memory map's owner. */
export function chargeBegins(k: Kernel, pid: number, kind: ChargeRecord['kind'], pages: number, memcg: number, resumed: boolean): void {
  if (k.tracer.charges === undefined) return;
  const mm = k.tasks.col.mm[pid] ?? 0;
  const group = memcg !== 0 ? memcg : mm === 0 ? ROOT_MEMCG : memcgOfMm(k, mm);
  const record: ChargeRecord = {
    tick: k.clock.col.tick[0]!,
    cpu: k.tracer.cpu,
    pid,
    comm: commOf(k, pid),
    kind,
    pages,
    group,
    resumed,
    outcome: 'open',
    steps: [],
  };
  k.tracer.charges.push(record);
  k.tracer.charge = record;
  if (kind !== 'move' && !resumed) chargeStep(k, kind === 'kernel' ? 'alloc' : 'fault', 'pass', pages);
}

/** The charge under way came to a stop. */
export function chargeStep(k: Kernel, stop: ChargeStopId, outcome: ChargeStep['outcome'], pages: number, note = ''): void {
  k.tracer.charge?.steps.push({ stop, outcome, pages, counters: [], note });
}

/** It came to a chain of counters, beginning at `counter`; `refused` is the one that had no room, or 0. */
export function chargeCounter(k: Kernel, stop: ChargeStopId, counter: number, pages: number, refused: number): void {
  const { charge } = k.tracer;
  if (charge === undefined) return;
  const { usage, limit, parent } = k.counters.col;
  const counters: ChargeCounter[] = [];
  for (let c = counter; c !== 0; c = parent[c]!) {
    counters.push({ group: groupOfCounter(c), usage: usage[c]!, limit: limit[c]!, refused: c === refused });
    if (c === refused) break;
  }
  charge.steps.push({ stop, outcome: refused === 0 ? 'pass' : 'refused', pages, counters, note: '' });
}

/** The charge under way has ended so. */
export function chargeEnds(k: Kernel, outcome: ChargeOutcome, stop?: ChargeStopId, note = ''): void {
  const { charge } = k.tracer;
  if (charge === undefined) return;
  if (stop !== undefined) charge.steps.push({ stop, outcome: 'pass', pages: charge.pages, counters: [], note });
  charge.outcome = outcome;
  k.tracer.charge = undefined;
}

/** __mem_cgroup_try_charge was called by task `pid`: by a charge under way, or it is one itself. */
export function chargeTries(k: Kernel, pid: number, memcg: number, pages: number, kind: 'user' | 'move'): void {
  const resumed = k.charges.col.phase[pid]! !== 0;
  if (k.tracer.charge?.pid !== pid) chargeBegins(k, pid, kind, pages, memcg, resumed);
  if (resumed) chargeStep(k, 'oom', 'pass', pages, 'woken');
  chargeStep(k, 'try', 'pass', pages);
}

/** What __mem_cgroup_try_charge answered: the end of a user page's charge, and of a kernel one that failed. */
export function chargeAnswered(k: Kernel, answer: number): void {
  const { charge } = k.tracer;
  if (charge === undefined) return;
  if (answer === BLOCKED) chargeEnds(k, 'waits');
  else if (answer === -EINTR) {
    if (charge.kind !== 'kernel') chargeEnds(k, 'nobody', 'nobody', 'dying');
  } else if (answer < 0) chargeEnds(k, 'refused', 'enomem');
  else if (answer === ROOT_MEMCG) chargeEnds(k, 'nobody', 'nobody', 'root');
  else if (charge.kind !== 'kernel') chargeEnds(k, 'charged', charge.kind === 'user' ? 'install' : undefined);
}

/** It asked this CPU's stock; an answer already given is not told twice. */
export function chargeAsksStock(k: Kernel, pages: number, served: boolean): void {
  const { cpu, charge } = k.tracer;
  if (charge === undefined) return;
  if (!served && charge.steps.at(-1)?.stop === 'stock') return;
  const { cached, pages: held } = k.stocks.col;
  const own = cached[cpu] === charge.group ? held[cpu]! : 0;
  chargeStep(k, 'stock', served ? 'pass' : 'miss', pages, `cpu=${cpu} stock=${own}`);
}

/** A round of reclaim on behalf of the charge under way, from group `over`. */
export function chargeReclaimed(k: Kernel, over: number, pages: number, reclaimed: number): void {
  if (k.tracer.charge === undefined) return;
  const room = memcgMargin(k, over);
  chargeStep(k, 'reclaim', reclaimed > 0 || room >= pages ? 'pass' : 'miss', pages, `reclaimed=${reclaimed} margin=${Math.floor(room)}`);
}
