/**
 * Waiting for children (kernel/exit.c, 3.8: do_wait). Zombies stand on their parent's list in the order they died, so
 * that init reaps a storm of orphans at the same price each.
 */
import { BLOCKED, ECHILD, EINTR } from './errno';
import { releaseTask } from './exit';
import type { Kernel } from './kernel';
import { blockTask } from './sched';
import { stopReported } from './job-stop';
import { signalPending } from './signal';
import { childrenOf, EXIT_ZOMBIE, hasFlag, leaderOf, SIGNAL_STOP_REPORT } from './task';
import { trace } from './trace';

export interface WaitOptions {
  /** WNOHANG: answer 0 instead of sleeping. */
  readonly nohang?: boolean;
  /** WUNTRACED: tell of stopped children too. */
  readonly untraced?: boolean;
}

export interface Waited {
  readonly pid: number;
  /** In wait(2)'s encoding: exit status << 8, a signal, or stop signal << 8 | 0x7f. */
  readonly status: number;
}

/**
 * wait4(2): target -1 any child, > 0 one pid, 0 the caller's process group, < -1 a group. Reaps one zombie; 0 with
 * nohang and none ready; -ECHILD, -EINTR or BLOCKED.
 */
export function sysWait4(k: Kernel, pid: number, target: number, options: WaitOptions = {}): Waited | number {
  const tgid = leaderOf(k, pid);
  const zombie = findZombie(k, tgid, target);
  if (zombie !== 0) {
    const status = k.tasks.col.exitCode[zombie]!;
    trace(k, 'sched_process_wait', 'info', 0, () => `pid=${zombie} status=${status}`);
    releaseTask(k, zombie);
    return { pid: zombie, status };
  }
  const stopped = options.untraced ? findStopped(k, tgid, target) : 0;
  if (stopped !== 0) {
    stopReported(k, stopped);
    return { pid: stopped, status: (k.tasks.col.stopSignal[stopped]! << 8) | 0x7f };
  }
  if (!hasChild(k, tgid, target)) return -ECHILD;
  if (options.nohang) return 0;
  if (signalPending(k, pid)) return -EINTR;
  blockTask(k, pid, 'do_wait', { interruptible: true });
  return BLOCKED;
}

function eligible(k: Kernel, tgid: number, child: number, target: number): boolean {
  const { pgrp } = k.tasks.col;
  if (target === -1) return true;
  if (target > 0) return child === target;
  return pgrp[child] === (target === 0 ? pgrp[tgid] : -target);
}

function findZombie(k: Kernel, tgid: number, target: number): number {
  const { zombieHead, zombieNext, state, threads, ppid, tgid: tgids } = k.tasks.col;
  if (target > 0) {
    const ready = ppid[target] === tgid && tgids[target] === target && state[target] === EXIT_ZOMBIE && threads[target] === 0;
    return ready ? target : 0;
  }
  let child = zombieHead[tgid]!;
  while (child !== 0 && !eligible(k, tgid, child, target)) child = zombieNext[child]!;
  return child;
}

function findStopped(k: Kernel, tgid: number, target: number): number {
  return childrenOf(k, tgid).find((child) => eligible(k, tgid, child, target) && hasFlag(k, child, SIGNAL_STOP_REPORT)) ?? 0;
}

function hasChild(k: Kernel, tgid: number, target: number): boolean {
  const { child, siblingNext, ppid, tgid: tgids, used } = k.tasks.col;
  if (target === -1) return child[tgid] !== 0;
  if (target > 0) return used[target] === 1 && ppid[target] === tgid && tgids[target] === target;
  for (let c = child[tgid]!; c !== 0; c = siblingNext[c]!) if (eligible(k, tgid, c, target)) return true;
  return false;
}
