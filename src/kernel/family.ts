/**
 * Parents and children (include/linux/sched.h, 3.8: real_parent, children, sibling): links in the leaders' rows.
 */
import type { Kernel } from './kernel';

/** Makes a process the youngest child of another. */
export function linkChild(k: Kernel, parent: number, child: number): void {
  const { ppid, child: first, siblingNext, siblingPrev } = k.tasks.col;
  const old = first[parent]!;
  ppid[child] = parent;
  siblingNext[child] = old;
  siblingPrev[child] = 0;
  if (old !== 0) siblingPrev[old] = child;
  first[parent] = child;
}

/** Takes a process from its parent's children. */
export function unlinkChild(k: Kernel, child: number): void {
  const { ppid, child: first, siblingNext, siblingPrev } = k.tasks.col;
  const after = siblingNext[child]!;
  const before = siblingPrev[child]!;
  if (before !== 0) siblingNext[before] = after;
  else if (ppid[child] !== 0) first[ppid[child]!] = after;
  if (after !== 0) siblingPrev[after] = before;
  siblingNext[child] = 0;
  siblingPrev[child] = 0;
}
