/**
 * Tasks: one row a task, the row is its pid (include/linux/sched.h, 3.8: struct task_struct). What a process shares
 * among its threads (signal handlers, descriptors, parent, children) stands in the row of the thread group's leader.
 */
import { STACK_PAGES, type MachineConfig } from './config';
import type { Kernel } from './kernel';
import { Columns, ObjectStore, type Stores } from './store';

/** The kernel thread that makes the others. */
export const KTHREADD_PID = 2;

export const TASK_RUNNING = 0;
/** Sleeps until woken or until any signal comes. */
export const TASK_INTERRUPTIBLE = 1;
/** Sleeps until woken. */
export const TASK_UNINTERRUPTIBLE = 2;
/** Sleeps until woken or killed; shown as D as well. */
export const TASK_KILLABLE = 3;
export const TASK_STOPPED = 4;
/** Ended, not reaped yet. */
export const EXIT_ZOMBIE = 5;

export const PF_KTHREAD = 1;
/** A kernel thread bound to a CPU: cannot be moved to another group. */
export const PF_THREAD_BOUND = 2;
export const PF_EXITING = 4;
/** Chosen by the OOM killer: may take the last frames. */
export const TIF_MEMDIE = 8;
/** The whole thread group is ending (SIGNAL_GROUP_EXIT). */
export const SIGNAL_GROUP_EXIT = 16;
/** A child by CLONE_VM: shares its parent's memory map and does not own it. */
export const PF_CLONE_VM = 32;
/** Its stop or continuation was not yet told to a waiting parent. */
export const SIGNAL_STOP_REPORT = 64;
/** The process is stopped: its threads stop when they run next. */
export const SIGNAL_STOPPED = 1024;
/** Has called execve since its fork. */
export const PF_EXECED = 256;
/** Bound to its CPU. */
export const PF_PINNED = 512;
/** Waits for frames inside a call, which it cannot leave without them. */
export const PF_ALLOCATING = 2048;

/** Where a task sleeps, by the kernel function it sleeps in; the index is the value in `wchan`. */
export const WCHANS = [
  '',
  'do_wait',
  'pipe_wait',
  'n_tty_read',
  'hrtimer_nanosleep',
  'mem_cgroup_handle_oom',
  'alloc_pages_slowpath',
  'do_signal_stop',
  'sys_pause',
  'kthreadd',
  'rescuer_thread',
  'eventfd_ctx_read',
  'mem_cgroup_force_empty',
  'sk_stream_wait_memory',
  'sk_wait_data',
] as const;
export type Wchan = (typeof WCHANS)[number];

const SCHEMA = {
  /** 1 a task, 2 reaped and waiting for its grace period, 0 free. */
  used: 'u8',
  state: 'u8',
  ppid: 'u32',
  tgid: 'u32',
  /** Memory map, 0 none (kernel threads, zombies). */
  mm: 'u32',
  /** Group it stands in, 0 none (zombies). */
  memcg: 'u32',
  cpu: 'u8',
  flags: 'u32',
  /** In wait(2)'s encoding. */
  exitCode: 'u32',
  /** Pending signals of this thread and, in the leader's row, of the process: bit n - 1 for signal n. */
  pending: 'u32',
  sharedPending: 'u32',
  /** Dispositions, in the leader's row. */
  ignored: 'u32',
  caught: 'u32',
  stopSignal: 'u8',
  /** Frames of the kernel stack, 0 none. */
  stack: 'u32',
  /** Tick of the timer; valid while `heap` is not 0. */
  wake: 'f64',
  /** Place in the timer heap plus one. */
  heap: 'u32',
  timerSeq: 'f64',
  pgrp: 'u32',
  session: 'u32',
  /** Controlling terminal plus one. */
  tty: 'u8',
  startTick: 'f64',
  /** Steps it ran. */
  utime: 'f64',
  oomScoreAdj: 'i32',
  wchan: 'u8',
  /** Wait queue it sleeps on, 0 none. */
  waitq: 'u32',
  waitNext: 'u32',
  waitPrev: 'u32',
  runNext: 'u32',
  runPrev: 'u32',
  /** Children (leaders' rows only), youngest first. */
  child: 'u32',
  siblingNext: 'u32',
  siblingPrev: 'u32',
  /** Zombie children ready to be reaped, oldest first; `zombieNext` links them. */
  zombieHead: 'u32',
  zombieTail: 'u32',
  zombieNext: 'u32',
  zombiePrev: 'u32',
  /** Ring of the thread group. */
  threadNext: 'u32',
  threadPrev: 'u32',
  /** Threads alive, in the leader's row. */
  threads: 'u32',
  /** Slabs its structs lie in, 0 none: of every task, then of a process. */
  slabTask: 'u32',
  slabSignal: 'u32',
  slabSighand: 'u32',
  slabFiles: 'u32',
  slabXstate: 'u32',
  slabPid: 'u32',
  slabCred: 'u32',
  slabFs: 'u32',
  /** Pages of the image still to be touched after execve. */
  execNext: 'u32',
  execPages: 'u32',
  /** The call in flight (see in-flight.ts) and what it has got so far. */
  call: 'u8',
  callPfn: 'u32',
  callDone: 'f64',
} as const;

