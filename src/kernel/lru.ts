/**
 * The LRU lists of each group (include/linux/mmzone.h and mm/swap.c, 3.8): inactive and active, anonymous and file, and
 * unevictable. The newest page heads its list; links stand in the frame table.
 */
import type { Kernel } from './kernel';
import { ROOT_MEMCG } from './memcg';
import { PG_ACTIVE, PG_LRU, PG_MLOCKED, PG_PAGEVEC, PG_REFERENCED, PG_SWAPBACKED } from './page-cgroup';
import { pagevecAdd, pagevecDel } from './pagevec';
import { Columns, type Stores } from './store';

export const LRU_INACTIVE_ANON = 0;
export const LRU_ACTIVE_ANON = 1;
export const LRU_INACTIVE_FILE = 2;
export const LRU_ACTIVE_FILE = 3;
export const LRU_UNEVICTABLE = 4;
export const NR_LRU_LISTS = 5;
export type LruList = 0 | 1 | 2 | 3 | 4;

const SCHEMA = { head: 'u32', tail: 'u32', pages: 'u32' } as const;

/** Row `lruOf(group, list)`. */
export type Lrus = Columns<typeof SCHEMA>;

export function createLrus(stores: Stores): Lrus {
  return stores.add('lrus', new Columns(SCHEMA));
}

const STAT_SCHEMA = {
  /** Pages looked at lately, and those of them that were found in use: what tells reclaim which kind is worth more. */
  scanned: 'f64',
  rotated: 'f64',
} as const;

/** Row `memcg * 2`: anonymous pages of a group; one more: its file pages (struct zone_reclaim_stat). */
export type ReclaimStats = Columns<typeof STAT_SCHEMA>;

export function createReclaimStats(stores: Stores): ReclaimStats {
  return stores.add('reclaimStats', new Columns(STAT_SCHEMA));
}

/** Row of `ReclaimStats` for the anonymous (0) or file pages (1) of a group. */
export function reclaimStatOf(memcg: number, file: number): number {
  return memcg * 2 + file;
}

/** Counts pages as scanned, and as found in use (update_page_reclaim_stat). */
export function countScanned(k: Kernel, memcg: number, file: number, scanned: number, rotated: number): void {
  const row = reclaimStatOf(memcg, file);
  if (row >= k.reclaimStats.length) k.reclaimStats.grow(row + 1);
  k.reclaimStats.col.scanned[row]! += scanned;
  k.reclaimStats.col.rotated[row]! += rotated;
}

/** Group on whose lists a page stands: a page nobody is charged for is on the root's (mem_cgroup_page_lruvec). */
export function lruGroup(k: Kernel, pfn: number): number {
  return k.frames.col.owner[pfn]! || ROOT_MEMCG;
}

/** Row of one list of a group. */
export function lruOf(memcg: number, list: LruList): number {
  return memcg * NR_LRU_LISTS + list;
}

/** Pages on one list of a group (mem_cgroup_get_lru_size). */
export function lruPages(k: Kernel, memcg: number, list: LruList): number {
  return k.lrus.col.pages[lruOf(memcg, list)] ?? 0;
}

/** The list a page belongs on by its flags (page_lru). */
export function pageLru(flags: number): LruList {
  if ((flags & PG_MLOCKED) !== 0) return LRU_UNEVICTABLE;
  const base = (flags & PG_SWAPBACKED) !== 0 ? LRU_INACTIVE_ANON : LRU_INACTIVE_FILE;
  return (base + ((flags & PG_ACTIVE) !== 0 ? 1 : 0)) as LruList;
}

/** Sends a page that is new to the lists on its way to its own (lru_cache_add; add_page_to_unevictable_list). */
export function lruCacheAdd(k: Kernel, pfn: number): void {
  if ((k.pageCgroups.col.flags[pfn]! & PG_MLOCKED) !== 0) lruAdd(k, pfn);
  else pagevecAdd(k, pfn);
}

/** A page of a file was used: once marks it, twice makes it active (mark_page_accessed). */
export function markPageAccessed(k: Kernel, pfn: number): void {
  const { flags } = k.pageCgroups.col;
  const now = flags[pfn]!;
  if ((now & PG_REFERENCED) === 0) flags[pfn] = now | PG_REFERENCED;
  else if ((now & (PG_ACTIVE | PG_MLOCKED)) === 0 && (now & PG_LRU) !== 0) {
    activatePage(k, pfn);
    flags[pfn]! &= ~PG_REFERENCED;
  }
}

/** Moves a page to the head of the active list (activate_page). */
export function activatePage(k: Kernel, pfn: number): void {
  lruDel(k, pfn);
  k.pageCgroups.col.flags[pfn]! |= PG_ACTIVE;
  lruAdd(k, pfn);
  countScanned(k, lruGroup(k, pfn), (k.pageCgroups.col.flags[pfn]! & PG_SWAPBACKED) !== 0 ? 0 : 1, 1, 1);
}

/** Puts a page at the head of its group's list (add_page_to_lru_list). */
export function lruAdd(k: Kernel, pfn: number): void {
  const { next, prev, owner } = k.frames.col;
  const { flags } = k.pageCgroups.col;
  const row = lruOf(owner[pfn]! || ROOT_MEMCG, pageLru(flags[pfn]!));
  if (row >= k.lrus.length) k.lrus.grow(row + 1);
  const { head, tail, pages } = k.lrus.col;
  const first = head[row]!;
  next[pfn] = first;
  prev[pfn] = 0;
  if (first === 0) tail[row] = pfn;
  else prev[first] = pfn;
  head[row] = pfn;
  pages[row]!++;
  flags[pfn]! |= PG_LRU;
}

/** Takes a page off the list it is on (del_page_from_lru_list). */
export function lruDel(k: Kernel, pfn: number): void {
  const { flags } = k.pageCgroups.col;
  if ((flags[pfn]! & PG_LRU) === 0) {
    if ((flags[pfn]! & PG_PAGEVEC) !== 0) pagevecDel(k, pfn);
    return;
  }
  const { next, prev, owner } = k.frames.col;
  const row = lruOf(owner[pfn]! || ROOT_MEMCG, pageLru(flags[pfn]!));
  const { head, tail, pages } = k.lrus.col;
  const after = next[pfn]!;
  const before = prev[pfn]!;
  if (before === 0) head[row] = after;
  else next[before] = after;
  if (after === 0) tail[row] = before;
  else prev[after] = before;
  next[pfn] = 0;
  prev[pfn] = 0;
  pages[row]!--;
  flags[pfn]! &= ~PG_LRU;
}
