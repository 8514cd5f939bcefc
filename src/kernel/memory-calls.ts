/**
 * The calls on a process's own memory (mm/mmap.c and mm/mlock.c, 3.8).
 */
import { PAGE_SIZE } from './config';
import { BLOCKED, EACCES, EBADF, EFAULT, EINVAL } from './errno';
import { touchAnon } from './fault';
import { fileOf } from './fd-table';
import { canRead, FILE_REGULAR } from './file';
import { holdInode, putInode } from './inode';
import type { Kernel } from './kernel';
import { findRegion, mmap, munmap, type MappedFile, type RegionKind } from './mm';
import { mlockRegion } from './mlock';
import { freePageCount } from './page-allocator';
import { setCurrent } from './sched';
import { slabReserve, slabTake } from './slab';
import { shmemZeroSetup } from './shmem';
import { freeSwapPages, totalSwapPages } from './swap-area';
import { writebackAll } from './writeback';

export interface MmapRequest {
  readonly pages: number;
  readonly kind: RegionKind;
  /** Of kind `file`: an open file, and the page of it the region begins with. */
  readonly fd?: number;
  readonly offset?: number;
}

/** mmap(2): number of a region of untouched pages; -EINVAL, -EBADF, -EACCES, -ENOMEM or BLOCKED. */
export function sysMmap(k: Kernel, pid: number, request: MmapRequest): number {
  const mm = k.tasks.col.mm[pid]!;
  if (mm === 0) return -EFAULT;
  if (!Number.isSafeInteger(request.pages) || request.pages <= 0) return -EINVAL;
  const merged = joinsNeighbour(k, mm, request.kind);
  const reserved = merged ? 0 : slabReserve(k, pid, 'vm_area_struct');
  if (reserved !== 0) return reserved;
  const vma = (): number | undefined => (merged ? undefined : slabTake(k, 'vm_area_struct', pid));
  if (request.kind !== 'shared' && request.kind !== 'file') return mmap(k, mm, request.pages, request.kind, undefined, vma());
  const file = request.kind === 'file' ? mappedFile(k, pid, request) : sharedFile(k, pid, request.pages);
  if (typeof file === 'number') return file;
  // The mapping takes its own hold; where it fails, nameless memory goes again.
  holdInode(k, file.inode);
  const region = mmap(k, mm, request.pages, request.kind, file, vma());
  putInode(k, file.inode);
  return region;
}

/**
 * Private memory joins what a program has of it from the beginning (vma_merge): recorded processes mapped more of it at
 * their kernel limit, and paid for no struct. Locked memory joins only its like; anything else has a struct of its own.
 */
function joinsNeighbour(k: Kernel, mm: number, kind: RegionKind): boolean {
  if (kind !== 'locked') return kind === 'anon';
  return k.mmMaps.get(mm).regions.some((region) => region.kind === kind && region.vma !== undefined);
}

function mappedFile(k: Kernel, pid: number, { fd = -1, offset = 0 }: MmapRequest): MappedFile | number {
  const file = fileOf(k, pid, fd);
  if (file === 0) return -EBADF;
  if (!canRead(k, file)) return -EACCES;
  const { type, inode } = k.files.table.col;
  return type[file] === FILE_REGULAR ? { inode: inode[file]!, offset } : -EACCES;
}

function sharedFile(k: Kernel, pid: number, pages: number): MappedFile | number {
  if (!Number.isSafeInteger(pages) || pages <= 0) return -EINVAL;
  const inode = shmemZeroSetup(k, pid, pages, PAGE_SIZE);
  return inode === BLOCKED || inode < 0 ? inode : { inode, offset: 0 };
}

/**
 * Writes a byte in each of `count` pages of a region from page `from` on, or reads one, up to 32 faults a call: pages
 * done, or -errno or BLOCKED as `touchAnon`.
 */
export function sysTouch(k: Kernel, pid: number, region: number, from: number, count: number, write = true): number {
  setCurrent(k, k.tasks.col.cpu[pid]!, pid);
  return touchAnon(k, pid, region, from, count, write);
}

/** munmap(2) of a region or a part of it, in pages: 0 or -EINVAL. */
export function sysMunmap(k: Kernel, pid: number, region: number, from = 0, count?: number): number {
  setCurrent(k, k.tasks.col.cpu[pid]!, pid);
  const mm = k.tasks.col.mm[pid]!;
  const found = mm === 0 ? undefined : findRegion(k, mm, region);
  if (found === undefined) return -EINVAL;
  return munmap(k, mm, region, from, count ?? found.pages - from);
}

/** mlock(2) of a whole region: its pages are brought in and stay. 0, -EINVAL, -ENOMEM or BLOCKED. */
export function sysMlock(k: Kernel, pid: number, region: number): number {
  setCurrent(k, k.tasks.col.cpu[pid]!, pid);
  return mlockRegion(k, pid, region, true);
}

/** munlock(2) of a whole region: 0 or -EINVAL. */
export function sysMunlock(k: Kernel, pid: number, region: number): number {
  return mlockRegion(k, pid, region, false);
}

/** sync(2): what was written to disk files is on the disk. */
export function sysSync(k: Kernel): number {
  writebackAll(k);
  return 0;
}

export interface SysInfo {
  /** Pages the allocator manages, and those of them that are free. */
  readonly total: number;
  readonly free: number;
  /** Pages of the swap area, and those of them that are free. */
  readonly swapTotal: number;
  readonly swapFree: number;
  readonly tasks: number;
}

/** sysinfo(2). */
export function sysSysinfo(k: Kernel): SysInfo {
  return {
    total: k.zone.pages.col.managed[0]!,
    free: freePageCount(k),
    swapTotal: totalSwapPages(k),
    swapFree: freeSwapPages(k),
    tasks: k.taskTable.col.threads[0]!,
  };
}
