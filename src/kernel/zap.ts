/**
 * Unmapping pages (mm/memory.c, 3.8: unmap_page_range, zap_pte_range, free_pgtables).
 */
import type { Kernel } from './kernel';
import { markPageAccessed } from './lru';
import { freeTable, PTE_ACCESSED, PTE_SHARED, PTE_SHIFT, PTE_SWAP, PTE_VALUE_MASK, PTRS_PER_PTE, ZERO_PAGE } from './page-table';
import { removeRmap } from './rmap';
import { freeSwapAndCache, freeUnmappedAnon } from './swap-cache';
import { unchargeEnd, unchargeStart, type UnchargeBatch } from './uncharge';

/** Unmaps pages [from, to) of a map; a page that nobody maps any more is uncharged and freed. */
export function unmapPageRange(k: Kernel, mm: number, from: number, to: number): void {
  const batch = unchargeStart();
  const { tables } = k.mmMaps.get(mm);
  for (let page = from; page < to;) {
    const end = Math.min(to, (page | (PTRS_PER_PTE - 1)) + 1);
    const table = tables[page >> PTE_SHIFT] ?? 0;
    if (table !== 0) zapPteRange(k, mm, table, page, end, batch);
    page = end;
  }
  unchargeEnd(k, batch);
}

function zapPteRange(k: Kernel, mm: number, table: number, from: number, to: number, batch: UnchargeBatch): void {
  const { pte } = k.pageTables.entries.col;
  const base = table * PTRS_PER_PTE;
  const { present } = k.pageTables.tables.col;
  for (let page = from; page < to && present[table] !== 0; page++) {
    const at = base + (page & (PTRS_PER_PTE - 1));
    const entry = pte[at]!;
    if (entry === 0) continue;
    pte[at] = 0;
    present[table]!--;
    const value = entry & PTE_VALUE_MASK;
    if ((entry & PTE_SWAP) !== 0) {
      k.mms.col.swapEntries[mm]!--;
      freeSwapAndCache(k, value - 1);
    } else if ((entry & PTE_SHARED) !== 0) {
      k.mms.col.filePages[mm]!--;
      putMappedFilePage(k, value - 1, (entry & PTE_ACCESSED) !== 0);
    } else if (value !== ZERO_PAGE) {
      k.mms.col.anonPages[mm]!--;
      putMappedPage(k, value - 1, batch);
    }
  }
}

/** One mapping of an anonymous page less; the last one frees it (page_remove_rmap, free_page_and_swap_cache). */
export function putMappedPage(k: Kernel, pfn: number, batch: UnchargeBatch): void {
  if (removeRmap(k, pfn)) freeUnmappedAnon(k, batch, pfn);
}

/** One mapping of a file's page less: it stays in the file, marked used if it was used here. */
function putMappedFilePage(k: Kernel, pfn: number, accessed: boolean): void {
  if (accessed) markPageAccessed(k, pfn);
  removeRmap(k, pfn);
}

/** Frees the page tables of a map that hold nothing between pages [from, to) (free_pgtables). */
export function freePgtables(k: Kernel, mm: number, from: number, to: number): void {
  const map = k.mmMaps.edit(mm);
  for (let index = from >> PTE_SHIFT; index << PTE_SHIFT < to && index < map.tables.length; index++) {
    const table = map.tables[index]!;
    if (table === 0 || k.pageTables.tables.col.present[table] !== 0) continue;
    freeTable(k, table);
    map.tables[index] = 0;
    k.mms.col.tables[mm]!--;
  }
}
