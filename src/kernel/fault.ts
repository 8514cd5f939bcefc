/**
 * Page faults (mm/memory.c, 3.8: handle_pte_fault, do_anonymous_page, do_wp_page, __do_fault).
 */
import { allocPagesSlow } from './alloc-slowpath';
import { BLOCKED, EFAULT, EINTR, ENOMEM } from './errno';
import { findPage, grabPage } from './filemap';
import { EXT2 } from './inode';
import type { Kernel } from './kernel';
import { memcgOfMm, ROOT_MEMCG } from './memcg';
import { findRegion, type Region } from './mm';
import { mlockPage } from './mlock';
import { FRAME_ANON, FRAME_PAGETABLE } from './page';
import { freePages } from './page-allocator';
import { commitCharge, PG_ACTIVE, PG_MLOCKED, PG_SWAPBACKED } from './page-cgroup';
import { PTE_ACCESSED, PTE_SHARED, PTE_SHIFT, PTE_SWAP, PTE_VALUE_MASK, PTE_WRITE, PTRS_PER_PTE, takeTable, ZERO_PAGE } from './page-table';
import { addRmap } from './rmap';
import { fatalSignalPending } from './signal';
import { deleteFromSwapCache, isSwapCache, swapCount } from './swap-cache';
import { doSwapPage } from './swap-fault';
import { tryCharge } from './try-charge';
import { unchargeEnd, unchargeStart } from './uncharge';
import { markPageDirty } from './writeback';
import { putMappedPage } from './zap';

/** Faults a task takes in one step. */
export const FAULTS_PER_STEP = 32;
/** Pages looked at in one step, used before or not. */
const PAGES_PER_STEP = 8192;

/**
 * Task `pid` writes to pages `from` to `from + count` of a region, or with `write` false reads them, in order. Answers
 * how many were used (fewer than asked: call again for the rest), BLOCKED when it sleeps before one of them (same call
 * again), -EFAULT behind the mapping, -ENOMEM, -EINTR when the task was killed at its first page.
 */
export function touchAnon(k: Kernel, pid: number, regionId: number, from: number, count: number, write = true): number {
  const mm = k.tasks.col.mm[pid]!;
  const region = mm === 0 ? undefined : findRegion(k, mm, regionId);
  if (region === undefined) return -EFAULT;
  const end = Math.min(from + count, from + PAGES_PER_STEP);
  const wanted = write ? PTE_WRITE | PTE_ACCESSED : PTE_ACCESSED;
  let faults = 0;
  for (let page = from; page < end; page++) {
    const address = region.start + page;
    const entry = pteOf(k, mm, address);
    if ((entry & wanted) === wanted) continue;
    if (!isMapped(region, page)) return page > from ? page - from : -EFAULT;
    if (isUsable(entry, write)) {
      setAccessed(k, mm, address);
      continue;
    }
    if (faults++ === FAULTS_PER_STEP) return page - from;
    const fault = handleFault(k, pid, mm, region, address, entry, write);
    if (fault === BLOCKED) return BLOCKED;
    // A killed task takes its fault and ends before the instruction is tried again.
    const failed = fault < 0 ? fault : fatalSignalPending(k, pid) ? -EINTR : 0;
    if (failed !== 0) return page > from ? page - from : failed;
    // Reclaim may have been quicker: the instruction is tried again, and faults again.
    if (!isUsable(pteOf(k, mm, address), write)) page--;
  }
  return end - from;
}

/** All of `count` pages, over as many steps as it takes: 0, -errno or BLOCKED (__mm_populate). */
export function touchPages(k: Kernel, pid: number, regionId: number, from: number, count: number): number {
  const done = touchAnon(k, pid, regionId, from, count);
  if (done < 0 || done >= count) return Math.min(done, 0);
  // Out of steps, or before a page that cannot be had: one more tells.
  const next = touchAnon(k, pid, regionId, from + done, 1);
  return next < 0 ? next : BLOCKED;
}

/** The processor uses a mapped page without a fault, and marks its entry. */
function isUsable(entry: number, write: boolean): boolean {
  return entry !== 0 && (entry & PTE_SWAP) === 0 && (!write || (entry & PTE_WRITE) !== 0);
}

function setAccessed(k: Kernel, mm: number, address: number): void {
  const table = k.mmMaps.get(mm).tables[address >> PTE_SHIFT]!;
  k.pageTables.entries.col.pte[table * PTRS_PER_PTE + (address & (PTRS_PER_PTE - 1))]! |= PTE_ACCESSED;
}

