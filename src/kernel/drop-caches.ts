/**
 * /proc/sys/vm/drop_caches (fs/drop_caches.c and mm/truncate.c, 3.8: drop_pagecache_sb, invalidate_mapping_pages).
 */
import { dropInodePages } from './filemap';
import { EXT2 } from './inode';
import type { Kernel } from './kernel';
import { lruAddDrain } from './pagevec';
import { trace } from './trace';
import { writebackOld } from './writeback';

/** Takes every page out of the cache that is clean and that nobody maps. A tmpfs keeps its pages: they are nowhere else. */
export function dropPagecache(k: Kernel): void {
  writebackOld(k);
  lruAddDrain(k);
  let dropped = 0;
  for (const inode of k.inodeData.ids()) if (k.inodes.col.fs[inode] === EXT2) dropped += dropInodePages(k, inode, false);
  trace(k, 'drop_pagecache_sb', 'reclaim', 0, () => `pages=${dropped}`);
}
