/**
 * Memory maps (include/linux/mm_types.h, 3.8: struct mm_struct). A map is shared by threads and CLONE_VM children; its
 * owner is the task whose group is charged for its pages (mm->owner).
 *
 * Addresses are page numbers from 0 up, handed out first fit, so that page tables stay few and dense. A region is what
 * one mmap made; parts of it may have been unmapped since.
 */
import { EINVAL, ENOMEM } from './errno';
import { holdInode, putInode } from './inode';
import type { Kernel } from './kernel';
import { FRAME_PAGETABLE } from './page';
import { allocPages, freePages } from './page-allocator';
import { Columns, ObjectStore, type Stores } from './store';
import { slabFree } from './slab';
import { munlockPages } from './mlock';
import { lruAddDrain } from './pagevec';
import { allTasks, childrenOf, leaderOf } from './task';
import { freePgtables, unmapPageRange } from './zap';

const SCHEMA = {
  /** Tasks that use it (mm_users), 0 for a free row. */
  users: 'u32',
  /** pid whose group is charged, 0 none. */
  owner: 'u32',
  /** Pages mapped: anonymous, of files and shared memory, and in swap (mm_rss_stat). */
  anonPages: 'u32',
  filePages: 'u32',
  swapEntries: 'u32',
  /** Page tables of the lowest level (nr_ptes). */
  tables: 'u32',
  /** Frame of the upper levels, which are held to be one page together. */
  pgd: 'u32',
  nextFree: 'u32',
} as const;

export type Mms = Columns<typeof SCHEMA>;

/** What a region maps: memory of its own, shared memory that goes with its last mapping, or a file; `locked` is `anon` that stays in memory. */
export type RegionKind = 'anon' | 'shared' | 'locked' | 'file';

/** One mapping (struct vm_area_struct): pages `start` to `start + pages` of the map. */
export interface Region {
  readonly id: number;
  readonly start: number;
  readonly pages: number;
  readonly kind: RegionKind;
  /** Of shared memory and files: what is mapped, and from which page of it on. Held by the region. */
  readonly inode?: number;
  readonly offset?: number;
  /** Slab of its vm_area_struct; absent for those every program begins with, and where it joined its neighbour. */
  readonly vma?: number;
  /** Its pages stay in memory (VM_LOCKED). */
  readonly locked?: boolean;
  /** Pairs [from, to) of pages of the region that are still mapped. */
  readonly spans: readonly (readonly [number, number])[];
}

export interface MmMap {
  /** In order of `start`. */
  regions: readonly Region[];
  nextRegion: number;
  /** Page table blocks by page number >> 9; 0 where there is none. */
  tables: number[];
}
export type MmMaps = ObjectStore<MmMap>;

export function createMms(stores: Stores): Mms {
  return stores.add('mms', new Columns(SCHEMA, 1));
}
export function createMmMaps(stores: Stores): MmMaps {
  return stores.add('mmMaps', new ObjectStore<MmMap>((map) => ({ ...map, tables: [...map.tables] })));
}

/**
 * An empty memory map owned by a task, with one user; its upper page tables cost a frame that nobody is charged for.
 * Answers the map, or -ENOMEM when no frame is free (mm_alloc, mm/fork.c).
 */
export function mmCreate(k: Kernel, ownerPid: number): number {
  const { mms } = k;
  const pgd = allocPages(k, 0, FRAME_PAGETABLE, 0);
  if (pgd === -1) return -ENOMEM;
  let mm = mms.col.nextFree[0]!;
  if (mm === 0) mm = mms.push();
  else mms.col.nextFree[0] = mms.col.nextFree[mm]!;
  mms.clear(mm);
  mms.col.users[mm] = 1;
  mms.col.owner[mm] = ownerPid;
  mms.col.pgd[mm] = pgd;
  k.frames.col.info[pgd] = mm;
  k.mmMaps.set(mm, { regions: [], nextRegion: 1, tables: [] });
  return mm;
}

/** One more task shares the map: a thread or a CLONE_VM child (atomic_inc mm_users). */
export function mmShare(k: Kernel, mm: number): void {
  k.mms.col.users[mm]!++;
}

/** A task stops using its map: a new owner is found, the last user takes everything with it (exit_mm, mmput). */
export function mmPut(k: Kernel, pid: number): void {
  const mm = k.tasks.col.mm[pid]!;
  if (mm === 0) return;
  k.tasks.col.mm[pid] = 0;
  mmUpdateNextOwner(k, pid, mm);
  if (--k.mms.col.users[mm]! === 0) mmDestroy(k, mm);
}

/** Unmaps everything and frees the map (exit_mmap, mmdrop). */
export function mmDestroy(k: Kernel, mm: number): void {
  const { regions } = k.mmMaps.get(mm);
  for (const region of regions) for (const [from, to] of region.spans) unmapRegion(k, mm, region, from, to);
  freePgtables(k, mm, 0, Infinity);
  for (const region of regions) forgetRegion(k, region);
  const { mms } = k;
  freePages(k, mms.col.pgd[mm]!);
  k.mmMaps.delete(mm);
  mms.clear(mm);
  mms.col.nextFree[mm] = mms.col.nextFree[0]!;
  mms.col.nextFree[0] = mm;
}

