/**
 * Stopping and continuing processes: what job control is made of (kernel/signal.c, 3.8: do_signal_stop).
 */
import { notifyParentStopped } from './exit';
import type { Kernel } from './kernel';
import { dequeueTask, wakeTask } from './sched';
import { actionOf, bit, SIGSTOP, SIGTTOU, STOP_MASK } from './signal';
import { dequeueSignal } from './sigqueue';
import {
  clearFlag,
  hasFlag,
  leaderOf,
  setFlag,
  SIGNAL_STOP_REPORT,
  SIGNAL_STOPPED,
  TASK_INTERRUPTIBLE,
  TASK_STOPPED,
  threadsOf,
  WCHANS,
} from './task';

/** SIGCONT came: a stop still pending is forgotten, stopped threads go on where they were (prepare_signal). */
export function continueProcess(k: Kernel, tgid: number): void {
  k.tasks.col.sharedPending[tgid]! &= ~STOP_MASK;
  clearFlag(k, tgid, SIGNAL_STOPPED);
  for (const thread of threadsOf(k, tgid)) {
    if (k.tasks.col.state[thread] !== TASK_STOPPED) continue;
    k.tasks.col.state[thread] = TASK_INTERRUPTIBLE;
    wakeTask(k, thread);
  }
}

/**
 * Acts on what is pending before a task goes to user mode (get_signal_to_deliver). True when it stopped. Caught signals
 * stay pending for `takeSignal`; a fatal one is the caller's to act on.
 */
export function stopOnSignal(k: Kernel, pid: number): boolean {
  const tgid = leaderOf(k, pid);
  if (!hasFlag(k, tgid, SIGNAL_STOPPED)) {
    const sig = takeStopSignal(k, tgid);
    if (sig === 0) return false;
    beginStop(k, tgid, sig);
  }
  dequeueTask(k, pid);
  k.tasks.col.state[pid] = TASK_STOPPED;
  k.tasks.col.wchan[pid] = WCHANS.indexOf('do_signal_stop');
  return true;
}

function takeStopSignal(k: Kernel, tgid: number): number {
  const pending = k.tasks.col.sharedPending[tgid]! & STOP_MASK;
  if (pending === 0) return 0;
  for (let sig = SIGSTOP; sig <= SIGTTOU; sig++) {
    if ((pending & bit(sig)) === 0 || actionOf(k, tgid, sig) !== 'stop') continue;
    k.tasks.col.sharedPending[tgid]! &= ~bit(sig);
    dequeueSignal(k, tgid, sig);
    return sig;
  }
  return 0;
}

/** The process stops: its other threads do when they run next, so that nobody stops in the middle of a kernel sleep. */
function beginStop(k: Kernel, tgid: number, sig: number): void {
  setFlag(k, tgid, SIGNAL_STOPPED);
  for (const thread of threadsOf(k, tgid)) if (k.tasks.col.state[thread] === TASK_INTERRUPTIBLE) wakeTask(k, thread);
  k.tasks.col.stopSignal[tgid] = sig;
  setFlag(k, tgid, SIGNAL_STOP_REPORT);
  notifyParentStopped(k, tgid);
}

/** Forgets that a stop was still to be told. */
export function stopReported(k: Kernel, tgid: number): void {
  clearFlag(k, tgid, SIGNAL_STOP_REPORT);
}
