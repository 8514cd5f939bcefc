/**
 * kill(2): to a process, a group, or everybody (kernel/signal.c, 3.8: kill_something_info).
 */
import { EINVAL, EPERM, ESRCH } from './errno';
import type { Kernel } from './kernel';
import { actionOf, sendSignal, SIGNAL_NAMES } from './signal';
import { queueSignal } from './sigqueue';
import { allTasks, hasFlag, isAlive, leaderOf, PF_KTHREAD, taskExists } from './task';

/**
 * kill(2): target > 0 a process, 0 the caller's group, -1 everybody but init and the caller, < -1 a group. Signal 0 only
 * looks. 0, -EINVAL, -ESRCH, or -EPERM for kernel threads alone.
 */
export function sysKill(k: Kernel, pid: number, target: number, sig: number): number {
  if (!Number.isInteger(sig) || sig < 0 || sig >= SIGNAL_NAMES.length) return -EINVAL;
  const targets = killTargets(k, pid, target);
  if (targets.length === 0) return -ESRCH;
  const takers = targets.filter((tgid) => !hasFlag(k, tgid, PF_KTHREAD));
  if (takers.length === 0) return sig === 0 || target > 0 ? 0 : -EPERM;
  // init is not killed by what it does not handle (SIGNAL_UNKILLABLE).
  for (const tgid of takers) if (tgid !== 1 || actionOf(k, 1, Math.max(sig, 1)) === 'catch') sendQueued(k, pid, tgid, sig);
  return 0;
}

function sendQueued(k: Kernel, pid: number, tgid: number, sig: number): void {
  if (sig !== 0 && isAlive(k, tgid) && actionOf(k, tgid, sig) !== 'ignore') queueSignal(k, pid, tgid, sig);
  sendSignal(k, tgid, sig);
}

function killTargets(k: Kernel, pid: number, target: number): number[] {
  if (target > 0) return taskExists(k, target) ? [leaderOf(k, target)] : [];
  const { tgid, pgrp } = k.tasks.col;
  const leaders = allTasks(k).filter((other) => tgid[other] === other);
  if (target === -1) return leaders.filter((other) => other !== 1 && other !== leaderOf(k, pid));
  const group = target === 0 ? pgrp[leaderOf(k, pid)]! : -target;
  return leaders.filter((other) => pgrp[other] === group);
}

/** Sends a signal to every process of a group that has not ended. */
export function signalGroup(k: Kernel, group: number, sig: number): void {
  const { tgid, pgrp } = k.tasks.col;
  for (const pid of allTasks(k)) if (tgid[pid] === pid && pgrp[pid] === group && isAlive(k, pid)) sendSignal(k, pid, sig);
}
