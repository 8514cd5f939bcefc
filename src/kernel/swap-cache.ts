/**
 * The swap cache (mm/swap_state.c and mm/swapfile.c, 3.8): pages that are in memory and in a slot of the swap area at
 * once, because somebody still names the slot, or because the slot was not given up yet.
 */
import { allocPagesSlow, watermarkOk } from './alloc-slowpath';
import { BLOCKED } from './errno';
import type { Kernel } from './kernel';
import { lruCacheAdd } from './lru';
import { FRAME_ANON } from './page';
import { allocPages, freePages } from './page-allocator';
import { PG_SWAPBACKED, PG_SWAPCACHE } from './page-cgroup';
import { lruAddDrain } from './pagevec';
import { releaseSlot } from './swap-area';
import { unchargeEnd, unchargePage, unchargeStart, type UnchargeBatch } from './uncharge';

/** Slots read at once are those of one aligned cluster of 2^3 (page_cluster). */
const CLUSTER = 8;

export function isSwapCache(k: Kernel, pfn: number): boolean {
  return (k.pageCgroups.col.flags[pfn]! & PG_SWAPCACHE) !== 0;
}

/** Names of the slot beside the page's own place in the cache (page_swapcount); 0 for a page that is not in it. */
export function swapCount(k: Kernel, pfn: number): number {
  return isSwapCache(k, pfn) ? k.swap.slots.col.count[k.pageCgroups.col.slot[pfn]!]! : 0;
}

/** Takes a page out of the cache; the slot is freed when nobody names it (delete_from_swap_cache). Its charge stays. */
export function deleteFromSwapCache(k: Kernel, pfn: number): void {
  const { flags, slot } = k.pageCgroups.col;
  const old = slot[pfn]!;
  flags[pfn]! &= ~PG_SWAPCACHE;
  slot[pfn] = 0;
  k.swap.slots.col.cache[old] = 0;
  releaseSlot(k, old);
}

/** Gives the slot of a page up if nobody names it (try_to_free_swap). */
export function tryToFreeSwap(k: Kernel, pfn: number): boolean {
  if (!isSwapCache(k, pfn) || swapCount(k, pfn) > 0) return false;
  deleteFromSwapCache(k, pfn);
  return true;
}

/** A page that was just unmapped for the last time goes, but for one whose slot somebody names (free_page_and_swap_cache). */
export function freeUnmappedAnon(k: Kernel, batch: UnchargeBatch, pfn: number): void {
  if (isSwapCache(k, pfn)) {
    if (swapCount(k, pfn) > 0) return;
    deleteFromSwapCache(k, pfn);
  }
  unchargePage(k, batch, pfn);
  freePages(k, pfn);
}

/** One name of a slot less; with the last one goes a page that is in the cache alone (free_swap_and_cache). */
export function freeSwapAndCache(k: Kernel, slot: number): void {
  const { count, cache } = k.swap.slots.col;
  count[slot]!--;
  const pfn = cache[slot]!;
  if (pfn === 0 || count[slot]! > 0 || k.frames.col.mapcount[pfn]! > 0) return releaseSlot(k, slot);
  deleteFromSwapCache(k, pfn);
  const batch = unchargeStart();
  unchargePage(k, batch, pfn);
  unchargeEnd(k, batch);
  freePages(k, pfn);
}

/**
 * The page of a slot, read in if it is not in the cache, and with it what else of its cluster is in use and fits
 * (swapin_readahead). Nobody is charged until it is mapped. Its frame, or BLOCKED. Ask `swapCachePage` first: whoever
 * gets here has a major fault.
 */
export function swapinReadahead(k: Kernel, pid: number, slot: number): number {
  const { count, cache } = k.swap.slots.col;
  const first = slot & ~(CLUSTER - 1);
  const end = Math.min(first + CLUSTER, k.swap.area.col.slots[0]!);
  for (let near = Math.max(first, 1); near < end; near++) {
    if (near === slot || count[near] === 0 || cache[near] !== 0) continue;
    if (!watermarkOk(k, 0, k.zone.pages.col.low[0]!)) continue;
    const pfn = allocPages(k, 0, FRAME_ANON, 0);
    if (pfn !== -1) addToSwapCache(k, pfn, near);
  }
  const pfn = allocPagesSlow(k, pid, 0, FRAME_ANON, 0);
  if (pfn === BLOCKED) return BLOCKED;
  addToSwapCache(k, pfn, slot);
  lruAddDrain(k);
  return pfn;
}

/** The page that stands in the cache for a slot, 0 for none (lookup_swap_cache). */
export function swapCachePage(k: Kernel, slot: number): number {
  return k.swap.slots.col.cache[slot]!;
}

function addToSwapCache(k: Kernel, pfn: number, slot: number): void {
  k.pageCgroups.col.flags[pfn] = PG_SWAPBACKED | PG_SWAPCACHE;
  k.pageCgroups.col.slot[pfn] = slot;
  k.swap.slots.col.cache[slot] = pfn;
  lruCacheAdd(k, pfn);
}
