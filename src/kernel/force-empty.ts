/**
 * Emptying a group: on force_empty and on rmdir (mm/memcontrol.c, 3.8: mem_cgroup_force_empty,
 * mem_cgroup_reparent_charges).
 */
import { BLOCKED, EBUSY, EINTR, EINVAL } from './errno';
import type { Kernel } from './kernel';
import { lruOf, type LruList } from './lru';
import { memcgPath, parentMemcg, ROOT_MEMCG } from './memcg';
import { memcgOomRecover } from './memcg-oom';
import { moveAccount } from './page-cgroup';
import { hasPatch, traceWithout } from './patches';
import { lruAddDrainAll } from './pagevec';
import { counterOf, MEMSW, RES, resCounterUnchargeUntil } from './res-counter';
import { blockTask, wakeTask } from './sched';
import { signalPending } from './signal';
import { drainAllStock } from './stock';
import { TASK_INTERRUPTIBLE, WCHANS } from './task';
import { trace } from './trace';
import { MEM_CGROUP_RECLAIM_RETRIES } from './try-charge';
import { tryToFreeMemCgroupPages } from './vmscan';

/** In the order they are emptied: inactive and active anonymous, inactive and active file, unevictable. */
const LISTS: readonly LruList[] = [0, 1, 2, 3, 4];

/**
 * memory.force_empty: reclaims what it can, then moves the rest of the user pages up; kernel pages stay. 0, -EINVAL for
 * the root, -EBUSY with tasks or directories (mem_cgroup_force_empty_write).
 */
export function forceEmpty(k: Kernel, memcg: number): number {
  if (memcg === ROOT_MEMCG) return -EINVAL;
  const { tasks, children } = k.memcgs.col;
  if (tasks[memcg]! > 0 || children[memcg]! > 0) return -EBUSY;
  let retries = MEM_CGROUP_RECLAIM_RETRIES;
  while (retries > 0 && k.counters.col.usage[counterOf(memcg, RES)]! > 0) {
    if (tryToFreeMemCgroupPages(k, memcg, false) === 0) retries--;
  }
  return emptyGroup(k, memcg);
}

/**
 * Moves up what can be moved. Without patch 11 the group must be left with nothing charged at all, and kernel pages move
 * nowhere: the caller sleeps until the last one is freed, maybe for ever, or until a signal comes. 0, BLOCKED or -EINTR.
 */
export function emptyGroup(k: Kernel, memcg: number): number {
  reparentCharges(k, memcg);
  const left = k.counters.col.usage[counterOf(memcg, RES)]!;
  if (left === 0 || hasPatch(k, 11)) return 0;
  const { pid } = k.tracer;
  if (signalPending(k, pid)) return -EINTR;
  traceWithout(k, 11, 'mem_cgroup_force_empty', memcg, () => `path=${memcgPath(k, memcg)} pages=${left} pid=${pid} waits`);
  blockTask(k, pid, 'mem_cgroup_force_empty', { interruptible: true });
  return BLOCKED;
}

/** Kernel pages were freed: whoever waits for a group to be empty looks again (patch 11 left out). */
export function wakeEmptiers(k: Kernel): void {
  const { used, state, wchan } = k.tasks.col;
  const here = WCHANS.indexOf('mem_cgroup_force_empty');
  for (let pid = 1; pid < k.tasks.length; pid++) {
    if (used[pid] === 1 && state[pid] === TASK_INTERRUPTIBLE && wchan[pid] === here) wakeTask(k, pid);
  }
}

/**
 * Moves every user page to the parent the counters have, or to the root; drains the stocks, wakes the sleepers. The
 * group is then left with its kernel pages alone (mem_cgroup_reparent_charges).
 */
export function reparentCharges(k: Kernel, memcg: number): void {
  lruAddDrainAll(k);
  drainAllStock(k, memcg);
  const above = parentMemcg(k, memcg);
  let pages = 0;
  for (const list of LISTS) pages += forceEmptyList(k, lruOf(memcg, list), above || ROOT_MEMCG);
  for (const kind of [RES, MEMSW] as const) {
    resCounterUnchargeUntil(k.counters, counterOf(memcg, kind), above === 0 ? 0 : counterOf(above, kind), pages);
  }
  if (pages > 0) trace(k, 'mem_cgroup_move_parent', 'info', memcg, () => `pages=${pages} to=${memcgPath(k, above || ROOT_MEMCG)}`);
  memcgOomRecover(k, memcg);
}

/** Gives each page of one list another owner, the oldest first; answers how many (mem_cgroup_force_empty_list). */
function forceEmptyList(k: Kernel, row: number, to: number): number {
  let pages = 0;
  if (row >= k.lrus.length) return 0;
  while (k.lrus.col.tail[row] !== 0) {
    moveAccount(k, k.lrus.col.tail[row]!, to);
    pages++;
  }
  return pages;
}
