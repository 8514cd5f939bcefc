/**
 * Becoming another program (fs/exec.c, 3.8: do_execve, flush_old_exec). The file was looked up by the caller; here the
 * process gets a new memory map whose pages it then touches step by step.
 */
import { framesReady } from './alloc-slowpath';
import { BLOCKED } from './errno';
import { closeOnExec } from './fd-table';
import type { Kernel, UserState } from './kernel';
import { mmap, mmCreate, mmPut } from './mm';
import { flushSignalHandlers } from './sigaction';
import { killThread } from './signal';
import { leaderOf, PF_CLONE_VM, PF_EXECED, threadsOf } from './task';
import { freeMmObjects, reserveMmObjects, takeMmObjects } from './task-objects';
import { trace } from './trace';

/** Number of the region that holds a program's image: the first one of a fresh map. */
export const IMAGE_REGION = 1;

export interface ExecImage {
  readonly comm: string;
  readonly argv: readonly string[];
  /** Anonymous pages the image writes when it starts. */
  readonly anonPages: number;
}

/**
 * execve(2) of a program that was found: 0, and from now on the task runs from `user`; -ENOMEM, or BLOCKED. The group
 * of its memory map's owner is charged for the image, page by page, in the task's next steps.
 */
export function sysExecve(k: Kernel, pid: number, image: ExecImage, user: UserState): number {
  const ready = reserveMmObjects(k, pid) || framesReady(k, pid, 0);
  if (ready !== 0) return ready === BLOCKED ? BLOCKED : ready;
  const mm = mmCreate(k, pid);
  if (mm < 0) return mm;
  takeMmObjects(k, pid, mm);
  const tgid = leaderOf(k, pid);
  for (const thread of threadsOf(k, tgid)) if (thread !== pid) killThread(k, thread);
  const old = k.tasks.col.mm[pid]!;
  if (old !== 0) {
    mmPut(k, pid);
    if (k.mms.col.users[old] === 0) freeMmObjects(k, old);
  }
  becomeImage(k, pid, mm, image);
  k.user.set(pid, user);
  trace(k, 'sched_process_exec', 'info', k.tasks.col.memcg[pid]!, () => `comm=${image.comm} pid=${pid}`);
  return 0;
}

function becomeImage(k: Kernel, pid: number, mm: number, image: ExecImage): void {
  const { mm: mms, flags, execNext, execPages } = k.tasks.col;
  mms[pid] = mm;
  flags[pid]! = (flags[pid]! | PF_EXECED) & ~PF_CLONE_VM;
  execNext[pid] = 0;
  execPages[pid] = image.anonPages;
  if (image.anonPages > 0) mmap(k, mm, image.anonPages, 'anon');
  const info = k.taskInfo.edit(pid);
  k.taskInfo.set(pid, { ...info, comm: image.comm.slice(0, 15), argv: image.argv });
  closeOnExec(k, leaderOf(k, pid));
  flushSignalHandlers(k, pid);
}
