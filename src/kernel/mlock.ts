/**
 * Memory that must not leave memory (mm/mlock.c, 3.8): its pages stand on the unevictable list.
 */
import { EAGAIN, EFAULT, EINVAL, ENOMEM } from './errno';
import { touchPages } from './fault';
import type { Kernel } from './kernel';
import { lruAdd, lruDel } from './lru';
import { findRegion, type Region } from './mm';
import { PG_ACTIVE, PG_LRU, PG_MLOCKED, PG_PAGEVEC } from './page-cgroup';
import { PTE_SWAP, PTE_VALUE_MASK } from './page-table';
import { lruAddDrainAll } from './pagevec';
import { isMappedLocked, pteAt } from './rmap';

/** Locks a page (mlock_vma_page). */
export function mlockPage(k: Kernel, pfn: number): void {
  setMlocked(k, pfn, true);
}

function setMlocked(k: Kernel, pfn: number, locked: boolean): void {
  const { flags } = k.pageCgroups.col;
  if (((flags[pfn]! & PG_MLOCKED) !== 0) === locked) return;
  const listed = (flags[pfn]! & (PG_LRU | PG_PAGEVEC)) !== 0;
  lruDel(k, pfn);
  flags[pfn]! ^= PG_MLOCKED;
  if (locked) flags[pfn]! &= ~PG_ACTIVE;
  if (listed) lruAdd(k, pfn);
}

/** Pages [from, to) of a map lie in a locked region no more; who is locked elsewhere stays so (munlock_vma_pages_range). */
export function munlockPages(k: Kernel, mm: number, from: number, to: number): void {
  for (let address = from; address < to; address++) {
    const pfn = presentPage(k, mm, address);
    if (pfn === 0 || (k.pageCgroups.col.flags[pfn]! & PG_MLOCKED) === 0) continue;
    if (k.frames.col.mapcount[pfn] === 1 || !isMappedLocked(k, pfn, mm)) setMlocked(k, pfn, false);
  }
}

function presentPage(k: Kernel, mm: number, address: number): number {
  const at = pteAt(k, mm, address);
  const entry = at < 0 ? 0 : k.pageTables.entries.col.pte[at]!;
  return entry === 0 || (entry & PTE_SWAP) !== 0 ? 0 : (entry & PTE_VALUE_MASK) - 1;
}

/**
 * mlock(2) or munlock(2) of a whole region: 0, -EINVAL, -ENOMEM for a page that is not there, -EAGAIN, or BLOCKED, and the call is to be made again until all
 * of its pages are in (do_mlock, __mm_populate).
 */
export function mlockRegion(k: Kernel, pid: number, id: number, locked: boolean): number {
  const mm = k.tasks.col.mm[pid]!;
  const region = mm === 0 ? undefined : findRegion(k, mm, id);
  if (region === undefined) return -EINVAL;
  lruAddDrainAll(k);
  if ((region.locked === true) !== locked) setRegionLocked(k, mm, region, locked);
  if (!locked) return 0;
  for (const [from, to] of region.spans) {
    const done = touchPages(k, pid, id, from, to - from);
    if (done !== 0) return done === -EFAULT ? -ENOMEM : done === -ENOMEM ? -EAGAIN : done;
  }
  return 0;
}

function setRegionLocked(k: Kernel, mm: number, region: Region, locked: boolean): void {
  const map = k.mmMaps.edit(mm);
  map.regions = map.regions.map((other) => (other.id === region.id ? { ...other, locked } : other));
  for (const [from, to] of region.spans) {
    if (!locked) munlockPages(k, mm, region.start + from, region.start + to);
    else for (let page = from; page < to; page++) lockPresent(k, mm, region.start + page);
  }
}

function lockPresent(k: Kernel, mm: number, address: number): void {
  const pfn = presentPage(k, mm, address);
  if (pfn !== 0) mlockPage(k, pfn);
}
