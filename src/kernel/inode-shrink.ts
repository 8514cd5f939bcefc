/**
 * Inodes that no cached name holds (fs/inode.c, 3.8: iput_final, prune_icache_sb). A changed one waits on no list until it
 * has been written back; a clean one goes with its cached pages, after some passes.
 */
import { dropInodePages } from './filemap';
import type { Kernel } from './kernel';
import { slabFree } from './slab';
import { inodeEnds } from './super-block';
import { lruForget, lruRotate, lruTouch } from './unused-lru';

/** Holders of an inode: cached names and open files (i_count). */
function inodeCount(k: Kernel, inode: number): number {
  return k.inodes.col.refs[inode]! - k.inodes.col.asleep[inode]!;
}

/** The last holder of an inode with a name on the disk is gone, or it has been written back (iput_final, inode_add_lru). */
export function putUnusedInode(k: Kernel, inode: number): void {
  const { dirtied, sb, slab } = k.inodes.col;
  if (slab[inode] === 0 || inodeCount(k, inode) > 0) return;
  k.inodes.col.referenced[inode] = 1;
  if (dirtied[inode] === 0) lruTouch(k.inodes, inodeEnds(k), sb[inode]!, inode);
}

/** The inode is freed: it leaves its list. */
export function forgetUnusedInode(k: Kernel, inode: number): void {
  if (k.inodes.col.onLru[inode] === 1) lruForget(k.inodes, inodeEnds(k), k.inodes.col.sb[inode]!, inode);
}

/**
 * Looks at `count` inodes, and one, from the end of the list: one in use leaves it, one used since the last time goes to
 * its head, one with pages loses those it can and counts as used, and only the next time it goes (prune_icache_sb).
 */
export function pruneIcache(k: Kernel, sb: number, count: number): void {
  const ends = inodeEnds(k);
  const { referenced, dirtied } = k.inodes.col;
  for (let left = count; left >= 0 && ends.tail[sb] !== 0; left--) {
    const inode = ends.tail[sb]!;
    if (inodeCount(k, inode) > 0 || dirtied[inode] !== 0) {
      lruForget(k.inodes, ends, sb, inode);
      continue;
    }
    if (referenced[inode] === 1) {
      referenced[inode] = 0;
      lruRotate(k.inodes, ends, sb, inode);
      continue;
    }
    if (hasPages(k, inode)) {
      dropInodePages(k, inode, false);
      referenced[inode] = 1;
      if (ends.head[sb] !== inode) continue;
    }
    lruForget(k.inodes, ends, sb, inode);
    evictInode(k, inode);
  }
}

function hasPages(k: Kernel, inode: number): boolean {
  const data = k.inodeData.find(inode);
  return data !== undefined && (data.pages.some((pfn) => pfn > 0) || (data.meta ?? []).some((pfn) => pfn > 0));
}

/** Its struct is given back; what it says is on the disk (evict). */
function evictInode(k: Kernel, inode: number): void {
  dropInodePages(k, inode, true);
  const { slab } = k.inodes.col;
  slabFree(k, slab[inode]!);
  slab[inode] = 0;
}
