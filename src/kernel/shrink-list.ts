/**
 * Taking pages off the lists (mm/vmscan.c, 3.8: shrink_active_list, shrink_inactive_list, shrink_page_list). The oldest
 * page is looked at first; what is kept goes back to the head of its list, in the same order.
 */
import { deletePage, META_INDEX } from './filemap';
import type { Kernel } from './kernel';
import { countScanned, lruAdd, lruDel, lruOf, lruPages, type LruList } from './lru';
import { memcgPath } from './memcg';
import { unchargeSwapcache } from './memcg-swap';
import { DEF_PRIORITY } from './mem-cgroup-iter';
import { FRAME_ANON } from './page';
import { freePages } from './page-allocator';
import { PG_ACTIVE, PG_DIRTY, PG_REFERENCED, PG_SWAPBACKED, PG_SWAPCACHE } from './page-cgroup';
import { lruAddDrain } from './pagevec';
import { pageReferenced, tryToUnmap } from './rmap';
import type { ScanControl } from './scan-control';
import { duplicateSlot, releaseSlot, takeSlot, totalSwapPages } from './swap-area';
import { trace } from './trace';
import { unchargeEnd, unchargePage, unchargeStart, type UnchargeBatch } from './uncharge';
import { markPageDirty } from './writeback';

/** What becomes of a page that was looked at. */
type Verdict = 'freed' | 'keep' | 'activate';

/** Pages per GiB to the power of 1/2 decide how many active anonymous pages there may be for an inactive one. */
const PAGES_PER_GIB_SHIFT = 18;

/** Too few inactive pages for the active ones (inactive_list_is_low). */
export function inactiveListIsLow(k: Kernel, memcg: number, file: boolean): boolean {
  if (file) return lruPages(k, memcg, 3) > lruPages(k, memcg, 2);
  if (totalSwapPages(k) === 0) return false;
  const [inactive, active] = [lruPages(k, memcg, 0), lruPages(k, memcg, 1)];
  const gib = Math.floor((inactive + active) / 2 ** PAGES_PER_GIB_SHIFT);
  const ratio = gib > 0 ? Math.floor(Math.sqrt(10 * gib)) : 1;
  return inactive * ratio < active;
}

/** Looks at up to `count` pages of a list: answers pages freed (shrink_list). */
export function shrinkList(k: Kernel, memcg: number, list: LruList, count: number, sc: ScanControl): number {
  if (list % 2 === 0) return shrinkInactiveList(k, memcg, list, count, sc);
  if (inactiveListIsLow(k, memcg, list > 1)) shrinkActiveList(k, memcg, list, count, sc);
  return 0;
}

/** The oldest pages of a list, off it (isolate_lru_pages). */
function isolate(k: Kernel, memcg: number, list: LruList, count: number): number[] {
  lruAddDrain(k);
  const row = lruOf(memcg, list);
  const taken: number[] = [];
  if (row >= k.lrus.length) return taken;
  while (taken.length < count && k.lrus.col.tail[row] !== 0) {
    const pfn = k.lrus.col.tail[row]!;
    lruDel(k, pfn);
    taken.push(pfn);
  }
  return taken;
}

/** Makes the oldest active pages inactive; their use so far is forgotten, and counted (shrink_active_list). */
export function shrinkActiveList(k: Kernel, memcg: number, list: LruList, count: number, sc: ScanControl): void {
  const taken = isolate(k, memcg, list, count);
  let rotated = 0;
  for (const pfn of taken) {
    if (pageReferenced(k, pfn, sc.target) > 0) rotated++;
    k.pageCgroups.col.flags[pfn]! &= ~PG_ACTIVE;
    lruAdd(k, pfn);
  }
  countScanned(k, memcg, list > 1 ? 1 : 0, taken.length, rotated);
}

/** Frees what it can of the oldest inactive pages: answers how many (shrink_inactive_list). */
function shrinkInactiveList(k: Kernel, memcg: number, list: LruList, count: number, sc: ScanControl): number {
  const taken = isolate(k, memcg, list, count);
  if (taken.length === 0) return 0;
  const file = list > 1 ? 1 : 0;
  const batch = unchargeStart();
  const back: number[] = [];
  for (const pfn of taken) {
    const verdict = shrinkPage(k, batch, pfn, sc);
    if (verdict === 'freed') continue;
    if (verdict === 'activate') k.pageCgroups.col.flags[pfn]! |= PG_ACTIVE;
    back.push(pfn);
  }
  unchargeEnd(k, batch);
  let rotated = 0;
  for (const pfn of back) {
    if ((k.pageCgroups.col.flags[pfn]! & PG_ACTIVE) !== 0) rotated++;
    lruAdd(k, pfn);
  }
  countScanned(k, memcg, file, taken.length, rotated);
  const freed = taken.length - back.length;
  trace(k, 'mm_vmscan_lru_shrink_inactive', 'reclaim', memcg, () => {
    return `path=${memcgPath(k, memcg)} list=${file === 1 ? 'file' : 'anon'} scanned=${taken.length} reclaimed=${freed} priority=${sc.priority}`;
  });
  return freed;
}

