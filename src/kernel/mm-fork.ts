/**
 * Copying a memory map (kernel/fork.c dup_mmap and mm/memory.c copy_page_range, 3.8): page tables are copied at once,
 * pages are shared until somebody writes.
 */
import { allocPagesSlow } from './alloc-slowpath';
import { ENOMEM } from './errno';
import { holdInode } from './inode';
import type { Kernel } from './kernel';
import { mmCreate, mmDestroy, type Region } from './mm';
import { FRAME_PAGETABLE } from './page';
import { PTE_ACCESSED, PTE_SHARED, PTE_SWAP, PTE_VALUE_MASK, PTE_WRITE, PTRS_PER_PTE, takeTable, ZERO_PAGE } from './page-table';
import { slabTake } from './slab';
import { duplicateSlot } from './swap-area';

/**
 * Gives task `childPid` a copy of the map of `parentPid`, which it then owns: 0, -ENOMEM, or BLOCKED, and the copy
 * begun is continued when the parent asks again. The copy's page tables cost frames that nobody is charged for.
 */
export function mmFork(k: Kernel, parentPid: number, childPid: number): number {
  const from = k.tasks.col.mm[parentPid]!;
  const { forkMm } = k.charges.col;
  if (forkMm[parentPid] === 0) {
    const begun = mmCreate(k, parentPid);
    if (begun < 0) return -ENOMEM;
    forkMm[parentPid] = begun;
  }
  const mm = forkMm[parentPid]!;
  const { tables } = k.mmMaps.get(from);
  const copy = k.mmMaps.edit(mm).tables;
  for (let index = copy.length; index < tables.length; index++) {
    if (tables[index] === 0) {
      copy.push(0);
      continue;
    }
    const frame = allocPagesSlow(k, parentPid, 0, FRAME_PAGETABLE, mm);
    if (frame < 0) return frame;
    copy.push(takeTable(k, frame));
    k.mms.col.tables[mm]!++;
  }
  forkMm[parentPid] = 0;
  share(k, parentPid, from, mm);
  k.mms.col.owner[mm] = childPid;
  k.tasks.col.mm[childPid] = mm;
  return 0;
}

/** Copies the entries: private pages lose their write permission on both sides (copy_one_pte). */
function share(k: Kernel, pid: number, from: number, to: number): void {
  const source = k.mmMaps.get(from);
  const copy = k.mmMaps.edit(to);
  // A lock on memory is not inherited; what is mapped from a file is held by the copy as well.
  copy.regions = source.regions.map((region) => copyRegion(k, pid, region));
  for (const { inode } of copy.regions) if (inode !== undefined) holdInode(k, inode);
  copy.nextRegion = source.nextRegion;
  const { pte } = k.pageTables.entries.col;
  const { present } = k.pageTables.tables.col;
  const { mapcount } = k.frames.col;
  source.tables.forEach((table, index) => {
    if (table === 0) return;
    const target = copy.tables[index]!;
    present[target] = present[table]!;
    let left = present[table]!;
    for (let a = table * PTRS_PER_PTE, b = target * PTRS_PER_PTE; left > 0; a++, b++) {
      const entry = pte[a]!;
      if (entry === 0) continue;
      left--;
      const kept = (entry & PTE_SHARED) !== 0 ? entry : entry & ~PTE_WRITE;
      pte[a] = kept;
      pte[b] = kept & ~PTE_ACCESSED;
      const value = kept & PTE_VALUE_MASK;
      if ((kept & PTE_SWAP) !== 0) duplicateSlot(k, value - 1);
      else if (value !== ZERO_PAGE) mapcount[value - 1]!++;
    }
  });
  const { anonPages, filePages, swapEntries } = k.mms.col;
  swapEntries[to] = swapEntries[from]!;
  anonPages[to] = anonPages[from]!;
  filePages[to] = filePages[from]!;
}

/** vm_area_structs a copy of a map needs besides those every program has. */
export function ownVmas(k: Kernel, mm: number): number {
  return k.mmMaps.get(mm).regions.reduce((count, { vma }) => (vma === undefined ? count : count + 1), 0);
}

function copyRegion(k: Kernel, pid: number, region: Region): Region {
  if (region.vma === undefined && region.locked !== true) return region;
  const vma = region.vma === undefined ? {} : { vma: slabTake(k, 'vm_area_struct', pid) };
  return { ...region, ...(region.locked === true ? { locked: false } : {}), ...vma };
}

/** A task died while it copied its map: the copy begun goes. */
export function mmForkAbort(k: Kernel, pid: number): void {
  const mm = k.charges.col.forkMm[pid]!;
  if (mm === 0) return;
  k.charges.col.forkMm[pid] = 0;
  mmDestroy(k, mm);
}
