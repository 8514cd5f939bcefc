/**
 * A fault on a page that is in the swap area (mm/memory.c, 3.8: do_swap_page).
 */
import { BLOCKED, EINTR, ENOMEM } from './errno';
import type { Kernel } from './kernel';
import { memcgOfMm } from './memcg';
import { commitChargeSwapin, tryChargeSwapin } from './memcg-swap';
import type { Region } from './mm';
import { FRAME_ANON } from './page';
import { PTE_ACCESSED, PTE_VALUE_MASK, PTE_WRITE } from './page-table';
import { freeSlot, isSwapFull } from './swap-area';
import { deleteFromSwapCache, swapCachePage, swapCount, swapinReadahead, tryToFreeSwap } from './swap-cache';

/**
 * Brings the page back, charged anew to the group that paid for its slot: 0, BLOCKED or -ENOMEM. Who writes and is alone
 * may write at once, and the slot is free; who shares it is left with an entry that only reads.
 */
export function doSwapPage(k: Kernel, pid: number, mm: number, region: Region, address: number, at: number, write: boolean): number {
  const slot = (k.pageTables.entries.col.pte[at]! & PTE_VALUE_MASK) - 1;
  let pfn = swapCachePage(k, slot);
  if (pfn === 0) {
    pfn = swapinReadahead(k, pid, slot);
    if (pfn === BLOCKED) return BLOCKED;
    k.memcgs.col.pgmajfault[memcgOfMm(k, mm)]!++;
  }
  const charged = tryChargeSwapin(k, pid, mm, pfn);
  if (charged === BLOCKED) return BLOCKED;
  if (charged < 0 && charged !== -EINTR) return -ENOMEM;
  mapSwapPage(k, mm, address, at, pfn, charged, write);
  if (isSwapFull(k) || region.locked === true) tryToFreeSwap(k, pfn);
  return 0;
}

/** Puts the page in place of the slot's name (also swapoff's unuse_pte). */
export function mapSwapPage(k: Kernel, mm: number, address: number, at: number, pfn: number, charged: number, write: boolean): void {
  const { pte } = k.pageTables.entries.col;
  const slot = (pte[at]! & PTE_VALUE_MASK) - 1;
  const alone = write && k.frames.col.mapcount[pfn] === 0 && swapCount(k, pfn) === 1;
  k.mms.col.anonPages[mm]!++;
  k.mms.col.swapEntries[mm]!--;
  if (alone) deleteFromSwapCache(k, pfn);
  commitChargeSwapin(k, pfn, charged, 'anon');
  k.frames.col.kind[pfn] = FRAME_ANON;
  k.frames.col.info[pfn] = mm;
  k.frames.col.index[pfn] = address;
  k.frames.col.mapcount[pfn]!++;
  pte[at] = (pfn + 1) | PTE_ACCESSED | (alone ? PTE_WRITE : 0);
  freeSlot(k, slot);
}
