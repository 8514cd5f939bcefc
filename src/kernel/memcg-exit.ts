/**
 * A task ends: what the memory controller still owes it and it owes the controller.
 */
import { cgroupExit } from './cgroup-tasks';
import { abortFault } from './fault';
import type { Kernel } from './kernel';
import { kmemAbort } from './kmem';
import { abortOom } from './memcg-oom';
import { mmForkAbort } from './mm-fork';
import { forgetRefusal } from './refusal';
import { abortSwapoff } from './swapoff';

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

/** A dead task leaves its group at once, long before it is reaped (cgroup_exit). */
export function memcgExitTask(k: Kernel, pid: number): void {
  abortCharge(k, pid);
  cgroupExit(k, pid);
  forgetRefusal(k, pid);
}
