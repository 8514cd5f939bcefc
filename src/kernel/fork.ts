/**
 * Making tasks (kernel/fork.c, 3.8: do_fork, copy_process). The stack comes first and is charged to the caller's group;
 * whatever fails behind it gives it back. A fork that sleeps half way goes on from the parent's `call` columns.
 */
import { framesReady, allocPagesSlow } from './alloc-slowpath';
import { CALL_FORK_CHARGED, CALL_FORK_STACK, CALL_NONE, endCall, freeThreadInfo } from './call-in-flight';
import { cgroupFork } from './cgroup-tasks';
import { now } from './clock';
import { PID_MAX, THREAD_SIZE_ORDER } from './config';
import { BLOCKED, EAGAIN, EINTR, ENOMEM } from './errno';
import { copyFds } from './fd-table';
import { linkChild } from './family';
import type { Kernel, UserState } from './kernel';
import { kmemCommitCharge, kmemNewpageCharge, memcgCanAccountKmem } from './kmem';
import { memcgOfMm } from './memcg';
import { mmFork, mmShare } from './mm';
import { FRAME_STACK } from './page';
import { hasPatch, traceWithout } from './patches';
import { holdDentry } from './dcache';
import { enqueueTask, placeTask } from './sched';
import { fatalSignalPending } from './signal';
import { leaderOf, PF_CLONE_VM, PF_PINNED, type TaskInfo } from './task';
import { reserveForkObjects, reserveTaskStruct, takeMmObjects, takeTaskObjects } from './task-objects';
import { trace } from './trace';

/** First pid given again after the numbers ran out once (kernel/pid.c, 3.8). */
const RESERVED_PIDS = 300;

export interface CloneOptions {
  /** CLONE_VM: the memory map is shared, and not owned by the child. */
  readonly vm?: boolean;
  /** CLONE_THREAD: one more thread of the caller's process. */
  readonly thread?: boolean;
  /** CPU the task is bound to. */
  readonly cpu?: number;
}

/** fork(2): a copy of the caller. The child's pid, -ENOMEM, -EAGAIN at threads-max, or BLOCKED. */
export function sysFork(k: Kernel, pid: number, user: UserState): number {
  return doFork(k, pid, user, {});
}

/** clone(2) with CLONE_VM or CLONE_THREAD: as `sysFork`. */
export function sysClone(k: Kernel, pid: number, user: UserState, options: CloneOptions): number {
  return doFork(k, pid, user, options);
}

function doFork(k: Kernel, pid: number, user: UserState, options: CloneOptions): number {
  const stack = forkStack(k, pid);
  if (stack < 0) return stack;
  const child = forkRest(k, pid, options);
  if (child === BLOCKED) return BLOCKED;
  endCall(k, pid);
  if (child < 0) {
    freeThreadInfo(k, stack);
    return child;
  }
  wakeUpNewTask(k, pid, child, stack, user, options);
  return child;
}

/** The stack, charged and then allocated (alloc_thread_info_node, patch 13): its frame, BLOCKED or -ENOMEM. */
function forkStack(k: Kernel, pid: number): number {
  const { call, callPfn } = k.tasks.col;
  if (call[pid] === CALL_FORK_STACK) return callPfn[pid]!;
  if (call[pid] !== CALL_FORK_CHARGED) {
    // Who slept in the charge of its stack had the struct before.
    const reserved = chargesStack(k, pid) ? 0 : reserveTaskStruct(k, pid);
    if (reserved !== 0) return reserved;
    const charged = chargeStack(k, pid);
    if (charged !== 0) return charged;
    call[pid] = CALL_FORK_CHARGED;
  }
  const pfn = allocPagesSlow(k, pid, THREAD_SIZE_ORDER, FRAME_STACK, 0);
  if (pfn === BLOCKED) return BLOCKED;
  kmemCommitCharge(k, pid, pfn < 0 ? -1 : pfn);
  call[pid] = pfn < 0 ? CALL_NONE : CALL_FORK_STACK;
  callPfn[pid] = pfn < 0 ? 0 : pfn;
  return pfn;
}

/** The charge of a stack is under way. */
function chargesStack(k: Kernel, pid: number): boolean {
  const { kmemGroup, slabCache } = k.charges.col;
  return kmemGroup[pid] !== 0 && slabCache[pid] === 0;
}

/** A stack is asked for with __GFP_KMEMCG; without patch 13 it is nobody's, and a fork bomb is not seen. */
function chargeStack(k: Kernel, pid: number): number {
  if (hasPatch(k, 13)) return kmemNewpageCharge(k, pid, THREAD_SIZE_ORDER);
  const memcg = memcgOfMm(k, k.tasks.col.mm[pid]!);
  if (memcgCanAccountKmem(k, memcg)) traceWithout(k, 13, 'alloc_thread_info_node', memcg, () => `parent=${pid} stack not charged`);
  return 0;
}

