/**
 * The end of tasks (kernel/exit.c, 3.8: do_exit, exit_notify, release_task). A dead task leaves its group and gives its
 * memory and files back at once; its row stays a zombie until the parent reaps it, and its stack until a grace period
 * after that.
 */
import { abortCall, freeThreadInfo } from './call-in-flight';
import { putDentry } from './dcache';
import { closeAllFds } from './fd-table';
import { linkChild, unlinkChild } from './family';
import type { Kernel } from './kernel';
import { abortCharge, memcgExitTask } from './memcg-exit';
import { mmPut } from './mm';
import { panic } from './panic';
import { callRcu } from './rcu';
import { dequeueTask, wakeTask } from './sched';
import { signalGroup } from './kill';
import { disposition, killThread, sendSignal, SIGCHLD, SIGCONT, SIGHUP } from './signal';
import {
  childrenOf,
  commOf,
  EXIT_ZOMBIE,
  hasFlag,
  leaderOf,
  PF_EXITING,
  setFlag,
  SIGNAL_GROUP_EXIT,
  TASK_STOPPED,
  taskExists,
  threadsOf,
  WCHANS,
} from './task';
import { flushSigqueue } from './sigqueue';
import { freeMmObjects, freeTaskObject, freeTaskStructs } from './task-objects';
import { cancelTimer } from './timer';
import { trace } from './trace';
import { hangUpSession } from './tty';
import { removeFromWaitQueue } from './wait';

/** exit_group(2): ends the whole process; the other threads end when they run next. */
export function sysExit(k: Kernel, pid: number, status: number): void {
  const tgid = leaderOf(k, pid);
  if (!hasFlag(k, tgid, SIGNAL_GROUP_EXIT)) {
    setFlag(k, tgid, SIGNAL_GROUP_EXIT);
    k.tasks.col.exitCode[tgid] = (status & 0xff) << 8;
  }
  for (const thread of threadsOf(k, tgid)) if (thread !== pid) killThread(k, thread);
  doExit(k, pid);
}

/** exit(2) of one thread; the last one ends the process with status 0. */
export function sysExitThread(k: Kernel, pid: number): void {
  doExit(k, pid);
}

/** Ends one task now (do_exit). */
export function doExit(k: Kernel, pid: number): void {
  const { col } = k.tasks;
  const tgid = leaderOf(k, pid);
  const last = --col.threads[tgid]! === 0;
  if (last && tgid === 1) panic(k, `Attempted to kill init! exitcode=0x${col.exitCode[1]!.toString(16).padStart(8, '0')}`);
  setFlag(k, pid, PF_EXITING);
  abortCharge(k, pid);
  abortCall(k, pid);
  exitMm(k, pid);
  if (last) {
    closeAllFds(k, tgid);
    freeTaskObject(k, tgid, 'slabFiles');
    freeTaskObject(k, tgid, 'slabFs');
  }
  trace(k, 'sched_process_exit', 'info', col.memcg[pid]!, () => `comm=${commOf(k, pid)} pid=${pid}`);
  memcgExitTask(k, pid);
  cancelTimer(k, pid);
  removeFromWaitQueue(k, pid);
  dequeueTask(k, pid);
  col.state[pid] = EXIT_ZOMBIE;
  col.wchan[pid] = 0;
  k.user.delete(pid);
  if (last) exitNotify(k, tgid);
  if (pid !== tgid) releaseTask(k, pid);
}

function exitMm(k: Kernel, pid: number): void {
  const mm = k.tasks.col.mm[pid]!;
  if (mm === 0) return;
  mmPut(k, pid);
  if (k.mms.col.users[mm] === 0) freeMmObjects(k, mm);
}

/** The whole process is dead: its children go to init, its parent is told (exit_notify, forget_original_parent). */
function exitNotify(k: Kernel, tgid: number): void {
  const { cwd } = k.taskInfo.get(tgid);
  putDentry(k, cwd);
  const { session, ppid } = k.tasks.col;
  if (session[tgid] === tgid) hangUpSession(k, tgid);
  for (const child of childrenOf(k, tgid).reverse()) reparent(k, child);
  const parent = ppid[tgid]!;
  if (!taskExists(k, parent)) return releaseTask(k, tgid);
  // A parent that ignores SIGCHLD has no zombies (do_notify_parent).
  if (disposition(k, parent, SIGCHLD) === 'ignore') {
    releaseTask(k, tgid);
    wakeWaiter(k, parent);
    return;
  }
  queueZombie(k, parent, tgid);
  sendSignal(k, parent, SIGCHLD);
  wakeWaiter(k, parent);
}

