/**
 * The LRU lists of each group (include/linux/mmzone.h and mm/swap.c, 3.8): inactive and active, anonymous and file, and
 * unevictable. The newest page heads its list; links stand in the frame table.
 */
import type { Kernel } from './kernel';
import { PG_ACTIVE, PG_LRU, PG_MLOCKED, PG_SWAPBACKED } from './page-cgroup';
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

/** Puts a charged page at the head of its group's list (add_page_to_lru_list). */
export function lruAdd(k: Kernel, pfn: number): void {
  const { next, prev, owner } = k.frames.col;
  const { flags } = k.pageCgroups.col;
  const row = lruOf(owner[pfn]!, pageLru(flags[pfn]!));
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
  if ((flags[pfn]! & PG_LRU) === 0) return;
  const { next, prev, owner } = k.frames.col;
  const row = lruOf(owner[pfn]!, pageLru(flags[pfn]!));
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
