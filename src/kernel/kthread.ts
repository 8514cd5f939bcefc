/**
 * Tasks that no fork makes: kernel threads (kernel/kthread.c, 3.8), init, and processes of a test or a case.
 */
import { linkTask } from './cgroup-tasks';
import { now } from './clock';
import { STACK_PAGES, THREAD_SIZE_ORDER } from './config';
import { holdDentry } from './dcache';
import { emptyFds } from './fd-table';
import { linkChild } from './family';
import { findPid } from './fork';
import type { Kernel, UserState } from './kernel';
import { ROOT_MEMCG } from './memcg';
import { mmCreate } from './mm';
import { ROOT_DENTRY } from './mount';
import { FRAME_STACK } from './page';
import { allocPages } from './page-allocator';
import { enqueueTask, placeTask } from './sched';
import { KTHREADD_PID, PF_KTHREAD, PF_PINNED, PF_THREAD_BOUND, TASK_INTERRUPTIBLE, TASK_RUNNING, WCHANS } from './task';
import { reserveForkObjects, reserveMmObjects, takeMmObjects, takeTaskObjects } from './task-objects';

/** The pid of the first process. */
export const INIT_PID = 1;

/** Those every machine has: kthreadd, and a few bound to each CPU. They sleep for ever; init is made by `createInit`. */
export function startKernelThreads(k: Kernel): void {
  k.taskTable.col.lastPid[0] = INIT_PID;
  makeKthread(k, 0, 'kthreadd', 0, 0);
  for (let cpu = 0; cpu < k.config.cpus; cpu++) {
    for (const name of [`ksoftirqd/${cpu}`, `kworker/${cpu}:0`, `migration/${cpu}`])
      makeKthread(k, KTHREADD_PID, name, cpu, PF_THREAD_BOUND);
  }
  makeKthread(k, KTHREADD_PID, 'khelper', 0, 0);
  makeKthread(k, KTHREADD_PID, 'kswapd0', 0, 0);
}

function makeKthread(k: Kernel, parent: number, comm: string, cpu: number, flags: number): void {
  const pid = makeTask(k, parent, comm, PF_KTHREAD | PF_PINNED | flags);
  k.tasks.col.cpu[pid] = cpu;
  k.tasks.col.state[pid] = TASK_INTERRUPTIBLE;
  k.tasks.col.wchan[pid] = WCHANS.indexOf(parent === 0 ? 'kthreadd' : 'rescuer_thread');
}

/** The first process, pid 1, in the root group: an empty memory map, no descriptors, "/" as its directory. Its pid. */
export function createInit(k: Kernel, user: UserState, comm = 'init'): number {
  const { lastPid } = k.taskTable.col;
  const last = lastPid[0]!;
  lastPid[0] = 0;
  const pid = makeProcess(k, 0, comm, user);
  lastPid[0] = last;
  return pid;
}

/** A process in the root group that no fork made: nobody was charged for its stack. Its pid. */
export function createTask(k: Kernel, parent: number, user: UserState, comm = 'task'): number {
  return makeProcess(k, parent, comm, user);
}

function makeProcess(k: Kernel, parent: number, comm: string, user: UserState): number {
  const pid = makeTask(k, parent, comm, 0);
  reserveMmObjects(k, 0);
  const mm = mmCreate(k, pid);
  if (mm < 0) throw new Error('no memory for a first process');
  k.tasks.col.mm[pid] = mm;
  takeMmObjects(k, 0, mm);
  emptyFds(k, pid);
  k.user.set(pid, user);
  k.tasks.col.cpu[pid] = placeTask(k);
  k.tasks.col.state[pid] = TASK_RUNNING;
  enqueueTask(k, pid);
  return pid;
}

function makeTask(k: Kernel, parent: number, comm: string, flags: number): number {
  const isKthread = (flags & PF_KTHREAD) !== 0;
  const stack = allocPages(k, THREAD_SIZE_ORDER, FRAME_STACK, 0);
  if (stack === -1 || reserveForkObjects(k, 0, isKthread, true) !== 0) throw new Error('no memory for a first task');
  const pid = findPid(k);
  k.tasks.grow(pid + 1);
  k.tasks.clear(pid);
  const { col } = k.tasks;
  k.taskTable.col.lastPid[0] = pid;
  k.taskTable.col.threads[0]!++;
  col.used[pid] = 1;
  col.tgid[pid] = pid;
  col.threads[pid] = 1;
  col.threadNext[pid] = pid;
  col.threadPrev[pid] = pid;
  col.flags[pid] = flags;
  col.stack[pid] = stack;
  col.startTick[pid] = now(k);
  for (let i = 0; i < STACK_PAGES; i++) k.frames.col.info[stack + i] = pid;
  takeTaskObjects(k, 0, pid, isKthread);
  if (parent !== 0) linkChild(k, parent, pid);
  holdDentry(k, ROOT_DENTRY);
  k.taskInfo.set(pid, { comm, argv: isKthread ? [] : [comm], cwd: ROOT_DENTRY, cwdSub: '', umask: 0o022 });
  linkTask(k, pid, ROOT_MEMCG);
  return pid;
}