function isMapped(region: Region, page: number): boolean {
  return region.spans.some(([from, to]) => page >= from && page < to);
}

/** Entry of a page of a map, 0 when there is none. */
export function pteOf(k: Kernel, mm: number, address: number): number {
  const table = k.mmMaps.get(mm).tables[address >> PTE_SHIFT] ?? 0;
  return table === 0 ? 0 : k.pageTables.entries.col.pte[table * PTRS_PER_PTE + (address & (PTRS_PER_PTE - 1))]!;
}

/** One fault: 0, BLOCKED, -EFAULT or -ENOMEM (handle_mm_fault). */
function handleFault(k: Kernel, pid: number, mm: number, region: Region, address: number, entry: number, write: boolean): number {
  const table = pteAlloc(k, pid, mm, address);
  if (table < 0) return table;
  const at = table * PTRS_PER_PTE + (address & (PTRS_PER_PTE - 1));
  const done = handlePteFault(k, pid, mm, region, address, at, entry, write);
  if (done === 0) {
    k.memcgs.col.pgfault[memcgOfMm(k, mm)]!++;
    if (region.locked === true) lockMapped(k, at);
  }
  return done;
}

/** Locks the page that a fault mapped; what the fault's own charge swapped out again comes back with the next one. */
function lockMapped(k: Kernel, at: number): void {
  const entry = k.pageTables.entries.col.pte[at]!;
  const pfn = (entry & PTE_SWAP) !== 0 ? -1 : (entry & PTE_VALUE_MASK) - 1;
  if (pfn > 0) mlockPage(k, pfn);
}

/** What the entry is tells what is to be done (handle_pte_fault). */
function handlePteFault(
  k: Kernel,
  pid: number,
  mm: number,
  region: Region,
  address: number,
  at: number,
  entry: number,
  write: boolean,
): number {
  if ((entry & PTE_SWAP) !== 0) {
    const swapped = doSwapPage(k, pid, mm, region, address, at, write);
    if (swapped !== 0 || !write || (k.pageTables.entries.col.pte[at]! & PTE_WRITE) !== 0) return swapped;
    return doWpPage(k, pid, mm, region, address, at);
  }
  if (region.inode !== undefined) return doFilePage(k, pid, mm, region, address, at, entry, write);
  if (entry === 0 && !write) return mapZeroPage(k, at);
  return entry === 0 || (entry & PTE_VALUE_MASK) === ZERO_PAGE
    ? doAnonymousPage(k, pid, mm, region, address, at)
    : doWpPage(k, pid, mm, region, address, at);
}

/** Memory that is read before it was written: one page of zeros for all, charged to nobody. */
function mapZeroPage(k: Kernel, at: number): number {
  k.pageTables.entries.col.pte[at] = ZERO_PAGE | PTE_ACCESSED;
  k.pageTables.tables.col.present[Math.floor(at / PTRS_PER_PTE)]!++;
  return 0;
}

/** The first write to a page (do_anonymous_page; do_wp_page where the page of zeros was mapped). */
function doAnonymousPage(k: Kernel, pid: number, mm: number, region: Region, address: number, at: number): number {
  const pfn = chargedPage(k, pid, mm, region, address);
  if (pfn < 0) return pfn;
  const { pte } = k.pageTables.entries.col;
  if (pte[at] === 0) k.pageTables.tables.col.present[Math.floor(at / PTRS_PER_PTE)]!++;
  k.mms.col.anonPages[mm]!++;
  pte[at] = (pfn + 1) | PTE_WRITE | PTE_ACCESSED;
  return 0;
}

/** A write to a page that may be shared: the last who has it may write to it, anybody else gets a copy (do_wp_page). */
function doWpPage(k: Kernel, pid: number, mm: number, region: Region, address: number, at: number): number {
  const { pte } = k.pageTables.entries.col;
  const before = pte[at]! & ~PTE_ACCESSED;
  const old = (before & PTE_VALUE_MASK) - 1;
  if (reuseSwapPage(k, old)) {
    pte[at]! |= PTE_WRITE | PTE_ACCESSED;
    return 0;
  }
  const pfn = chargedPage(k, pid, mm, region, address);
  if (pfn < 0) return pfn;
  const batch = unchargeStart();
  // What charging the copy reclaimed may have been the very page: then there is nothing to copy any more.
  const same = (pte[at]! & ~PTE_ACCESSED) === before;
  if (same) pte[at] = (pfn + 1) | PTE_WRITE | PTE_ACCESSED;
  putMappedPage(k, same ? old : pfn, batch);
  unchargeEnd(k, batch);
  return 0;
}

