/**
 * A task ends: what the memory controller still owes it and it owes the controller.
 */
import { cgroupExit } from './cgroup-tasks';
import { abortFault } from './fault';
import type { Kernel } from './kernel';
import { kmemAbort, kmemCancel } from './kmem';
import { abortOom } from './memcg-oom';
import { mmForkAbort } from './mm-fork';
import { forgetRefusal } from './refusal';
import { fatalSignalPending } from './signal';
import { abortSwapoff } from './swapoff';
import { TASK_RUNNING } from './task';
import { cancelCharge } from './try-charge';

/**
 * Ends whatever charge a killed task sleeps in, before its memory goes: it leaves the OOM wait, and a kernel charge
 * under way is forced through and given back. Does nothing when there is none.
 */
export function abortCharge(k: Kernel, pid: number): void {
  if (pid >= k.charges.length) return;
  abortOom(k, pid);
  abortSwapoff(k, pid);
  kmemAbort(k, pid);
  abortFault(k, pid);
  mmForkAbort(k, pid);
}

/**
 * A step of a task is over. What it slept for and then did not ask for is given back; and one that does not sleep holds
 * nothing: what a call had got that went another way when it was made again, because a page was there by now, or memory
 * unmapped, goes as well.
 */
export function dropLeftovers(k: Kernel, pid: number): void {
  cancelCharge(k, pid);
  const { kmemGroup, faultPfn, forkMm } = k.charges.col;
  if (kmemGroup[pid] === 0 && faultPfn[pid] === 0 && forkMm[pid] === 0) return;
  if (k.tasks.col.state[pid] !== TASK_RUNNING || fatalSignalPending(k, pid)) return;
  kmemCancel(k, pid);
  abortFault(k, pid);
  mmForkAbort(k, pid);
}

/** A dead task leaves its group at once, long before it is reaped (cgroup_exit). */
export function memcgExitTask(k: Kernel, pid: number): void {
  abortCharge(k, pid);
  cgroupExit(k, pid);
  forgetRefusal(k, pid);
}
