/**
 * /proc/sys/vm/drop_caches (fs/drop_caches.c and mm/truncate.c, 3.8: drop_pagecache_sb, invalidate_mapping_pages).
 */
import { deletePage } from './filemap';
import { EXT2 } from './inode';
import type { Kernel } from './kernel';
import { PG_DIRTY, PG_PAGEVEC } from './page-cgroup';
import { lruAddDrain } from './pagevec';
import { trace } from './trace';
import { unchargeEnd, unchargeStart } from './uncharge';
import { writebackOld } from './writeback';

/** Takes every page out of the cache that is clean and that nobody maps. A tmpfs keeps its pages: they are nowhere else. */
export function dropPagecache(k: Kernel): void {
  writebackOld(k);
  lruAddDrain(k);
  const { mapcount } = k.frames.col;
  let dropped = 0;
  for (const inode of k.inodeData.ids()) {
    if (k.inodes.col.fs[inode] !== EXT2) continue;
    const batch = unchargeStart();
    const { pages, meta, metaHeld } = k.inodeData.get(inode);
    for (const pfn of [...pages, ...(meta ?? []).slice(metaHeld ?? 0)]) {
      if (pfn <= 0 || mapcount[pfn]! > 0 || (k.pageCgroups.col.flags[pfn]! & (PG_DIRTY | PG_PAGEVEC)) !== 0) continue;
      deletePage(k, batch, pfn);
      dropped++;
    }
    unchargeEnd(k, batch);
  }
  trace(k, 'drop_pagecache_sb', 'reclaim', 0, () => `pages=${dropped}`);
}
