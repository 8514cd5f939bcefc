/**
 * Page faults on anonymous memory (mm/memory.c, 3.8: handle_pte_fault, do_anonymous_page, do_wp_page).
 */
import { allocPagesSlow } from './alloc-slowpath';
import { BLOCKED, EFAULT, EINTR, ENOMEM } from './errno';
import type { Kernel } from './kernel';
import { memcgOfMm, ROOT_MEMCG } from './memcg';
import { findRegion, type Region } from './mm';
import { FRAME_ANON, FRAME_PAGETABLE } from './page';
import { freePages } from './page-allocator';
import { commitCharge, PG_ACTIVE, PG_SWAPBACKED } from './page-cgroup';
import { PTE_ACCESSED, PTE_SHIFT, PTE_VALUE_MASK, PTE_WRITE, PTRS_PER_PTE, takeTable } from './page-table';
import { fatalSignalPending } from './signal';
import { tryCharge } from './try-charge';

/** Faults a task takes in one step. */
export const FAULTS_PER_STEP = 32;
/** Pages looked at in one step, written before or not. */
const PAGES_PER_STEP = 8192;

/**
 * Task `pid` writes to pages `from` to `from + count` of a region, in order. Answers how many were written (fewer than
 * asked: call again for the rest), BLOCKED when it sleeps before one of them (same call again), -EFAULT behind the
 * mapping, -ENOMEM, -EINTR when the task was killed at its first page.
 */
export function touchAnon(k: Kernel, pid: number, regionId: number, from: number, count: number): number {
  const mm = k.tasks.col.mm[pid]!;
  const region = mm === 0 ? undefined : findRegion(k, mm, regionId);
  if (region === undefined) return -EFAULT;
  const end = Math.min(from + count, from + PAGES_PER_STEP);
  let faults = 0;
  for (let page = from; page < end; page++) {
    const address = region.start + page;
    const entry = pteOf(k, mm, address);
    if ((entry & PTE_WRITE) !== 0) continue;
    if (!isMapped(region, page)) return page > from ? page - from : -EFAULT;
    if (faults++ === FAULTS_PER_STEP) return page - from;
    const fault = handleFault(k, pid, mm, address, entry);
    if (fault === BLOCKED) return BLOCKED;
    // A killed task takes its fault and ends before the instruction is tried again.
    const failed = fault < 0 ? fault : fatalSignalPending(k, pid) ? -EINTR : 0;
    if (failed !== 0) return page > from ? page - from : failed;
  }
  return end - from;
}

function isMapped(region: Region, page: number): boolean {
  return region.spans.some(([from, to]) => page >= from && page < to);
}

/** Entry of a page of a map, 0 when there is none. */
export function pteOf(k: Kernel, mm: number, address: number): number {
  const table = k.mmMaps.get(mm).tables[address >> PTE_SHIFT] ?? 0;
  return table === 0 ? 0 : k.pageTables.entries.col.pte[table * PTRS_PER_PTE + (address & (PTRS_PER_PTE - 1))]!;
}

/** One write fault: 0, BLOCKED or -ENOMEM (handle_mm_fault). */
function handleFault(k: Kernel, pid: number, mm: number, address: number, entry: number): number {
  const table = pteAlloc(k, pid, mm, address);
  if (table < 0) return table;
  const at = table * PTRS_PER_PTE + (address & (PTRS_PER_PTE - 1));
  const old = (entry & PTE_VALUE_MASK) - 1;
  if (old >= 0 && k.frames.col.mapcount[old] === 1) {
    // The last one that maps the page may write to it (reuse_swap_page).
    k.pageTables.entries.col.pte[at]! |= PTE_WRITE | PTE_ACCESSED;
    k.memcgs.col.pgfault[memcgOfMm(k, mm)]!++;
    return 0;
  }
  const pfn = chargedPage(k, pid, mm, address);
  if (pfn < 0) return pfn;
  if (old >= 0) k.frames.col.mapcount[old]!--;
  else {
    k.mms.col.anonPages[mm]!++;
    k.pageTables.tables.col.present[table]!++;
  }
  k.pageTables.entries.col.pte[at] = (pfn + 1) | PTE_WRITE | PTE_ACCESSED;
  k.memcgs.col.pgfault[memcgOfMm(k, mm)]!++;
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

/** A new anonymous page, charged to the group of the mm's owner: its frame, BLOCKED or -ENOMEM. */
function chargedPage(k: Kernel, pid: number, mm: number, address: number): number {
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
  commitCharge(k, pfn, memcg === -EINTR ? ROOT_MEMCG : memcg, 'anon', PG_ACTIVE | PG_SWAPBACKED);
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