/** What a region holds besides its pages (remove_vma). */
function forgetRegion(k: Kernel, { inode, vma }: Region): void {
  if (inode !== undefined) putInode(k, inode);
  if (vma !== undefined) slabFree(k, vma);
}

/** What had joined a region of locked memory keeps its struct when the region goes; false when there is nobody. */
function passVmaOn(map: MmMap, { kind, vma }: Region): boolean {
  const joined = (other: Region): boolean => other.kind === kind && other.vma === undefined;
  const heir = vma === undefined || kind !== 'locked' ? undefined : map.regions.find(joined);
  if (heir === undefined) return false;
  map.regions = map.regions.map((other) => (other === heir ? { ...other, vma } : other));
  return true;
}

/** The owner leaves: its children are asked first, then its siblings, then everybody (mm_update_next_owner). */
function mmUpdateNextOwner(k: Kernel, pid: number, mm: number): void {
  const { owner, users } = k.mms.col;
  if (owner[mm] !== pid) return;
  owner[mm] = 0;
  if (users[mm]! <= 1) return;
  const shares = (task: number): boolean => task !== pid && k.tasks.col.mm[task] === mm;
  const leader = leaderOf(k, pid);
  const children = childrenOf(k, leader).reverse();
  const siblings = childrenOf(k, k.tasks.col.ppid[leader]!).reverse();
  owner[mm] = children.find(shares) ?? siblings.find(shares) ?? allTasks(k).find(shares) ?? 0;
}

/** Pages a process holds in memory (get_mm_rss). */
export function mmRss(k: Kernel, mm: number): number {
  return k.mms.col.anonPages[mm]! + k.mms.col.filePages[mm]!;
}

/** Pages mapped, touched or not (mm->total_vm). */
export function totalVm(k: Kernel, mm: number): number {
  let pages = 0;
  for (const { spans } of k.mmMaps.get(mm).regions) for (const [from, to] of spans) pages += to - from;
  return pages;
}

/** What of a file a region maps. */
export interface MappedFile {
  readonly inode: number;
  readonly offset: number;
}

/**
 * Maps `pages` new pages and touches none: the region's number, or -EINVAL (do_mmap_pgoff). The region holds `file`, and its
 * vm_area_struct in the slab `vma`, where it needs one of its own.
 */
export function mmap(k: Kernel, mm: number, pages: number, kind: RegionKind, file?: MappedFile, vma?: number): number {
  if (!Number.isSafeInteger(pages) || pages <= 0) return -EINVAL;
  const map = k.mmMaps.edit(mm);
  const id = map.nextRegion++;
  let start = 0;
  let at = 0;
  while (at < map.regions.length && map.regions[at]!.start - start < pages) {
    start = map.regions[at]!.start + map.regions[at]!.pages;
    at++;
  }
  const locked = kind === 'locked' ? { locked: true } : {};
  map.regions = [
    ...map.regions.slice(0, at),
    { id, start, pages, kind, spans: [[0, pages]], ...file, ...locked, ...(vma === undefined ? {} : { vma }) },
    ...map.regions.slice(at),
  ];
  if (file !== undefined) holdInode(k, file.inode);
  return id;
}

/**
 * Unmaps `count` pages of a region from page `from` on; its page tables go where nothing is left in them. 0, or -EINVAL
 * for a region that is not there (do_munmap).
 */
export function munmap(k: Kernel, mm: number, id: number, from: number, count: number): number {
  const region = findRegion(k, mm, id);
  if (region === undefined || from < 0 || count <= 0) return -EINVAL;
  const to = from + count;
  for (const [a, b] of region.spans) {
    if (a < to && b > from) unmapRegion(k, mm, region, Math.max(a, from), Math.min(b, to));
  }
  const spans = region.spans.flatMap(([a, b]): [number, number][] => [[a, Math.min(b, from)], [Math.max(a, to), b]]).filter(([a, b]) => a < b); // prettier-ignore
  freePgtables(k, mm, region.start + from, region.start + to);
  const map = k.mmMaps.edit(mm);
  map.regions = map.regions.flatMap((other) => (other.id !== id ? [other] : spans.length > 0 ? [{ ...other, spans }] : []));
  if (spans.length === 0 && !passVmaOn(map, region)) forgetRegion(k, region);
  return 0;
}

/** Pages of a locked region are let go before they are unmapped (munlock_vma_pages_all, unmap_single_vma). */
function unmapRegion(k: Kernel, mm: number, region: Region, from: number, to: number): void {
  lruAddDrain(k);
  if (region.locked === true) munlockPages(k, mm, region.start + from, region.start + to);
  unmapPageRange(k, mm, region.start + from, region.start + to);
}

/** The region a page of a map lies in, mapped or not (find_vma). */
export function regionAt(k: Kernel, mm: number, address: number): Region | undefined {
  return k.mmMaps.find(mm)?.regions.find(({ start, pages }) => address >= start && address < start + pages);
}

/** A region by its number. */
export function findRegion(k: Kernel, mm: number, id: number): Region | undefined {
  return k.mmMaps.find(mm)?.regions.find((region) => region.id === id);
}

export { mmFork } from './mm-fork';
