/**
 * Which group a frame is charged to (mm/page_cgroup.c and mm/memcontrol.c, 3.8). The group stands in the frame's
 * `owner`; the flags of struct page that user memory needs stand here, one row a frame.
 */
import type { MachineConfig } from './config';
import type { Kernel } from './kernel';
import { lruAdd, lruDel } from './lru';
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

const SCHEMA = { flags: 'u16' } as const;

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
  const { rss, cache, pgpgin } = k.memcgs.col;
  if (type === 'anon') rss[memcg]!++;
  else cache[memcg]!++;
  pgpgin[memcg]!++;
  lruAdd(k, pfn);
}

/**
 * Takes a user page out of memory.stat and off its list; answers the group that is to be uncharged, 0 when nobody was
 * (__mem_cgroup_uncharge_common). The counters are the caller's.
 */
export function forgetCharge(k: Kernel, pfn: number): number {
  const memcg = k.frames.col.owner[pfn]!;
  if (memcg === 0) return 0;
  lruDel(k, pfn);
  const { rss, cache, pgpgout } = k.memcgs.col;
  if ((k.pageCgroups.col.flags[pfn]! & PG_ANON) !== 0) rss[memcg]!--;
  else cache[memcg]!--;
  pgpgout[memcg]!++;
  k.frames.col.owner[pfn] = 0;
  k.pageCgroups.col.flags[pfn] = 0;
  return memcg;
}

/** Gives a user page another owner, counters left as they are (mem_cgroup_move_account). */
export function moveAccount(k: Kernel, pfn: number, to: number): void {
  const from = k.frames.col.owner[pfn]!;
  const flags = k.pageCgroups.col.flags[pfn]!;
  lruDel(k, pfn);
  const stat = (flags & PG_ANON) !== 0 ? k.memcgs.col.rss : k.memcgs.col.cache;
  stat[from]!--;
  stat[to]!++;
  k.memcgs.col.pgpgout[from]!++;
  k.memcgs.col.pgpgin[to]!++;
  k.frames.col.owner[pfn] = to;
  lruAdd(k, pfn);
}
