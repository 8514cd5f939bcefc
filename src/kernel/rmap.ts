/**
 * From a page back to the page table entries that map it (mm/rmap.c, 3.8). An anonymous page stands at the same address
 * in every map that shares it since a fork; a page of a file wherever a region maps that part of the file.
 */
import type { Kernel } from './kernel';
import { isSameOrSubtree, memcgOfMm } from './memcg';
import { regionAt, type Region } from './mm';
import { PG_ANON, PG_SWAPCACHE } from './page-cgroup';
import { FRAME_ANON } from './page';
import { PTE_ACCESSED, PTE_SHIFT, PTE_SWAP, PTE_VALUE_MASK, PTRS_PER_PTE } from './page-table';
import { duplicateSlot } from './swap-area';

/** Place of the entry for a page of a map in the table of entries, -1 where there is no page table. */
export function pteAt(k: Kernel, mm: number, address: number): number {
  const table = k.mmMaps.find(mm)?.tables[address >> PTE_SHIFT] ?? 0;
  return table === 0 ? -1 : table * PTRS_PER_PTE + (address & (PTRS_PER_PTE - 1));
}

/** Every mapping of a page: the map, and the place of its entry. */
interface Mapping {
  readonly mm: number;
  readonly address: number;
  readonly at: number;
}

function mappingsOf(k: Kernel, pfn: number): Mapping[] {
  const found: Mapping[] = [];
  const { kind, mapcount, info } = k.frames.col;
  const wanted = mapcount[pfn]!;
  if (wanted === 0) return found;
  const anon = kind[pfn] === FRAME_ANON;
  const first = anon ? info[pfn]! : 0;
  if (first !== 0) lookIn(k, pfn, first, anon, found);
  for (let mm = 1; mm < k.mms.length && found.length < wanted; mm++) {
    if (mm !== first && k.mms.col.users[mm] !== 0) lookIn(k, pfn, mm, anon, found);
  }
  return found;
}

function lookIn(k: Kernel, pfn: number, mm: number, anon: boolean, found: Mapping[]): void {
  const { index, info } = k.frames.col;
  if (anon) return check(k, pfn, mm, index[pfn]!, found);
  for (const region of k.mmMaps.find(mm)?.regions ?? []) {
    if (region.inode === info[pfn] && info[pfn] !== 0) check(k, pfn, mm, addressIn(region, index[pfn]!), found);
  }
}

/** Where a page of its file stands in a region (vma_address). */
function addressIn(region: Region, index: number): number {
  const page = index - (region.offset ?? 0);
  return page < 0 || page >= region.pages ? -1 : region.start + page;
}

function check(k: Kernel, pfn: number, mm: number, address: number, found: Mapping[]): void {
  if (address < 0) return;
  const at = pteAt(k, mm, address);
  if (at < 0) return;
  const entry = k.pageTables.entries.col.pte[at]!;
  if ((entry & PTE_SWAP) === 0 && (entry & PTE_VALUE_MASK) === pfn + 1) found.push({ mm, address, at });
}

/**
 * Entries through which a page was used since this was asked last; they are marked unused. On behalf of a group
 * (`memcg` not 0) only maps of its subtree count (page_referenced).
 */
export function pageReferenced(k: Kernel, pfn: number, memcg: number): number {
  const { pte } = k.pageTables.entries.col;
  let referenced = 0;
  for (const { mm, at } of mappingsOf(k, pfn)) {
    if ((pte[at]! & PTE_ACCESSED) === 0) continue;
    if (memcg !== 0 && !isSameOrSubtree(k, memcg, memcgOfMm(k, mm))) continue;
    pte[at]! &= ~PTE_ACCESSED;
    referenced++;
  }
  return referenced;
}

/** True while a locked region of any map but `except` has the page (try_to_munlock). */
export function isMappedLocked(k: Kernel, pfn: number, except: number): boolean {
  return mappingsOf(k, pfn).some(({ mm, address }) => mm !== except && regionAt(k, mm, address)?.locked === true);
}

/** Takes a page out of every map: entries of an anonymous one then name its slot (try_to_unmap). */
export function tryToUnmap(k: Kernel, pfn: number): void {
  const { pte } = k.pageTables.entries.col;
  const { flags, slot } = k.pageCgroups.col;
  const { anonPages, filePages, swapEntries } = k.mms.col;
  const toSwap = k.frames.col.kind[pfn] === FRAME_ANON && (flags[pfn]! & PG_SWAPCACHE) !== 0;
  for (const { mm, at } of mappingsOf(k, pfn)) {
    if (toSwap) {
      pte[at] = (slot[pfn]! + 1) | PTE_SWAP;
      duplicateSlot(k, slot[pfn]!);
      anonPages[mm]!--;
      swapEntries[mm]!++;
    } else {
      pte[at] = 0;
      k.pageTables.tables.col.present[Math.floor(at / PTRS_PER_PTE)]!--;
      filePages[mm]!--;
    }
    removeRmap(k, pfn);
  }
}

/** One mapping of a page more (page_add_file_rmap, page_add_anon_rmap). */
export function addRmap(k: Kernel, pfn: number): void {
  const { mapcount, owner } = k.frames.col;
  if (mapcount[pfn]!++ === 0 && (k.pageCgroups.col.flags[pfn]! & PG_ANON) === 0) k.memcgs.col.mappedFile[owner[pfn]!]!++;
}

/** One mapping less; true when it was the last (page_remove_rmap). */
export function removeRmap(k: Kernel, pfn: number): boolean {
  const { mapcount, owner } = k.frames.col;
  if (--mapcount[pfn]! !== 0) return false;
  if ((k.pageCgroups.col.flags[pfn]! & PG_ANON) === 0) k.memcgs.col.mappedFile[owner[pfn]!]!--;
  return true;
}
