/**
 * What a pending signal is written down in (kernel/signal.c, 3.8: struct sigqueue). It is allocated in the sender's
 * group, by an allocation that may not sleep; where that is refused the signal comes all the same.
 */
import type { Kernel } from './kernel';
import { slabFree, slabTakeAtomic } from './slab';
import { ObjectStore, type Stores } from './store';

/** Of a process, by the number of its leader: signal, slab, signal, slab … */
export type Sigqueues = ObjectStore<{ readonly queued: readonly number[] }>;

export function createSigqueues(stores: Stores): Sigqueues {
  return stores.add('sigqueues', new ObjectStore<{ readonly queued: readonly number[] }>((record) => ({ ...record })));
}

/** Queues a signal that `pid` sends to a process, once while it is pending (__send_signal, __sigqueue_alloc). */
export function queueSignal(k: Kernel, pid: number, tgid: number, sig: number): void {
  const queued = k.sigqueues.find(tgid)?.queued ?? [];
  for (let i = 0; i < queued.length; i += 2) if (queued[i] === sig) return;
  const slab = slabTakeAtomic(k, pid, 'sigqueue');
  if (slab !== 0) k.sigqueues.set(tgid, { queued: [...queued, sig, slab] });
}

/** A signal was taken (collect_signal). */
export function dequeueSignal(k: Kernel, tgid: number, sig: number): void {
  const queued = k.sigqueues.find(tgid)?.queued;
  if (queued === undefined) return;
  const left: number[] = [];
  for (let i = 0; i < queued.length; i += 2) {
    if (queued[i] === sig) slabFree(k, queued[i + 1]!);
    else left.push(queued[i]!, queued[i + 1]!);
  }
  if (left.length === 0) k.sigqueues.delete(tgid);
  else k.sigqueues.set(tgid, { queued: left });
}

/** The process is taken off the books: nothing is pending any more (flush_sigqueue). */
export function flushSigqueue(k: Kernel, tgid: number): void {
  const queued = k.sigqueues.find(tgid)?.queued;
  if (queued === undefined) return;
  k.sigqueues.delete(tgid);
  for (let i = 1; i < queued.length; i += 2) slabFree(k, queued[i]!);
}
