/**
 * Names that nobody uses (fs/dcache.c, 3.8: dput, prune_dcache_sb, shrink_dentry_list): those of a disk's that are neither
 * open nor a working directory nor have a cached name below them. Their structs can be given back; the names are on the
 * disk. A tmpfs lives in its dentries: none of its is ever unused.
 */
import { deleteDentry } from './dcache';
import { EXT2 } from './inode';
import { putUnusedInode } from './inode-shrink';
import type { Kernel } from './kernel';
import { slabFree } from './slab';
import { dentryEnds } from './super-block';
import { lruForget, lruRotate, lruTouch } from './unused-lru';

/** File system of a name, also of one that is known not to be there. */
function superBlockOf(k: Kernel, d: number): number {
  const { inode, parent } = k.dcache.dentries.col;
  return k.inodes.col.sb[inode[d]! || inode[parent[d]!]!]!;
}

function isOnDisk(k: Kernel, d: number): boolean {
  const { inode, parent } = k.dcache.dentries.col;
  return parent[d] !== d && k.inodes.col.fs[inode[parent[d]!]!] === EXT2;
}

/** Holders of a name besides itself: the cached ones below it, working directories, open files (d_count). */
export function dentryCount(k: Kernel, d: number): number {
  const { refs, hashed, uncached } = k.dcache.dentries.col;
  return refs[d]! - hashed[d]! - uncached[d]!;
}

/** Somebody is through with a name: it was used just now, and if nobody else holds it, it can go some day (dput). */
export function dputUnused(k: Kernel, d: number): void {
  const { hashed, asleep } = k.dcache.dentries.col;
  if (hashed[d] === 0 || asleep[d] === 1 || !isOnDisk(k, d)) return;
  if (dentryCount(k, d) === 0) lruTouch(k.dcache.dentries, dentryEnds(k), superBlockOf(k, d), d);
  else k.dcache.dentries.col.referenced[d] = 1;
}

/** A name's struct is freed: it leaves its list. */
export function forgetUnusedDentry(k: Kernel, d: number): void {
  if (k.dcache.dentries.col.onLru[d] === 1) lruForget(k.dcache.dentries, dentryEnds(k), superBlockOf(k, d), d);
}

/**
 * Takes up to `count` names from the end of the list. One that was used since it was looked at last is spared once; one in
 * use only leaves the list (prune_dcache_sb). None asked for means one too many to count down: then all are looked at.
 */
export function pruneDcache(k: Kernel, sb: number, count: number): void {
  const ends = dentryEnds(k);
  const { dentries } = k.dcache;
  const { referenced, lruPrev } = dentries.col;
  const spared: number[] = [];
  const taken: number[] = [];
  for (let d = ends.tail[sb]!; d !== 0;) {
    const newer = lruPrev[d]!;
    if (referenced[d] === 1) {
      referenced[d] = 0;
      spared.push(d);
    } else {
      taken.push(d);
      if (taken.length === count) break;
    }
    d = newer;
  }
  for (const d of spared) lruRotate(dentries, ends, sb, d);
  for (const d of taken.reverse()) {
    if (dentries.col.onLru[d] === 0) continue;
    lruForget(dentries, ends, sb, d);
    if (dentryCount(k, d) === 0) pruneDentry(k, d);
  }
}

/** Gives the struct of a name back, and of those above it that it alone held (try_prune_one_dentry). */
function pruneDentry(k: Kernel, dentry: number): void {
  const { inode, parent, slab, asleep, uncached, hashed } = k.dcache.dentries.col;
  for (let d = dentry; isOnDisk(k, d) && hashed[d] === 1 && dentryCount(k, d) === 0;) {
    const up = parent[d]!;
    forgetUnusedDentry(k, d);
    if (inode[d] === 0) {
      deleteDentry(k, d);
    } else {
      slabFree(k, slab[d]!);
      slab[d] = 0;
      asleep[d] = 1;
      uncached[up]!++;
      k.inodes.col.asleep[inode[d]!]!++;
      putUnusedInode(k, inode[d]!);
    }
    d = up;
  }
}
