/**
 * Work items: what must run in a task's context, later (kernel/workqueue.c, 3.8). An item queued in a tick runs at the
 * start of the next one.
 */
import { now } from './clock';
import { createDeferredQueue, dequeueCall, enqueueCall, queueLength, type DeferredQueue } from './deferred-queue';
import type { Kernel } from './kernel';
import { kswapdStep } from './kswapd';
import { runReleaseAgent } from './release-agent';
import { kmemCacheDestroyWork, memcgCreateCache } from './memcg-cache';
import { freeWork } from './memcg-lifecycle';
import type { Stores } from './store';

/** What can be queued. */
export const WORK_KINDS = ['mem_cgroup_free', 'memcg_create_cache', 'kmem_cache_destroy', 'kswapd', 'release_agent'] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

export function createWorkqueue(stores: Stores): DeferredQueue {
  return createDeferredQueue(stores, 'work');
}

/** Queues one item (schedule_work). */
export function queueWork(k: Kernel, kind: WorkKind, arg: number): void {
  enqueueCall(k.work, now(k) + 1, WORK_KINDS.indexOf(kind), arg);
}

export function workPending(k: Kernel): boolean {
  return queueLength(k.work) !== 0;
}

/** Runs the items queued before this tick (process_one_work). */
export function runWork(k: Kernel): void {
  for (let call = dequeueCall(k.work, now(k)); call !== undefined; call = dequeueCall(k.work, now(k))) {
    runItem(k, WORK_KINDS[call.kind]!, call.arg);
  }
}

/** Runs up to `most` items, also those of this tick: the worker thread gets the CPU early, and loses it again. */
export function runWorkEarly(k: Kernel, most: number): void {
  for (let left = most; left > 0; left--) {
    const call = dequeueCall(k.work, Infinity);
    if (call === undefined) return;
    runItem(k, WORK_KINDS[call.kind]!, call.arg);
  }
}

function runItem(k: Kernel, kind: WorkKind, arg: number): void {
  switch (kind) {
    case 'mem_cgroup_free':
      return freeWork(k, arg);
    case 'memcg_create_cache':
      return memcgCreateCache(k, arg);
    case 'kmem_cache_destroy':
      return kmemCacheDestroyWork(k, arg);
    case 'kswapd':
      return kswapdStep(k);
    case 'release_agent':
      return runReleaseAgent(k, arg);
    default:
      kind satisfies never;
  }
}
