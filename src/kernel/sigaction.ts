/**
 * What a process does with its signals (kernel/signal.c, 3.8: do_sigaction, get_signal_to_deliver).
 */
import { EINVAL } from './errno';
import type { Kernel } from './kernel';
import { actionOf, bit, killProcess, SIGNAL_NAMES, UNBLOCKABLE } from './signal';
import { dequeueSignal } from './sigqueue';
import { leaderOf } from './task';

/** The lowest caught signal that is pending, taken off; 0 for none. */
export function takeSignal(k: Kernel, pid: number): number {
  const tgid = leaderOf(k, pid);
  const pending = k.tasks.col.sharedPending[tgid]! & k.tasks.col.caught[tgid]!;
  if (pending === 0) return 0;
  const sig = 32 - Math.clz32(pending & -pending);
  k.tasks.col.sharedPending[tgid]! &= ~bit(sig);
  dequeueSignal(k, tgid, sig);
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
