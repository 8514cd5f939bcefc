/**
 * Signals (kernel/signal.c, 3.8): what each does by default, sending, and killing.
 */
import type { Kernel } from './kernel';
import { continueProcess } from './job-stop';
import { runNextTurn, wakeTask } from './sched';
import {
  hasFlag,
  leaderOf,
  PF_EXITING,
  PF_KTHREAD,
  setFlag,
  SIGNAL_GROUP_EXIT,
  TASK_INTERRUPTIBLE,
  TASK_KILLABLE,
  TASK_RUNNING,
  TASK_STOPPED,
  taskExists,
  threadsOf,
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

/** Place of a signal in a mask. */
export const bit = (sig: number): number => (1 << (sig - 1)) >>> 0;
export const STOP_MASK = bit(SIGSTOP) | bit(SIGTSTP) | bit(SIGTTIN) | bit(SIGTTOU);
const IGNORED_BY_DEFAULT = bit(SIGCHLD) | bit(SIGCONT) | bit(SIGURG) | bit(SIGWINCH);
/** Neither caught nor ignored by anybody. */
export const UNBLOCKABLE = bit(SIGKILL) | bit(SIGSTOP);

/** What a signal would do to a process now. */
export type Action = 'ignore' | 'catch' | 'stop' | 'terminate';

/** What a signal would do to a process (sig_fatal and its like). */
export function actionOf(k: Kernel, tgid: number, sig: number): Action {
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
  if (k.tasks.col.threads[tgid] === 0) return;
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

/** What a process does with a signal: for /proc and `trap`. */
export function disposition(k: Kernel, pid: number, sig: number): 'default' | 'ignore' | 'catch' {
  const tgid = leaderOf(k, pid);
  if ((k.tasks.col.caught[tgid]! & bit(sig)) !== 0) return 'catch';
  return (k.tasks.col.ignored[tgid]! & bit(sig)) !== 0 ? 'ignore' : 'default';
}
