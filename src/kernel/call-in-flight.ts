/**
 * What a task holds of a system call that sleeps (columns `call`, `callPfn`, `callDone` of its row). The call is issued
 * again when the task runs next and goes on from here; a killed task gives back what it held.
 */
import { THREAD_SIZE_ORDER } from './config';
import type { Kernel } from './kernel';
import { kmemCommitCharge, kmemUnchargePages } from './kmem';
import { freePages } from './page-allocator';

export const CALL_NONE = 0;
/** fork: charged, no stack yet. */
export const CALL_FORK_CHARGED = 1;
/** fork: the stack is there, its frame in `callPfn`. */
export const CALL_FORK_STACK = 2;
/** nanosleep: until tick `callDone`. */
export const CALL_NANOSLEEP = 3;
/** write: `callDone` bytes are written. */
export const CALL_WRITE = 4;
/** read: the pages up to byte `callDone` of the file are in memory. */
export const CALL_READ = 5;

/** The call is over, whatever it answered. */
export function endCall(k: Kernel, pid: number): void {
  const { call, callPfn, callDone } = k.tasks.col;
  call[pid] = CALL_NONE;
  callPfn[pid] = 0;
  callDone[pid] = 0;
}

/** Gives back what the call of a task that dies in it had got. */
export function abortCall(k: Kernel, pid: number): void {
  const { call, callPfn } = k.tasks.col;
  if (call[pid] === CALL_FORK_CHARGED) kmemCommitCharge(k, pid, -1);
  if (call[pid] === CALL_FORK_STACK) freeThreadInfo(k, callPfn[pid]!);
  endCall(k, pid);
}

/** Frees a kernel stack: uncharged from who paid, wherever that task stands by now (free_thread_info). */
export function freeThreadInfo(k: Kernel, stack: number): void {
  kmemUnchargePages(k, stack, THREAD_SIZE_ORDER);
  freePages(k, stack);
}
