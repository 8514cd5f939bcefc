/**
 * Signals (kernel/signal.c, 3.8): sending, what they do by default, and what a task does with them when it runs next.
 */
import { EINVAL, ESRCH, EPERM } from './errno';
import type { Kernel } from './kernel';
import { dequeueTask, runNextTurn, wakeTask } from './sched';
import { notifyParentStopped } from './exit';
import {
  allTasks,
  clearFlag,
  hasFlag,
  isAlive,
  leaderOf,
  PF_EXITING,
  PF_KTHREAD,
  setFlag,
  SIGNAL_GROUP_EXIT,
  SIGNAL_STOP_REPORT,
  SIGNAL_STOPPED,
  TASK_INTERRUPTIBLE,
  TASK_KILLABLE,
  TASK_RUNNING,
  TASK_STOPPED,
  taskExists,
  threadsOf,
  WCHANS,
} from './task';
import { trace } from './trace';

/** Names by number; index 0 is none. */
export const SIGNAL_NAMES = [
  '', 'HUP', 'INT', 'QUIT', 'ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'KILL', 'USR1', 'SEGV', 'USR2', 'PIPE', 'ALRM', 'TERM',
  'STKFLT', 'CHLD', 'CONT', 'STOP', 'TSTP', 'TTIN', 'TTOU', 'URG', 'XCPU', 'XFSZ', 'VTALRM', 'PROF', 'WINCH', 'IO', 'PWR', 'SYS',
] as const; // prettier-ignore

export const SIGHUP = 1;
export const SIGINT = 2;
export const SIGQUIT = 3;
export const SIGBUS = 7;
export const SIGKILL = 9;
export const SIGUSR1 = 10;
export const SIGSEGV = 11;
export const SIGUSR2 = 12;
export const SIGPIPE = 13;
export const SIGALRM = 14;
export const SIGTERM = 15;
export const SIGCHLD = 17;
export const SIGCONT = 18;
export const SIGSTOP = 19;
export const SIGTSTP = 20;
export const SIGTTIN = 21;
export const SIGTTOU = 22;
export const SIGURG = 23;
export const SIGWINCH = 28;

const bit = (sig: number): number => (1 << (sig - 1)) >>> 0;
const STOP_MASK = bit(SIGSTOP) | bit(SIGTSTP) | bit(SIGTTIN) | bit(SIGTTOU);
const IGNORED_BY_DEFAULT = bit(SIGCHLD) | bit(SIGCONT) | bit(SIGURG) | bit(SIGWINCH);
const UNBLOCKABLE = bit(SIGKILL) | bit(SIGSTOP);

/** What a signal would do to a process now. */
type Action = 'ignore' | 'catch' | 'stop' | 'terminate';

function actionOf(k: Kernel, tgid: number, sig: number): Action {
  const mask = bit(sig);
  const { caught, ignored } = k.tasks.col;
  if ((mask & UNBLOCKABLE) === 0) {
    if ((caught[tgid]! & mask) !== 0) return 'catch';
    if ((ignored[tgid]! & mask) !== 0) return 'ignore';
  }
  if ((mask & IGNORED_BY_DEFAULT) !== 0) return 'ignore';
  return (mask & STOP_MASK) !== 0 ? 'stop' : 'terminate';
}

/** True for a task that will end when it runs next (fatal_signal_pending). */
export function fatalSignalPending(k: Kernel, pid: number): boolean {
  return (k.tasks.col.pending[pid]! & bit(SIGKILL)) !== 0;
}

/** True for a task that is ending or about to: charges of it bypass the limits. */
export function isDying(k: Kernel, pid: number): boolean {
  return fatalSignalPending(k, pid) || (k.tasks.col.flags[pid]! & PF_EXITING) !== 0;
}

/** True when a signal interrupts the sleep a task is in or about to enter (signal_pending). */
export function signalPending(k: Kernel, pid: number): boolean {
  return fatalSignalPending(k, pid) || (k.tasks.col.sharedPending[leaderOf(k, pid)]! | k.tasks.col.pending[pid]!) !== 0;
}

/** Sends a signal to the process of `pid` (do_send_sig_info, complete_signal). Kernel threads and zombies take none. */
export function sendSignal(k: Kernel, pid: number, sig: number): void {
  if (sig === 0 || !taskExists(k, pid) || hasFlag(k, pid, PF_KTHREAD)) return;
  const tgid = leaderOf(k, pid);
  trace(k, 'signal_generate', 'info', 0, () => `sig=${SIGNAL_NAMES[sig]} pid=${tgid}`);
  if (sig === SIGCONT) continueProcess(k, tgid);
  const action = actionOf(k, tgid, sig);
  if (action === 'ignore') return;
  if (action === 'terminate') return killProcess(k, tgid, sig);
  k.tasks.col.sharedPending[tgid]! |= bit(sig);
  if (action === 'stop') k.tasks.col.sharedPending[tgid]! &= ~bit(SIGCONT);
  const taker = threadsOf(k, tgid).find((thread) => k.tasks.col.state[thread] === TASK_INTERRUPTIBLE) ?? tgid;
  if (k.tasks.col.state[taker] === TASK_INTERRUPTIBLE) wakeTask(k, taker);
}

