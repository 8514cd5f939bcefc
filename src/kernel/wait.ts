/**
 * Wait queues (include/linux/wait.h, 3.8): tasks that sleep for one thing, first come first woken. A task is on one
 * queue at most.
 */
import type { Kernel } from './kernel';
import { dropRow, ROW_COLUMNS, takeRow } from './rows';
import { wakeTask } from './sched';
import { Columns, type Stores } from './store';

const SCHEMA = { ...ROW_COLUMNS, head: 'u32', tail: 'u32' } as const;

export type WaitQueues = Columns<typeof SCHEMA>;

export function createWaitQueues(stores: Stores): WaitQueues {
  return stores.add('waitQueues', new Columns(SCHEMA, 1));
}

/** Makes an empty queue. */
export function createWaitQueue(k: Kernel): number {
  return takeRow(k.waitQueues);
}

/** Gives a queue back. Who still sleeps on it, because another thread closed what it waits for, wakes and is told so. */
export function destroyWaitQueue(k: Kernel, id: number): void {
  wakeUp(k, id);
  dropRow(k.waitQueues, id);
}

/** Puts a task at the end of a queue; it must then be put to sleep. */
export function addToWaitQueue(k: Kernel, id: number, pid: number): void {
  const { head, tail } = k.waitQueues.col;
  const { waitq, waitNext, waitPrev } = k.tasks.col;
  if (waitq[pid] !== 0) removeFromWaitQueue(k, pid);
  const last = tail[id]!;
  waitq[pid] = id;
  waitPrev[pid] = last;
  waitNext[pid] = 0;
  if (last === 0) head[id] = pid;
  else waitNext[last] = pid;
  tail[id] = pid;
}

/** Takes a task off the queue it is on, if any. */
export function removeFromWaitQueue(k: Kernel, pid: number): void {
  const { waitq, waitNext, waitPrev } = k.tasks.col;
  const id = waitq[pid]!;
  if (id === 0) return;
  const { head, tail } = k.waitQueues.col;
  const before = waitPrev[pid]!;
  const after = waitNext[pid]!;
  if (before === 0) head[id] = after;
  else waitNext[before] = after;
  if (after === 0) tail[id] = before;
  else waitPrev[after] = before;
  waitq[pid] = 0;
  waitNext[pid] = 0;
  waitPrev[pid] = 0;
}

/** Wakes everybody on a queue, first come first. */
export function wakeUp(k: Kernel, id: number): void {
  const { head } = k.waitQueues.col;
  for (let pid = head[id]!; pid !== 0; pid = head[id]!) wakeTask(k, pid);
}
