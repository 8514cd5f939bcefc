/**
 * Giving back dentries that nobody uses (fs/super.c prune_super, fs/drop_caches.c drop_slab, 3.8): those of a disk's
 * names that are neither open nor a working directory nor have a name below them. A tmpfs lives in its dentries, and so
 * does a chain of directories, of which each holds the one above. Inodes stay: they were changed and not written back.
 */
import { childDentries, deleteDentry } from './dcache';
import { EXT2 } from './inode';
import type { Kernel } from './kernel';
import { slabFree } from './slab';
import { trace } from './trace';

/** A shrinker does nothing for fewer objects than this at once (s_shrink.batch). */
const BATCH = 1024;
/** drop_slab asks for this many times what is unused. */
const SCAN_FACTOR = 2;

/** `echo 2 > /proc/sys/vm/drop_caches`. */
export function dropSlab(k: Kernel): void {
  const below = cachedChildren(k);
  const { parent, inode } = k.dcache.dentries.col;
  const unused: number[] = [];
  for (let d = 1; d < k.dcache.dentries.length; d++) if (isUnused(k, d, below)) unused.push(d);
  if ((unused.length + unusedInodes(k)) * SCAN_FACTOR < BATCH) return;
  // One that goes lets the one above it go, if nothing else holds that (prune_one_dentry).
  for (const d of unused) {
    const up = parent[d]!;
    below[up]!--;
    if (inode[d] === 0) deleteDentry(k, d);
    else forgetStruct(k, d);
    if (isUnused(k, up, below)) unused.push(up);
  }
  trace(k, 'shrink_slab', 'reclaim', 0, () => `dentries=${unused.length}`);
}

/** The name is on the disk; its struct is taken anew when somebody looks it up. */
function forgetStruct(k: Kernel, d: number): void {
  const { slab } = k.dcache.dentries.col;
  slabFree(k, slab[d]!);
  slab[d] = 0;
}

/** Names below each dentry whose structs are cached. */
function cachedChildren(k: Kernel): Uint32Array {
  const { used, parent, slab } = k.dcache.dentries.col;
  const below = new Uint32Array(k.dcache.dentries.length);
  for (let d = 1; d < k.dcache.dentries.length; d++) if (used[d] === 1 && slab[d] !== 0) below[parent[d]!]!++;
  return below;
}

/** A name of a disk that only itself and names that are not cached hold. */
function isUnused(k: Kernel, d: number, below: Uint32Array): boolean {
  const { used, hashed, refs, slab, inode, parent } = k.dcache.dentries.col;
  if (used[d] !== 1 || hashed[d] !== 1 || slab[d] === 0 || below[d] !== 0) return false;
  return k.inodes.col.fs[inode[parent[d]!]!] === EXT2 && refs[d]! === 1 + childDentries(k, d).length;
}

/** Inodes whose name is not cached. */
function unusedInodes(k: Kernel): number {
  const { used, hashed, slab, inode } = k.dcache.dentries.col;
  let count = 0;
  for (let d = 1; d < k.dcache.dentries.length; d++)
    if (used[d] === 1 && hashed[d] === 1 && slab[d] === 0 && k.inodes.col.fs[inode[d]!] === EXT2 && k.inodes.col.slab[inode[d]!] !== 0)
      count++;
  return count;
}
