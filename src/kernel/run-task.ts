/**
 * One step of one task: what is pending first, then what the kernel still owes it, then user mode.
 */
import { BLOCKED } from './errno';
import { doExit } from './exit';
import { IMAGE_REGION } from './exec';
import { touchAnon } from './fault';
import type { Kernel } from './kernel';
import { stopOnSignal } from './job-stop';
import { dropLeftovers } from './memcg-exit';
import { fatalSignalPending } from './signal';
import { clearFlag, hasFlag, PF_ALLOCATING, setFlag, TIF_MEMDIE } from './task';
import { resumeCharge } from './try-charge';

/** Runs one step of a task that is on a run queue. */
export function runTask(k: Kernel, pid: number): void {
  if (fatalSignalPending(k, pid) && !finishAllocation(k, pid)) return doExit(k, pid);
  clearFlag(k, pid, PF_ALLOCATING);
  if (resumeCharge(k, pid) === BLOCKED) return;
  if (!stopOnSignal(k, pid)) runUser(k, pid);
  dropLeftovers(k, pid);
}

/**
 * Who is killed while it waits for frames is given the reserves and goes through with its call; only on the way out of
 * it, it dies. What it made there stays (the end of __alloc_pages_slowpath, out_of_memory).
 */
function finishAllocation(k: Kernel, pid: number): boolean {
  if (!hasFlag(k, pid, PF_ALLOCATING)) return false;
  setFlag(k, pid, TIF_MEMDIE);
  return true;
}

function runUser(k: Kernel, pid: number): void {
  if (k.tasks.col.execPages[pid]! > 0) touchImage(k, pid);
  else k.hooks.step(k, pid);
}

/** A fresh image writes its pages before its first instruction that matters: up to 32 faults a step. */
function touchImage(k: Kernel, pid: number): void {
  const { execNext, execPages } = k.tasks.col;
  const done = touchAnon(k, pid, IMAGE_REGION, execNext[pid]!, execPages[pid]!);
  if (done === BLOCKED) return;
  if (done < 0) {
    execPages[pid] = 0;
    return;
  }
  execNext[pid]! += done;
  execPages[pid]! -= done;
}