/** One page of shrink_page_list. */
function shrinkPage(k: Kernel, batch: UnchargeBatch, pfn: number, sc: ScanControl): Verdict {
  const { flags } = k.pageCgroups.col;
  sc.scanned++;
  if (k.frames.col.mapcount[pfn]! > 0 || (flags[pfn]! & PG_SWAPCACHE) !== 0) sc.scanned++;
  const references = checkReferences(k, pfn, sc);
  if (references === 'keep' || references === 'activate') return references;
  if ((flags[pfn]! & PG_SWAPBACKED) === 0) return reclaimFilePage(k, batch, pfn, sc, references === 'clean');
  return k.frames.col.kind[pfn] === FRAME_ANON ? swapOutAnon(k, batch, pfn) : swapOutShmem(k, batch, pfn);
}

/** Used since it was looked at last? A page of a file must be found used twice to become active (page_check_references). */
function checkReferences(k: Kernel, pfn: number, sc: ScanControl): 'reclaim' | 'clean' | 'keep' | 'activate' {
  const { flags } = k.pageCgroups.col;
  const entries = pageReferenced(k, pfn, sc.target);
  const marked = (flags[pfn]! & PG_REFERENCED) !== 0;
  flags[pfn]! &= ~PG_REFERENCED;
  const swapBacked = (flags[pfn]! & PG_SWAPBACKED) !== 0;
  if (entries > 0) {
    if (swapBacked) return 'activate';
    flags[pfn]! |= PG_REFERENCED;
    return marked || entries > 1 ? 'activate' : 'keep';
  }
  return marked && !swapBacked ? 'clean' : 'reclaim';
}

/** Writes an anonymous page to a slot; the swap area takes it at once, so that the frame is free (add_to_swap, pageout). */
function swapOutAnon(k: Kernel, batch: UnchargeBatch, pfn: number): Verdict {
  const { flags, slot: slots } = k.pageCgroups.col;
  if ((flags[pfn]! & PG_SWAPCACHE) === 0) {
    const slot = takeSlot(k, pfn);
    if (slot === 0) return 'activate';
    flags[pfn]! |= PG_SWAPCACHE;
    slots[pfn] = slot;
  }
  tryToUnmap(k, pfn);
  const slot = slots[pfn]!;
  slots[pfn] = 0;
  k.swap.slots.col.cache[slot] = 0;
  if (k.swap.slots.col.count[slot]! > 0) unchargeSwapcache(k, batch, pfn, slot);
  else unchargePage(k, batch, pfn);
  releaseSlot(k, slot);
  freePages(k, pfn);
  return 'freed';
}

/** The same for a page of shared memory: its file then names the slot (shmem_writepage). */
function swapOutShmem(k: Kernel, batch: UnchargeBatch, pfn: number): Verdict {
  tryToUnmap(k, pfn);
  const slot = takeSlot(k, pfn);
  if (slot === 0) return 'activate';
  const { info, index } = k.frames.col;
  k.swap.slots.col.cache[slot] = 0;
  duplicateSlot(k, slot);
  k.inodeData.edit(info[pfn]!).pages[index[pfn]!] = -slot;
  k.tmpfs.col.pages[0]!--;
  unchargeSwapcache(k, batch, pfn, slot);
  freePages(k, pfn);
  return 'freed';
}

/** A clean page of a disk file simply goes; a dirty one is left to the flusher, unless the background reclaimer is hard up. */
function reclaimFilePage(k: Kernel, batch: UnchargeBatch, pfn: number, sc: ScanControl, onlyClean: boolean): Verdict {
  if (k.frames.col.mapcount[pfn]! > 0) tryToUnmap(k, pfn);
  if ((k.pageCgroups.col.flags[pfn]! & PG_DIRTY) !== 0) {
    if (!sc.kswapd || sc.priority >= DEF_PRIORITY - 2 || onlyClean) return 'keep';
    markPageDirty(k, pfn, false);
  }
  if (isHeld(k, pfn)) return 'activate';
  deletePage(k, batch, pfn);
  return 'freed';
}

/** A block that the disk driver holds on to (try_to_release_page). */
function isHeld(k: Kernel, pfn: number): boolean {
  const { info, index } = k.frames.col;
  return index[pfn]! >= META_INDEX && index[pfn]! - META_INDEX < (k.inodeData.get(info[pfn]!).metaHeld ?? 0);
}