/** Ends a whole process by a signal: every thread gets SIGKILL and is woken from all but uninterruptible sleeps. */
export function killProcess(k: Kernel, tgid: number, sig: number): void {
  if (!hasFlag(k, tgid, SIGNAL_GROUP_EXIT)) {
    setFlag(k, tgid, SIGNAL_GROUP_EXIT);
    k.tasks.col.exitCode[tgid] = sig;
  }
  for (const thread of threadsOf(k, tgid)) killThread(k, thread);
}

/** Makes one thread end when it runs next, which is at its CPU's next turn: who waits for its memory waits a tick, not a round. */
export function killThread(k: Kernel, pid: number): void {
  const { pending, state } = k.tasks.col;
  pending[pid]! |= bit(SIGKILL);
  if (state[pid] === TASK_RUNNING) return runNextTurn(k, pid);
  if (state[pid] === TASK_STOPPED) state[pid] = TASK_INTERRUPTIBLE;
  if (state[pid] === TASK_INTERRUPTIBLE || state[pid] === TASK_KILLABLE) wakeTask(k, pid);
}

function continueProcess(k: Kernel, tgid: number): void {
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

/** The lowest caught signal that is pending, taken off; 0 for none. */
export function takeSignal(k: Kernel, pid: number): number {
  const tgid = leaderOf(k, pid);
  const pending = k.tasks.col.sharedPending[tgid]! & k.tasks.col.caught[tgid]!;
  if (pending === 0) return 0;
  const sig = 32 - Math.clz32(pending & -pending);
  k.tasks.col.sharedPending[tgid]! &= ~bit(sig);
  return sig;
}

/** sigaction(2) reduced to what a shell needs: 0 or -EINVAL. Setting a disposition forgets what became ignored. */
export function sysSigaction(k: Kernel, pid: number, sig: number, what: 'default' | 'ignore' | 'catch'): number {
  if (!Number.isInteger(sig) || sig < 1 || sig >= SIGNAL_NAMES.length || (bit(sig) & UNBLOCKABLE) !== 0) return -EINVAL;
  const tgid = leaderOf(k, pid);
  const { caught, ignored, sharedPending } = k.tasks.col;
  caught[tgid]! &= ~bit(sig);
  ignored[tgid]! &= ~bit(sig);
  if (what === 'catch') caught[tgid]! |= bit(sig);
  if (what === 'ignore') ignored[tgid]! |= bit(sig);
  if (actionOf(k, tgid, sig) === 'ignore') sharedPending[tgid]! &= ~bit(sig);
  return 0;
}

/** What a process does with a signal: for /proc and `trap`. */
export function disposition(k: Kernel, pid: number, sig: number): 'default' | 'ignore' | 'catch' {
  const tgid = leaderOf(k, pid);
  if ((k.tasks.col.caught[tgid]! & bit(sig)) !== 0) return 'catch';
  return (k.tasks.col.ignored[tgid]! & bit(sig)) !== 0 ? 'ignore' : 'default';
}

/** execve: caught signals go back to their defaults, ignored ones stay ignored (flush_signal_handlers). */
export function flushSignalHandlers(k: Kernel, pid: number): void {
  const tgid = leaderOf(k, pid);
  k.tasks.col.caught[tgid] = 0;
  const { sharedPending } = k.tasks.col;
  for (let sig = 1; sig < SIGNAL_NAMES.length; sig++) {
    if ((sharedPending[tgid]! & bit(sig)) === 0) continue;
    const action = actionOf(k, tgid, sig);
    if (action === 'ignore') sharedPending[tgid]! &= ~bit(sig);
    if (action === 'terminate') killProcess(k, tgid, sig);
  }
}

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
  for (const tgid of takers) if (tgid !== 1 || actionOf(k, 1, Math.max(sig, 1)) === 'catch') sendSignal(k, tgid, sig);
  return 0;
}

function killTargets(k: Kernel, pid: number, target: number): number[] {
  if (target > 0) return taskExists(k, target) ? [leaderOf(k, target)] : [];
  const { tgid, pgrp, session } = k.tasks.col;
  const leaders = allTasks(k).filter((other) => tgid[other] === other);
  if (target === -1) return leaders.filter((other) => other !== 1 && other !== leaderOf(k, pid) && session[other] !== 0);
  const group = target === 0 ? pgrp[leaderOf(k, pid)]! : -target;
  return leaders.filter((other) => pgrp[other] === group);
}

/** Sends a signal to every process of a group that has not ended. */
export function signalGroup(k: Kernel, group: number, sig: number): void {
  const { tgid, pgrp } = k.tasks.col;
  for (const pid of allTasks(k)) if (tgid[pid] === pid && pgrp[pid] === group && isAlive(k, pid)) sendSignal(k, pid, sig);
}

/** Forgets that a stop was still to be told. */
export function stopReported(k: Kernel, tgid: number): void {
  clearFlag(k, tgid, SIGNAL_STOP_REPORT);
}
