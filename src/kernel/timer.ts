/**
 * Timers of sleeping tasks, one a task: a binary heap by (tick, order of arming), so that the next one due is known at
 * once however many sleep (kernel/hrtimer.c, 3.8, with a heap for its tree).
 */
import { now } from './clock';
import type { Kernel } from './kernel';
import { wakeTask } from './sched';
import { Columns, type Stores } from './store';

const HEAP_SCHEMA = { pid: 'u32' } as const;
const HEAD_SCHEMA = { length: 'u32', seq: 'f64' } as const;

export interface Timers {
  readonly heap: Columns<typeof HEAP_SCHEMA>;
  readonly head: Columns<typeof HEAD_SCHEMA>;
}

export function createTimers(stores: Stores): Timers {
  return { heap: stores.add('timers', new Columns(HEAP_SCHEMA)), head: stores.add('timerHead', new Columns(HEAD_SCHEMA, 1)) };
}

/** Arms the timer of a task for a tick; an older one is forgotten. */
export function setTimer(k: Kernel, pid: number, tick: number): void {
  cancelTimer(k, pid);
  const { heap, head } = k.timers;
  const { wake, timerSeq } = k.tasks.col;
  wake[pid] = tick;
  timerSeq[pid] = head.col.seq[0]!++;
  const last = head.col.length[0]!++;
  heap.grow(last + 1);
  place(k, last, pid);
  siftUp(k, last);
}

/** Disarms the timer of a task, if it has one. */
export function cancelTimer(k: Kernel, pid: number): void {
  const at = k.tasks.col.heap[pid]! - 1;
  if (at < 0) return;
  const { heap, head } = k.timers;
  k.tasks.col.heap[pid] = 0;
  const last = --head.col.length[0]!;
  const moved = heap.col.pid[last]!;
  heap.col.pid[last] = 0;
  if (at === last) return;
  place(k, at, moved);
  siftUp(k, at);
  siftDown(k, k.tasks.col.heap[moved]! - 1);
}

/** True while any timer is armed. */
export function timersArmed(k: Kernel): boolean {
  return k.timers.head.col.length[0] !== 0;
}

/** Wakes every task whose timer is due (run_timer_softirq). */
export function runTimers(k: Kernel): void {
  const { head } = k.timers;
  while (head.col.length[0] !== 0) {
    const pid = k.timers.heap.col.pid[0]!;
    if (k.tasks.col.wake[pid]! > now(k)) return;
    wakeTask(k, pid);
  }
}

function before(k: Kernel, a: number, b: number): boolean {
  const { wake, timerSeq } = k.tasks.col;
  return wake[a] === wake[b] ? timerSeq[a]! < timerSeq[b]! : wake[a]! < wake[b]!;
}

function place(k: Kernel, at: number, pid: number): void {
  k.timers.heap.col.pid[at] = pid;
  k.tasks.col.heap[pid] = at + 1;
}

function siftUp(k: Kernel, from: number): void {
  const pids = k.timers.heap.col.pid;
  const pid = pids[from]!;
  let at = from;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(k, pid, pids[parent]!)) break;
    place(k, at, pids[parent]!);
    at = parent;
  }
  place(k, at, pid);
}

function siftDown(k: Kernel, from: number): void {
  const pids = k.timers.heap.col.pid;
  const length = k.timers.head.col.length[0]!;
  const pid = pids[from]!;
  let at = from;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= length) break;
    if (child + 1 < length && before(k, pids[child + 1]!, pids[child]!)) child++;
    if (!before(k, pids[child]!, pid)) break;
    place(k, at, pids[child]!);
    at = child;
  }
  place(k, at, pid);
}