/** True when nobody else has the page, here or in swap; it then leaves the swap cache (reuse_swap_page). */
export function reuseSwapPage(k: Kernel, pfn: number): boolean {
  const users = k.frames.col.mapcount[pfn]!;
  if (users > 1 || users + swapCount(k, pfn) > 1) return false;
  if (isSwapCache(k, pfn)) deleteFromSwapCache(k, pfn);
  return true;
}

/** A page of a file or of shared memory (__do_fault, filemap_fault, shmem_fault). */
function doFilePage(
  k: Kernel,
  pid: number,
  mm: number,
  region: Region,
  address: number,
  at: number,
  entry: number,
  write: boolean,
): number {
  const { pte } = k.pageTables.entries.col;
  const inode = region.inode!;
  const index = (region.offset ?? 0) + address - region.start;
  if (entry === 0) {
    if (index * 4096 >= k.inodes.col.size[inode]!) return -EFAULT;
    const known = (k.inodeData.find(inode)?.pages[index] ?? 0) > 0;
    const onDisk = k.inodes.col.fs[inode] === EXT2 || (k.inodeData.find(inode)?.pages[index] ?? 0) < 0;
    const pfn = known ? findPage(k, inode, index) : grabPage(k, pid, inode, index);
    if (pfn < 0) return pfn;
    if (!known && onDisk) k.memcgs.col.pgmajfault[memcgOfMm(k, mm)]!++;
    addRmap(k, pfn);
    k.mms.col.filePages[mm]!++;
    k.pageTables.tables.col.present[Math.floor(at / PTRS_PER_PTE)]!++;
    pte[at] = (pfn + 1) | PTE_SHARED | PTE_ACCESSED;
  }
  if (write) {
    pte[at]! |= PTE_WRITE | PTE_ACCESSED;
    if (k.inodes.col.fs[inode] === EXT2) markPageDirty(k, (pte[at]! & PTE_VALUE_MASK) - 1, true);
  }
  return 0;
}

/** The page table for an address, made if there is none: its number, BLOCKED or -ENOMEM (__pte_alloc). */
export function pteAlloc(k: Kernel, pid: number, mm: number, address: number): number {
  const index = address >> PTE_SHIFT;
  const known = k.mmMaps.get(mm).tables[index] ?? 0;
  if (known !== 0) return known;
  const frame = allocPagesSlow(k, pid, 0, FRAME_PAGETABLE, mm);
  if (frame < 0) return frame;
  const table = takeTable(k, frame);
  const { tables } = k.mmMaps.edit(mm);
  while (tables.length <= index) tables.push(0);
  tables[index] = table;
  k.mms.col.tables[mm]!++;
  return table;
}

/** A new anonymous page, charged to the group of the mm's owner and mapped once: its frame, BLOCKED or -ENOMEM. */
function chargedPage(k: Kernel, pid: number, mm: number, region: Region, address: number): number {
  let pfn = k.charges.col.faultPfn[pid]!;
  if (pfn === 0) {
    pfn = allocPagesSlow(k, pid, 0, FRAME_ANON, mm);
    if (pfn < 0) return pfn;
  }
  const memcg = tryCharge(k, pid, mm, 0, 1, true);
  if (memcg === BLOCKED) {
    k.charges.col.faultPfn[pid] = pfn;
    return BLOCKED;
  }
  k.charges.col.faultPfn[pid] = 0;
  if (memcg < 0 && memcg !== -EINTR) {
    freePages(k, pfn);
    return -ENOMEM;
  }
  // Who is dying is not refused its last page: the root has it.
  const flags = region.locked === true ? PG_MLOCKED | PG_SWAPBACKED : PG_ACTIVE | PG_SWAPBACKED;
  commitCharge(k, pfn, memcg === -EINTR ? ROOT_MEMCG : memcg, 'anon', flags);
  k.frames.col.mapcount[pfn] = 1;
  k.frames.col.index[pfn] = address;
  return pfn;
}

/** Gives back the frame a task had got for a fault when it died. */
export function abortFault(k: Kernel, pid: number): void {
  const pfn = k.charges.col.faultPfn[pid]!;
  if (pfn === 0) return;
  k.charges.col.faultPfn[pid] = 0;
  freePages(k, pfn);
}
