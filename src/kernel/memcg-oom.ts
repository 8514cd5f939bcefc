/**
 * Out of memory in a group (mm/memcontrol.c, 3.8: mem_cgroup_handle_oom): kill, or sleep until something changes.
 *
 * There is one wait queue for all groups, the last sleeper first. Whoever wakes names a group; woken is every sleeper
 * whose refusing group is that one, above it or below it.
 */
import { CHARGE_DONE, CHARGE_GRACE, CHARGE_NONE, CHARGE_WAITING, CHARGE_WOKEN } from './charge-in-flight';
import { now } from './clock';
import { BLOCKED, EINTR } from './errno';
import { oomNotify } from './event-listeners';
import type { Kernel } from './kernel';
import { isSameOrSubtree, memcgPath, subtree } from './memcg';
import { getCss, putCss } from './memcg-lifecycle';
import { memCgroupOutOfMemory } from './oom-kill';
import { blockTask, sleepUntil, wakeTask } from './sched';
import { fatalSignalPending } from './signal';
import { hasFlag, TIF_MEMDIE } from './task';
import { trace } from './trace';
import { cancelCharge } from './try-charge';

/** Ticks a task gives to who is dying: one jiffy. */
const GRACE_TICKS = 1;

/**
 * `group` cannot be charged because `over` is full, and reclaim has failed. Kills, or goes to sleep. Answers BLOCKED,
 * or -EINTR when this task itself was chosen.
 */
export function handleOom(k: Kernel, pid: number, group: number, over: number): number {
  const { charges } = k;
  charges.col.memcg[pid] = group;
  charges.col.over[pid] = over;
  getCss(k, group);
  markUnderOom(k, over);
  const locked = oomLock(k, over);
  charges.col.locked[pid] = locked ? 1 : 0;
  if (locked) oomNotify(k, over);
  if (locked && k.memcgs.col.oomKillDisable[over] === 0) {
    trace(k, 'mem_cgroup_out_of_memory', 'oom', over, () => `limit of ${memcgPath(k, over)} reached`);
    memCgroupOutOfMemory(k, pid, over);
    return leaveOom(k, pid);
  }
  charges.col.phase[pid] = CHARGE_WAITING;
  enqueueSleeper(k, pid);
  trace(
    k,
    'memcg_oom',
    'oom',
    over,
    () => `pid=${pid} waits: oom_kill_disable=${k.memcgs.col.oomKillDisable[over]!} locked=${charges.col.locked[pid]!}`,
  );
  blockTask(k, pid, 'mem_cgroup_handle_oom', { killable: true });
  return BLOCKED;
}

/** A task that slept in a charge runs again. Answers 0 when it is to try anew, else BLOCKED or -EINTR. */
export function resumeOom(k: Kernel, pid: number): number {
  const { phase, memcg } = k.charges.col;
  if (phase[pid] === CHARGE_GRACE) {
    phase[pid] = CHARGE_NONE;
    putCss(k, memcg[pid]!);
    return CHARGE_NONE;
  }
  if (phase[pid] === CHARGE_WAITING && !fatalSignalPending(k, pid)) {
    blockTask(k, pid, 'mem_cgroup_handle_oom', { killable: true });
    return BLOCKED;
  }
  return leaveOom(k, pid);
}

/** A dying task gives up whatever OOM wait it is in; its charge then bypasses the limits. */
export function abortOom(k: Kernel, pid: number): void {
  const phase = k.charges.col.phase[pid]!;
  if (phase === CHARGE_NONE) return;
  if (phase === CHARGE_DONE) cancelCharge(k, pid);
  else if (phase === CHARGE_GRACE) {
    k.charges.col.phase[pid] = CHARGE_NONE;
    putCss(k, k.charges.col.memcg[pid]!);
  } else {
    leaveOom(k, pid);
  }
}

/** The common way out of mem_cgroup_handle_oom: gives up the lock, wakes the related sleepers in turn. */
function leaveOom(k: Kernel, pid: number): number {
  const { phase, over, locked, memcg } = k.charges.col;
  const group = over[pid]!;
  if (phase[pid] === CHARGE_WAITING) dequeueSleeper(k, pid);
  if (locked[pid] !== 0) oomUnlock(k, group);
  locked[pid] = 0;
  wakeupOom(k, group);
  unmarkUnderOom(k, group);
  if (hasFlag(k, pid, TIF_MEMDIE) || fatalSignalPending(k, pid)) {
    phase[pid] = CHARGE_NONE;
    putCss(k, memcg[pid]!);
    return -EINTR;
  }
  phase[pid] = CHARGE_GRACE;
  blockTask(k, pid, 'mem_cgroup_handle_oom');
  sleepUntil(k, pid, now(k) + GRACE_TICKS);
  return BLOCKED;
}

/** Something changed in `memcg`: if it is under OOM, its sleepers try again (memcg_oom_recover). */
export function memcgOomRecover(k: Kernel, memcg: number): void {
  if (memcg !== 0 && k.memcgs.col.underOom[memcg] !== 0) wakeupOom(k, memcg);
}

/** Wakes the sleepers related to a group, the last to sleep first (memcg_wakeup_oom). */
function wakeupOom(k: Kernel, memcg: number): void {
  const { col } = k.charges;
  let pid = col.next[0]!;
  while (pid !== 0) {
    const sleeper = pid;
    pid = col.next[sleeper]!;
    const group = col.over[sleeper]!;
    if (!isSameOrSubtree(k, group, memcg) && !isSameOrSubtree(k, memcg, group)) continue;
    dequeueSleeper(k, sleeper);
    col.phase[sleeper] = CHARGE_WOKEN;
    trace(k, 'memcg_wakeup_oom', 'oom', group, () => `pid=${sleeper}`);
    wakeTask(k, sleeper);
  }
}

function enqueueSleeper(k: Kernel, pid: number): void {
  const { next, prev } = k.charges.col;
  const first = next[0]!;
  next[pid] = first;
  prev[pid] = 0;
  if (first !== 0) prev[first] = pid;
  next[0] = pid;
}
function dequeueSleeper(k: Kernel, pid: number): void {
  const { next, prev } = k.charges.col;
  const after = next[pid]!;
  next[prev[pid]!] = after;
  if (after !== 0) prev[after] = prev[pid]!;
  next[pid] = 0;
  prev[pid] = 0;
}

/** Locks a whole subtree for one OOM, or nothing of it (mem_cgroup_oom_lock). */
function oomLock(k: Kernel, memcg: number): boolean {
  const { oomLock: lock } = k.memcgs.col;
  const groups = subtree(k, memcg);
  if (groups.some((group) => lock[group] !== 0)) return false;
  for (const group of groups) lock[group] = 1;
  return true;
}
function oomUnlock(k: Kernel, memcg: number): void {
  for (const group of subtree(k, memcg)) k.memcgs.col.oomLock[group] = 0;
}
function markUnderOom(k: Kernel, memcg: number): void {
  for (const group of subtree(k, memcg)) k.memcgs.col.underOom[group]!++;
}
/** A group made while its ancestor was under OOM was never marked: never below zero. */
function unmarkUnderOom(k: Kernel, memcg: number): void {
  const { underOom } = k.memcgs.col;
  for (const group of subtree(k, memcg)) if (underOom[group]! > 0) underOom[group]!--;
}
