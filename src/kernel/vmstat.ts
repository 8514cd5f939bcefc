/**
 * Sums over the whole machine (mm/vmstat.c, 3.8: global_page_state), counted when they are asked for. All are pages.
 */
import { cacheName } from './kmem-cache';
import type { Kernel } from './kernel';
import { lruPages, type LruList } from './lru';
import { ROOT_MEMCG } from './memcg';
import { FRAME_KINDS } from './page';

/** Frames by kind, over the whole table. */
export function countFrames(k: Kernel): number[] {
  const { kind } = k.frames.col;
  const counts = FRAME_KINDS.map(() => 0);
  for (let pfn = 0; pfn < k.config.ramPages; pfn++) counts[kind[pfn]!]!++;
  return counts;
}

/** Pages on one list of all groups (NR_INACTIVE_ANON and so on). */
export function listedPages(k: Kernel, list: LruList): number {
  let pages = 0;
  for (let memcg = ROOT_MEMCG; memcg < k.memcgs.length; memcg++) pages += lruPages(k, memcg, list);
  return pages;
}

/** Pages in the swap cache (total_swapcache_pages). */
export function swapCachePages(k: Kernel): number {
  const { cache } = k.swap.slots.col;
  let pages = 0;
  for (let slot = 1; slot < k.swap.slots.length; slot++) if (cache[slot] !== 0) pages++;
  return pages;
}

/** Pages of files that somebody has mapped (NR_FILE_MAPPED). */
export function mappedFilePages(k: Kernel): number {
  let pages = 0;
  for (let memcg = ROOT_MEMCG; memcg < k.memcgs.length; memcg++) pages += k.memcgs.col.mappedFile[memcg]!;
  return pages;
}

/** Caches made with SLAB_RECLAIM_ACCOUNT: what lies in them is kept only in case somebody asks again. */
const RECLAIMABLE: ReadonlySet<string> = new Set([
  'dentry',
  'inode_cache',
  'proc_inode_cache',
  'sock_inode_cache',
  'ext2_inode_cache',
  'buffer_head',
  'radix_tree_node',
]);

/** Slab pages (NR_SLAB_RECLAIMABLE, NR_SLAB_UNRECLAIMABLE), of root caches and of groups' own. */
export function slabPages(k: Kernel): { readonly reclaimable: number; readonly unreclaimable: number } {
  const { used, pages } = k.slabs.col;
  let reclaimable = 0;
  let unreclaimable = 0;
  for (let cache = 1; cache < k.slabs.length; cache++) {
    if (used[cache] === 0) continue;
    if (RECLAIMABLE.has(cacheName(k, cache))) reclaimable += pages[cache]!;
    else unreclaimable += pages[cache]!;
  }
  return { reclaimable, unreclaimable };
}
