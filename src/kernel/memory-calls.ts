/**
 * The calls on a process's own memory (mm/mmap.c and mm/mlock.c, 3.8).
 */
import { EFAULT, EINVAL, ENOSYS } from './errno';
import { touchAnon } from './fault';
import type { Kernel } from './kernel';
import { findRegion, mmap, munmap, type RegionKind } from './mm';
import { freePageCount } from './page-allocator';
import { setCurrent } from './sched';

export interface MmapRequest {
  readonly pages: number;
  readonly kind: RegionKind;
}

/** mmap(2): number of a region of untouched pages; -EINVAL, -ENOSYS for a kind that is not simulated. */
export function sysMmap(k: Kernel, pid: number, request: MmapRequest): number {
  if (request.kind !== 'anon') return -ENOSYS;
  const mm = k.tasks.col.mm[pid]!;
  return mm === 0 ? -EFAULT : mmap(k, mm, request.pages, request.kind);
}

/**
 * Writes a byte in each of `count` pages of a region from page `from` on, up to 32 faults a call: pages done, or -errno
 * or BLOCKED as `touchAnon`.
 */
export function sysTouch(k: Kernel, pid: number, region: number, from: number, count: number): number {
  setCurrent(k, k.tasks.col.cpu[pid]!, pid);
  return touchAnon(k, pid, region, from, count);
}

/** munmap(2) of a region or a part of it, in pages: 0 or -EINVAL. */
export function sysMunmap(k: Kernel, pid: number, region: number, from = 0, count?: number): number {
  setCurrent(k, k.tasks.col.cpu[pid]!, pid);
  const mm = k.tasks.col.mm[pid]!;
  const found = mm === 0 ? undefined : findRegion(k, mm, region);
  if (found === undefined) return -EINVAL;
  return munmap(k, mm, region, from, count ?? found.pages - from);
}

/** mlock(2): not simulated yet. */
export function sysMlock(): number {
  return -ENOSYS;
}

/** sync(2): nothing here is ever dirty. */
export function sysSync(): number {
  return 0;
}

/** swapon(2), swapoff(2): not simulated yet. */
export function sysSwapon(): number {
  return -ENOSYS;
}
export function sysSwapoff(): number {
  return -EINVAL;
}

export interface SysInfo {
  /** Pages the allocator manages, and those of them that are free. */
  readonly total: number;
  readonly free: number;
  readonly tasks: number;
}

/** sysinfo(2). */
export function sysSysinfo(k: Kernel): SysInfo {
  return { total: k.zone.pages.col.managed[0]!, free: freePageCount(k), tasks: k.taskTable.col.threads[0]! };
}