function reparent(k: Kernel, child: number): void {
  const zombie = k.tasks.col.state[child] === EXIT_ZOMBIE && k.tasks.col.threads[child] === 0;
  if (zombie) unqueueZombie(k, child);
  orphanedGroup(k, child);
  unlinkChild(k, child);
  k.tasks.col.ppid[child] = 0;
  if (!taskExists(k, 1)) {
    if (zombie) releaseTask(k, child);
    return;
  }
  linkChild(k, 1, child);
  if (!zombie) return;
  queueZombie(k, 1, child);
  wakeWaiter(k, 1);
}

/** A stopped job whose last tie to its session goes away would wait for ever: it is hung up (kill_orphaned_pgrp). */
function orphanedGroup(k: Kernel, child: number): void {
  const { pgrp, ppid, state } = k.tasks.col;
  if (pgrp[child] === pgrp[ppid[child]!] || state[child] !== TASK_STOPPED) return;
  signalGroup(k, pgrp[child]!, SIGHUP);
  signalGroup(k, pgrp[child]!, SIGCONT);
}

function queueZombie(k: Kernel, parent: number, tgid: number): void {
  const { zombieHead, zombieTail, zombieNext, zombiePrev } = k.tasks.col;
  const last = zombieTail[parent]!;
  zombiePrev[tgid] = last;
  zombieNext[tgid] = 0;
  if (last === 0) zombieHead[parent] = tgid;
  else zombieNext[last] = tgid;
  zombieTail[parent] = tgid;
}

function unqueueZombie(k: Kernel, tgid: number): void {
  const { ppid, zombieHead, zombieTail, zombieNext, zombiePrev } = k.tasks.col;
  const parent = ppid[tgid]!;
  const before = zombiePrev[tgid]!;
  const after = zombieNext[tgid]!;
  if (before !== 0) zombieNext[before] = after;
  else if (zombieHead[parent] === tgid) zombieHead[parent] = after;
  if (after !== 0) zombiePrev[after] = before;
  else if (zombieTail[parent] === tgid) zombieTail[parent] = before;
}

/** Wakes the threads of a process that sleep in wait4 (__wake_up_parent). */
export function wakeWaiter(k: Kernel, parent: number): void {
  const waiting = WCHANS.indexOf('do_wait');
  for (const thread of threadsOf(k, parent)) if (k.tasks.col.wchan[thread] === waiting) wakeTask(k, thread);
}

/** Tells the parent that a child stopped (do_notify_parent_cldstop). */
export function notifyParentStopped(k: Kernel, tgid: number): void {
  const parent = k.tasks.col.ppid[tgid]!;
  if (!taskExists(k, parent)) return;
  sendSignal(k, parent, SIGCHLD);
  wakeWaiter(k, parent);
}

/** Takes a dead task off the books; only its stack and its struct wait for the grace period (release_task). */
export function releaseTask(k: Kernel, pid: number): void {
  const { col } = k.tasks;
  if (col.tgid[pid] === pid) {
    unqueueZombie(k, pid);
    unlinkChild(k, pid);
    flushSigqueue(k, pid);
    freeTaskObject(k, pid, 'slabSighand');
  } else {
    col.threadNext[col.threadPrev[pid]!] = col.threadNext[pid]!;
    col.threadPrev[col.threadNext[pid]!] = col.threadPrev[pid]!;
  }
  k.taskTable.col.threads[0]!--;
  k.taskInfo.delete(pid);
  col.used[pid] = 2;
  callRcu(k, 'delayed_put_task_struct', pid);
}

/** End of the grace period: the stack goes back to the machine and to who paid for it. */
export function delayedPutTaskStruct(k: Kernel, pid: number): void {
  const stack = k.tasks.col.stack[pid]!;
  trace(k, 'sched_process_free', 'freed', k.frames.col.owner[stack]!, () => `pid=${pid} stack=${stack}`);
  freeThreadInfo(k, stack);
  freeTaskStructs(k, pid);
  k.tasks.clear(pid);
}
