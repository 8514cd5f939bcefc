/**
 * The scheduler: in a tick every CPU runs one step of one task, strict round robin (kernel/sched, 3.8, much reduced).
 * Run queues are rings through the tasks' rows, so a sleeping task costs a tick nothing.
 */
import { now } from './clock';
import type { Kernel } from './kernel';
import { panicked } from './panic';
import { rcuPending, runRcu } from './rcu';
import { runTask } from './run-task';
import { Columns, type Stores } from './store';
import { fatalSignalPending } from './signal';
import { TASK_INTERRUPTIBLE, TASK_KILLABLE, TASK_RUNNING, TASK_UNINTERRUPTIBLE, WCHANS, type Wchan } from './task';
import { cancelTimer, runTimers, setTimer, timersArmed } from './timer';
import { removeFromWaitQueue } from './wait';
import { runWork, workPending } from './workqueue';

const SCHEMA = {
  /** Task whose turn it is, 0 none; the ring goes on through `runNext`. */
  head: 'u32',
  running: 'u32',
} as const;
const PLACE_SCHEMA = { next: 'u32' } as const;

export interface Runqueues {
  /** One row a CPU. */
  readonly cpus: Columns<typeof SCHEMA>;
  /** CPU the next new task is placed on. */
  readonly place: Columns<typeof PLACE_SCHEMA>;
}

export function createRunqueues(stores: Stores, cpus: number): Runqueues {
  return { cpus: stores.add('runqueues', new Columns(SCHEMA, cpus)), place: stores.add('placement', new Columns(PLACE_SCHEMA, 1)) };
}

/** Longest time a sleep can be given; from here on it is forever. */
const FOREVER = 2 ** 50;

/** One tick: what is due, then one step on every CPU. A machine that panicked stands still. */
export function tick(k: Kernel): void {
  if (panicked(k) !== undefined) return;
  k.clock.col.tick[0]!++;
  setCurrent(k, 0, 0);
  runTimers(k);
  runRcu(k);
  runWork(k);
  for (let cpu = 0; cpu < k.config.cpus; cpu++) {
    const { head } = k.runqueues.cpus.col;
    const pid = head[cpu]!;
    if (pid === 0) continue;
    head[cpu] = k.tasks.col.runNext[pid]!;
    k.tasks.col.utime[pid]!++;
    setCurrent(k, cpu, pid);
    runTask(k, pid);
    if (panicked(k) !== undefined) break;
  }
  setCurrent(k, 0, 0);
}

/** True when nothing can run and nothing is due: only the outside can change this machine. */
export function isQuiet(k: Kernel): boolean {
  if (panicked(k) !== undefined) return true;
  return runnableTasks(k) === 0 && !timersArmed(k) && !rcuPending(k) && !workPending(k);
}

/** Tasks on the run queues of all CPUs. */
export function runnableTasks(k: Kernel): number {
  let running = 0;
  for (let cpu = 0; cpu < k.config.cpus; cpu++) running += k.runqueues.cpus.col.running[cpu]!;
  return running;
}

/** Says whose step is running: for the stock of this CPU and for trace points. */
export function setCurrent(k: Kernel, cpu: number, pid: number): void {
  k.tracer.cpu = cpu;
  k.tracer.pid = pid;
}

/** CPU for a new task: one after the other (select_task_rq, reduced to round robin). */
export function placeTask(k: Kernel): number {
  const { next } = k.runqueues.place.col;
  const cpu = next[0]!;
  next[0] = (cpu + 1) % k.config.cpus;
  return cpu;
}

/** Puts a task at the end of its CPU's ring: everybody else there has a turn first. */
export function enqueueTask(k: Kernel, pid: number): void {
  const { runNext, runPrev, cpu } = k.tasks.col;
  const { head, running } = k.runqueues.cpus.col;
  const c = cpu[pid]!;
  const first = head[c]!;
  running[c]!++;
  if (first === 0) {
    head[c] = pid;
    runNext[pid] = pid;
    runPrev[pid] = pid;
    return;
  }
  const last = runPrev[first]!;
  runNext[last] = pid;
  runPrev[pid] = last;
  runNext[pid] = first;
  runPrev[first] = pid;
}

/** Gives a runnable task the next turn on its CPU. */
export function runNextTurn(k: Kernel, pid: number): void {
  dequeueTask(k, pid);
  enqueueTask(k, pid);
  k.runqueues.cpus.col.head[k.tasks.col.cpu[pid]!] = pid;
}

/** Takes a task off its CPU's ring. */
export function dequeueTask(k: Kernel, pid: number): void {
  const { runNext, runPrev, cpu } = k.tasks.col;
  const { head, running } = k.runqueues.cpus.col;
  const c = cpu[pid]!;
  const after = runNext[pid]!;
  if (after === 0) return;
  running[c]!--;
  if (after === pid) {
    head[c] = 0;
  } else {
    runNext[runPrev[pid]!] = after;
    runPrev[after] = runPrev[pid]!;
    if (head[c] === pid) head[c] = after;
  }
  runNext[pid] = 0;
  runPrev[pid] = 0;
}

/** What ends a sleep besides `wakeTask`. */
export interface SleepOptions {
  /** A fatal signal. */
  readonly killable?: boolean;
  /** Any signal that is not ignored. */
  readonly interruptible?: boolean;
}

/** Puts a task to sleep until `wakeTask`; `why` is what ps shows as its wchan. A task being killed is not put into a sleep that ends then. */
export function blockTask(k: Kernel, pid: number, why: Wchan, how: SleepOptions = {}): void {
  if ((how.killable || how.interruptible) && fatalSignalPending(k, pid)) return;
  const { state, wchan } = k.tasks.col;
  if (state[pid] === TASK_RUNNING) dequeueTask(k, pid);
  wchan[pid] = WCHANS.indexOf(why);
  state[pid] = how.interruptible ? TASK_INTERRUPTIBLE : how.killable ? TASK_KILLABLE : TASK_UNINTERRUPTIBLE;
}

/** Arms the timer that wakes a sleeping task at a tick; a time beyond all reason is never. */
export function sleepUntil(k: Kernel, pid: number, tickDue: number): void {
  if (tickDue < FOREVER) setTimer(k, pid, Math.max(tickDue, now(k) + 1));
}

/** Makes a sleeping task runnable (try_to_wake_up): its timer and wait queue are left. Others are not touched. */
export function wakeTask(k: Kernel, pid: number): void {
  cancelTimer(k, pid);
  removeFromWaitQueue(k, pid);
  const { state, wchan } = k.tasks.col;
  if (state[pid] === TASK_RUNNING || state[pid]! > TASK_KILLABLE) return;
  state[pid] = TASK_RUNNING;
  wchan[pid] = 0;
  enqueueTask(k, pid);
  if (fatalSignalPending(k, pid)) runNextTurn(k, pid);
}