/** Everything behind the stack that can fail: the child's pid, its row begun, or -errno, or BLOCKED. */
function forkRest(k: Kernel, pid: number, options: CloneOptions): number {
  if (k.taskTable.col.threads[0]! >= k.taskTable.col.maxThreads[0]!) return -EAGAIN;
  const isThread = options.thread === true;
  const sharesMm = isThread || options.vm === true || k.tasks.col.mm[pid] === 0;
  const objects = reserveForkObjects(k, pid, isThread, sharesMm) || framesReady(k, pid, 0);
  if (objects !== 0) return objects;
  // A signal that came meanwhile goes first; the call is made again behind it (copy_process: -ERESTARTNOINTR).
  if (fatalSignalPending(k, pid)) return -EINTR;
  const child = findPid(k);
  if (child === 0) return -ENOMEM;
  k.tasks.grow(child + 1);
  k.tasks.clear(child);
  if (sharesMm) {
    const mm = k.tasks.col.mm[pid]!;
    if (mm !== 0) mmShare(k, mm);
    k.tasks.col.mm[child] = mm;
    return child;
  }
  const forked = mmFork(k, pid, child);
  if (forked === BLOCKED || forked < 0) return forked;
  takeMmObjects(k, pid, k.tasks.col.mm[child]!);
  return child;
}

/** The next free pid behind the last one given, 0 when there is none (alloc_pidmap). */
export function findPid(k: Kernel): number {
  const last = k.taskTable.col.lastPid[0]!;
  const { used } = k.tasks.col;
  for (let i = 1; i < PID_MAX; i++) {
    let pid = last + i;
    if (pid >= PID_MAX) pid = pid - PID_MAX + RESERVED_PIDS;
    if (pid < PID_MAX && (used[pid] ?? 0) === 0) return pid;
  }
  return 0;
}

/** Fills the child's row from the parent's and lets it run (copy_process, wake_up_new_task). Nothing here can fail. */
function wakeUpNewTask(k: Kernel, pid: number, child: number, stack: number, user: UserState, options: CloneOptions): void {
  const { col } = k.tasks;
  const isThread = options.thread === true;
  const leader = leaderOf(k, pid);
  k.taskTable.col.lastPid[0] = child;
  k.taskTable.col.threads[0]!++;
  col.used[child] = 1;
  col.stack[child] = stack;
  k.frames.col.info[stack] = child;
  k.frames.col.info[stack + 1] = child;
  col.startTick[child] = now(k);
  takeTaskObjects(k, pid, child, isThread);
  if (isThread) joinThreadGroup(k, leader, child);
  else beginProcess(k, leader, child, options.vm === true);
  const parent = k.taskInfo.get(pid);
  k.taskInfo.set(child, isThread ? { ...parent } : inheritInfo(k, parent, k.taskInfo.get(leader)));
  k.user.set(child, user);
  cgroupFork(k, pid, child);
  const pinned = options.cpu ?? ((col.flags[pid]! & PF_PINNED) !== 0 ? col.cpu[pid] : undefined);
  col.cpu[child] = pinned ?? placeTask(k);
  if (pinned !== undefined) col.flags[child]! |= PF_PINNED;
  enqueueTask(k, child);
  trace(k, 'sched_process_fork', 'created', col.memcg[child]!, () => `parent=${pid} child=${child} stack=${stack}`);
}

function inheritInfo(k: Kernel, parent: Readonly<TaskInfo>, leader: Readonly<TaskInfo>): TaskInfo {
  holdDentry(k, leader.cwd);
  return { comm: parent.comm, argv: parent.argv, cwd: leader.cwd, cwdSub: leader.cwdSub, umask: leader.umask };
}

function beginProcess(k: Kernel, leader: number, child: number, sharesMm: boolean): void {
  const { col } = k.tasks;
  col.tgid[child] = child;
  col.threads[child] = 1;
  col.threadNext[child] = child;
  col.threadPrev[child] = child;
  col.pgrp[child] = col.pgrp[leader]!;
  col.session[child] = col.session[leader]!;
  col.tty[child] = col.tty[leader]!;
  col.ignored[child] = col.ignored[leader]!;
  col.caught[child] = col.caught[leader]!;
  col.oomScoreAdj[child] = col.oomScoreAdj[leader]!;
  if (sharesMm) col.flags[child]! |= PF_CLONE_VM;
  linkChild(k, leader, child);
  copyFds(k, leader, child);
}

function joinThreadGroup(k: Kernel, leader: number, child: number): void {
  const { col } = k.tasks;
  const last = col.threadPrev[leader]!;
  col.tgid[child] = leader;
  col.ppid[child] = col.ppid[leader]!;
  col.oomScoreAdj[child] = col.oomScoreAdj[leader]!;
  col.threadNext[last] = child;
  col.threadPrev[child] = last;
  col.threadNext[child] = leader;
  col.threadPrev[leader] = child;
  col.threads[leader]!++;
}
