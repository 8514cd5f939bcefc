/**
 * Read-copy-update: callbacks that run when every reader of before is done (kernel/rcutree.c, 3.8). A grace period
 * always takes the same time here, so callbacks run in the order they were queued in.
 */
import { now } from './clock';
import { createDeferredQueue, dequeueCall, enqueueCall, queueLength, type DeferredQueue } from './deferred-queue';
import { delayedPutTaskStruct } from './exit';
import type { Kernel } from './kernel';
import { freeRcu } from './memcg-lifecycle';
import type { Stores } from './store';

/** Ticks from call_rcu to the callback. */
export const GRACE_PERIOD = 24;

/** What can be called after a grace period. */
export const RCU_KINDS = ['delayed_put_task_struct', 'mem_cgroup_free'] as const;
export type RcuKind = (typeof RCU_KINDS)[number];

export function createRcu(stores: Stores): DeferredQueue {
  return createDeferredQueue(stores, 'rcu');
}

/** Calls `kind` with `arg` when a grace period has gone by (call_rcu). */
export function callRcu(k: Kernel, kind: RcuKind, arg: number): void {
  enqueueCall(k.rcu, now(k) + GRACE_PERIOD, RCU_KINDS.indexOf(kind), arg);
}

export function rcuPending(k: Kernel): boolean {
  return queueLength(k.rcu) !== 0;
}

/** Runs the callbacks whose grace period has ended (rcu_process_callbacks). */
export function runRcu(k: Kernel): void {
  k.tracer.softirq = true;
  for (let call = dequeueCall(k.rcu, now(k)); call !== undefined; call = dequeueCall(k.rcu, now(k))) {
    runCallback(k, RCU_KINDS[call.kind]!, call.arg);
  }
  k.tracer.softirq = false;
}

/** True in an RCU callback, where nothing may sleep (in_softirq). */
export function inSoftirq(k: Kernel): boolean {
  return k.tracer.softirq;
}

function runCallback(k: Kernel, kind: RcuKind, arg: number): void {
  switch (kind) {
    case 'delayed_put_task_struct':
      return delayedPutTaskStruct(k, arg);
    case 'mem_cgroup_free':
      return freeRcu(k, arg);
    default:
      kind satisfies never;
  }
}
