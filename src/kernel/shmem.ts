/**
 * Shared memory and the pages of tmpfs (mm/shmem.c, 3.8): file pages that live in memory or in swap. Counted as cache,
 * charged to the group of who touches them first; read back from swap, to the group that paid.
 */
import { BLOCKED, EFBIG, EINTR, ENOMEM, ENOSPC } from './errno';
import { newCachePage } from './filemap';
import { newInode, S_IFREG, TMPFS } from './inode';
import type { Kernel } from './kernel';
import { FRAME_CACHE } from './page';
import { commitChargeSwapin, tryChargeSwapin } from './memcg-swap';
import { PG_SWAPBACKED } from './page-cgroup';
import { slabReserve, slabTake } from './slab';
import { freeSlot } from './swap-area';
import { deleteFromSwapCache, swapCachePage, swapinReadahead } from './swap-cache';

/** Largest file: what plain data can hold without strain. */
export const MAX_FILE_PAGES = 1048576;
/** Device number of the file system that shared memory without a name lives in (shm_mnt). */
const SHM_SB = 2;

/** A page of a file, brought back from swap or made: its frame, BLOCKED, -ENOSPC, -EFBIG or -ENOMEM (shmem_getpage_gfp). */
export function shmemGetpage(k: Kernel, pid: number, inode: number, index: number): number {
  if (index >= MAX_FILE_PAGES) return -EFBIG;
  const known = k.inodeData.find(inode)?.pages[index] ?? 0;
  if (known > 0) return known;
  return known < 0 ? swapIn(k, pid, inode, index, -known) : addPage(k, pid, inode, index);
}

function addPage(k: Kernel, pid: number, inode: number, index: number): number {
  const counted = k.inodes.col.sb[inode] !== SHM_SB;
  if (counted && isFull(k)) return -ENOSPC;
  const pfn = newCachePage(k, pid, inode, index, PG_SWAPBACKED);
  if (pfn < 0) return pfn;
  if (!k.inodeData.has(inode)) k.inodeData.set(inode, { pages: [], text: [], counted });
  const { pages } = k.inodeData.edit(inode);
  for (let i = pages.length; i <= index; i++) pages.push(0);
  pages[index] = pfn;
  k.tmpfs.col.pages[0]!++;
  if (counted) k.tmpfs.col.blocks[0]!++;
  return pfn;
}

/** A tmpfs holds at most half of memory, swapped or not. */
function isFull(k: Kernel): boolean {
  return k.tmpfs.col.blocks[0]! >= k.zone.pages.col.managed[0]! >> 1;
}

/** The page leaves the swap area for good. */
function swapIn(k: Kernel, pid: number, inode: number, index: number, slot: number): number {
  let pfn = swapCachePage(k, slot);
  if (pfn === 0) {
    pfn = swapinReadahead(k, pid, slot);
    if (pfn === BLOCKED) return BLOCKED;
  }
  const charged = tryChargeSwapin(k, pid, k.tasks.col.mm[pid]!, pfn);
  if (charged === BLOCKED) return BLOCKED;
  if (charged < 0 && charged !== -EINTR) return -ENOMEM;
  k.frames.col.kind[pfn] = FRAME_CACHE;
  k.frames.col.info[pfn] = inode;
  k.frames.col.index[pfn] = index;
  commitChargeSwapin(k, pfn, charged, 'cache');
  k.inodeData.edit(inode).pages[index] = pfn;
  k.tmpfs.col.pages[0]!++;
  deleteFromSwapCache(k, pfn);
  freeSlot(k, slot);
  return pfn;
}

/**
 * A file without a name for a shared mapping of `pages` pages, /dev/zero's or a SysV segment's (shmem_zero_setup,
 * newseg): its inode, -errno or BLOCKED. It goes with who holds it last.
 */
export function shmemZeroSetup(k: Kernel, pid: number, pages: number, pageSize: number): number {
  const reserved = slabReserve(k, pid, 'shmem_inode_cache');
  if (reserved !== 0) return reserved;
  const inode = newInode(k, { fs: TMPFS, sb: SHM_SB, mode: S_IFREG | 0o777, slab: slabTake(k, 'shmem_inode_cache', pid) });
  k.inodes.col.nlink[inode] = 0;
  k.inodes.col.size[inode] = pages * pageSize;
  return inode;
}