/** Rows at boot; fork adds more, up to PID_MAX. */
const FIRST_TASK_ROWS = 512;

export type Tasks = Columns<typeof SCHEMA>;

const TABLE_SCHEMA = {
  /** Pid given last; the next is looked for behind it. */
  lastPid: 'u32',
  /** Tasks that are not reaped, threads counted one each (nr_threads). */
  threads: 'u32',
  /** Refused beyond it (kernel/fork.c, 3.8: fork_init). */
  maxThreads: 'u32',
} as const;

export type TaskTable = Columns<typeof TABLE_SCHEMA>;

/** What of a process is text or a list; in every thread's row its own comm. */
export interface TaskInfo {
  readonly comm: string;
  readonly argv: readonly string[];
  /** Working directory: a dentry, and a path below it inside a file system that has none of its own (proc). */
  readonly cwd: number;
  readonly cwdSub: string;
  readonly umask: number;
}

export function createTasks(stores: Stores): Tasks {
  return stores.add('tasks', new Columns(SCHEMA, FIRST_TASK_ROWS));
}

/** threads-max: one eighth of memory in kernel stacks, at least 20. */
export function createTaskTable(stores: Stores, config: MachineConfig): TaskTable {
  const table = stores.add('taskTable', new Columns(TABLE_SCHEMA, 1));
  table.col.maxThreads[0] = Math.max(20, Math.floor(config.ramPages / (8 * STACK_PAGES)));
  return table;
}

export function createTaskInfo(stores: Stores): ObjectStore<TaskInfo> {
  return stores.add('taskInfo', new ObjectStore<TaskInfo>((info) => ({ ...info })));
}

/** True for a pid that is a task, zombies included. */
export function taskExists(k: Kernel, pid: number): boolean {
  return pid > 0 && k.tasks.col.used[pid] === 1;
}

/** True for a task that has not ended. */
export function isAlive(k: Kernel, pid: number): boolean {
  return taskExists(k, pid) && k.tasks.col.state[pid] !== EXIT_ZOMBIE && (k.tasks.col.flags[pid]! & PF_EXITING) === 0;
}

export function hasFlag(k: Kernel, pid: number, flag: number): boolean {
  return (k.tasks.col.flags[pid]! & flag) !== 0;
}
export function setFlag(k: Kernel, pid: number, flag: number): void {
  k.tasks.col.flags[pid]! |= flag;
}
export function clearFlag(k: Kernel, pid: number, flag: number): void {
  k.tasks.col.flags[pid]! &= ~flag;
}

/** Thread group leader of a task. */
export function leaderOf(k: Kernel, pid: number): number {
  return k.tasks.col.tgid[pid]!;
}

/** All threads of a process that have not ended, the leader first. */
export function threadsOf(k: Kernel, tgid: number): number[] {
  const { threadNext, state } = k.tasks.col;
  const threads: number[] = [];
  let pid = tgid;
  do {
    if (state[pid] !== EXIT_ZOMBIE) threads.push(pid);
    pid = threadNext[pid]!;
  } while (pid !== tgid && pid !== 0);
  return threads;
}

/** Living and zombie child processes, youngest first. */
export function childrenOf(k: Kernel, tgid: number): number[] {
  const { child, siblingNext } = k.tasks.col;
  const children: number[] = [];
  for (let pid = child[tgid]!; pid !== 0; pid = siblingNext[pid]!) children.push(pid);
  return children;
}

/** The task with the next higher pid, zombies included; 0 when there is none. Start with pid 0. */
export function nextTask(k: Kernel, pid: number): number {
  const { used } = k.tasks.col;
  const end = k.tasks.length;
  for (let next = pid + 1; next < end; next++) if (used[next] === 1) return next;
  return 0;
}

/** Every task in order of pid, zombies included. */
export function allTasks(k: Kernel): number[] {
  const pids: number[] = [];
  for (let pid = nextTask(k, 0); pid !== 0; pid = nextTask(k, pid)) pids.push(pid);
  return pids;
}

/** State as ps prints it: R, S, D, T, Z. */
export function stateLetter(k: Kernel, pid: number): string {
  return 'RSDDTZ'.charAt(k.tasks.col.state[pid]!);
}

/** Name of a task, at most 15 bytes; empty where there is none. */
export function commOf(k: Kernel, pid: number): string {
  return k.taskInfo.find(pid)?.comm ?? '';
}
