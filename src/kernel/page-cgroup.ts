/**
 * Which group a frame is charged to (mm/page_cgroup.c and mm/memcontrol.c, 3.8). The group stands in the frame's
 * `owner`; the flags of struct page that user memory needs stand here, one row a frame.
 */
import type { MachineConfig } from './config';
import type { Kernel } from './kernel';
import { lruAdd, lruCacheAdd, lruDel } from './lru';
import { countPageEvents, memcgCheckEvents } from './memcg-events';
import { Columns, type Stores } from './store';

/** On an active list (PG_active). */
export const PG_ACTIVE = 1;
/** Used since it was looked at (PG_referenced). */
export const PG_REFERENCED = 2;
/** Counted as rss, not as cache (ctype MEM_CGROUP_CHARGE_TYPE_ANON). */
export const PG_ANON = 4;
/** Backed by swap, not by a file: anonymous and shared memory (PG_swapbacked). */
export const PG_SWAPBACKED = 8;
/** Locked in memory (PG_mlocked). */
export const PG_MLOCKED = 16;
/** On an LRU list (PG_lru). */
export const PG_LRU = 32;
/** Must be written back before it can go (PG_dirty). */
export const PG_DIRTY = 64;
/** In the swap cache, under the slot in `slot` (PG_swapcache). */
export const PG_SWAPCACHE = 128;
/** On its way to a list: in some CPU's page vector. */
export const PG_PAGEVEC = 256;

const SCHEMA = {
  flags: 'u16',
  /** Slot of the swap area, while the page is in the swap cache (page_private). */
  slot: 'u32',
} as const;

export type PageCgroups = Columns<typeof SCHEMA>;

export function createPageCgroups(stores: Stores, config: MachineConfig): PageCgroups {
  return stores.add('pageCgroups', new Columns(SCHEMA, config.ramPages));
}

/** How a user page is counted: rss or cache (enum charge_type). */
export type ChargeType = 'anon' | 'cache';

/**
 * Writes the owner into a user page that is charged already, counts it in memory.stat and puts it on its list
 * (__mem_cgroup_commit_charge). Pages bypassed to the root are owned by it.
 */
export function commitCharge(k: Kernel, pfn: number, memcg: number, type: ChargeType, pageFlags: number): void {
  k.frames.col.owner[pfn] = memcg;
  k.pageCgroups.col.flags[pfn] = pageFlags | (type === 'anon' ? PG_ANON : 0);
  countCharged(k, memcg, type === 'anon');
  lruCacheAdd(k, pfn);
}

/** The same for a page that is on the root's list already, out of the swap cache (… with lrucare). */
export function commitChargeLrucare(k: Kernel, pfn: number, memcg: number, type: ChargeType): void {
  lruDel(k, pfn);
  k.frames.col.owner[pfn] = memcg;
  if (type === 'anon') k.pageCgroups.col.flags[pfn]! |= PG_ANON;
  countCharged(k, memcg, type === 'anon');
  lruAdd(k, pfn);
}

function countCharged(k: Kernel, memcg: number, anon: boolean): void {
  const { rss, cache, pgpgin } = k.memcgs.col;
  if (anon) rss[memcg]!++;
  else cache[memcg]!++;
  pgpgin[memcg]!++;
  if (countPageEvents(k, memcg)) memcgCheckEvents(k, memcg);
}

/**
 * Takes a user page out of memory.stat and off its list; answers the group that is to be uncharged, 0 when nobody was
 * (__mem_cgroup_uncharge_common). The counters are the caller's.
 */
export function forgetCharge(k: Kernel, pfn: number): number {
  const memcg = k.frames.col.owner[pfn]!;
  lruDel(k, pfn);
  const flags = k.pageCgroups.col.flags[pfn]!;
  k.pageCgroups.col.flags[pfn] = 0;
  if (memcg === 0) return 0;
  const { rss, cache, pgpgout } = k.memcgs.col;
  if ((flags & PG_ANON) !== 0) rss[memcg]!--;
  else cache[memcg]!--;
  pgpgout[memcg]!++;
  k.frames.col.owner[pfn] = 0;
  if (countPageEvents(k, memcg)) memcgCheckEvents(k, memcg);
  return memcg;
}

/** Gives a user page another owner, counters left as they are (mem_cgroup_move_account). */
export function moveAccount(k: Kernel, pfn: number, to: number): void {
  const from = k.frames.col.owner[pfn]!;
  const flags = k.pageCgroups.col.flags[pfn]!;
  lruDel(k, pfn);
  const { rss, cache, mappedFile, pgpgin, pgpgout } = k.memcgs.col;
  const stat = (flags & PG_ANON) !== 0 ? rss : cache;
  stat[from]!--;
  stat[to]!++;
  if ((flags & PG_ANON) === 0 && k.frames.col.mapcount[pfn]! > 0) {
    mappedFile[from]!--;
    mappedFile[to]!++;
  }
  pgpgout[from]!++;
  pgpgin[to]!++;
  k.frames.col.owner[pfn] = to;
  lruCacheAdd(k, pfn);
  if (countPageEvents(k, to)) memcgCheckEvents(k, to);
  if (countPageEvents(k, from)) memcgCheckEvents(k, from);
}
