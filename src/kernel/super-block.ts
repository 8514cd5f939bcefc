/**
 * Mounted file systems as the shrinkers see them (fs/super.c, 3.8: prune_super; mm/vmscan.c: shrink_slab;
 * fs/drop_caches.c: drop_slab). Each has a list of the names and one of the inodes that nobody uses.
 */
import { pruneDcache } from './dcache-shrink';
import { pruneIcache } from './inode-shrink';
import type { Kernel } from './kernel';
import { Columns, type Stores } from './store';
import { trace } from './trace';
import type { LruEnds } from './unused-lru';

/** Objects a file system is asked for at once; fewer are left for the next time (s_shrink.batch). */
const BATCH = 1024;
/** Counts are told in hundreds (sysctl_vfs_cache_pressure). */
const PRESSURE = 100;
/** shrink_slab(1000, 1000) with two seeks an object. */
const SCANNED = 2000;
const LRU_PAGES = 1001;
/** drop_slab goes on while a round brings more than this. */
const ENOUGH = 10;

const SCHEMA = {
  dentryHead: 'u32',
  dentryTail: 'u32',
  dentries: 'u32',
  inodeHead: 'u32',
  inodeTail: 'u32',
  inodes: 'u32',
  /** Scans that were too few for a batch (shrinker->nr_in_batch). */
  deferred: 'u32',
} as const;

/** By number of the file system. */
export type SuperBlocks = Columns<typeof SCHEMA>;

export function createSuperBlocks(stores: Stores): SuperBlocks {
  return stores.add('superBlocks', new Columns(SCHEMA, 1));
}

/** The list of unused names. */
export function dentryEnds(k: Kernel): LruEnds {
  const { dentryHead: head, dentryTail: tail, dentries: count } = k.superBlocks.col;
  return { head, tail, count };
}

/** The list of unused inodes. */
export function inodeEnds(k: Kernel): LruEnds {
  const { inodeHead: head, inodeTail: tail, inodes: count } = k.superBlocks.col;
  return { head, tail, count };
}

/** What is unused, in whole hundreds; with `scan` so many are looked at first, in proportion (prune_super). */
function pruneSuper(k: Kernel, sb: number, scan: number): number {
  const { dentries, inodes } = k.superBlocks.col;
  if (scan > 0) {
    const total = dentries[sb]! + inodes[sb]! + 1;
    const names = Math.floor((scan * dentries[sb]!) / total);
    const structs = Math.floor((scan * inodes[sb]!) / total);
    // Names first: an inode is held by its name.
    pruneDcache(k, sb, names);
    pruneIcache(k, sb, structs);
  }
  return Math.floor((dentries[sb]! + inodes[sb]!) / 100) * PRESSURE;
}

/** One round over one file system: how much less it says to have afterwards (shrink_slab). */
function shrinkSuper(k: Kernel, sb: number): number {
  const most = pruneSuper(k, sb, 0);
  if (most === 0) return 0;
  const { deferred } = k.superBlocks.col;
  const asked = deferred[sb]! + Math.floor((SCANNED * most) / LRU_PAGES);
  let scan = Math.min(asked, most * 2);
  let shrunk = 0;
  for (; scan >= BATCH; scan -= BATCH) {
    const before = pruneSuper(k, sb, 0);
    shrunk += Math.max(0, before - pruneSuper(k, sb, BATCH));
  }
  deferred[sb] = scan;
  return shrunk;
}

/** `echo 2 > /proc/sys/vm/drop_caches` (drop_slab). */
export function dropSlab(k: Kernel): void {
  for (let shrunk = Infinity; shrunk > ENOUGH;) {
    shrunk = 0;
    for (let sb = 0; sb < k.superBlocks.length; sb++) shrunk += shrinkSuper(k, sb);
    trace(k, 'shrink_slab', 'reclaim', 0, () => `objects=${shrunk}`);
  }
}
