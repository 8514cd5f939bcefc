/**
 * Inodes and pages of disk files that were changed and not written back yet (mm/page-writeback.c and fs/fs-writeback.c,
 * 3.8). The disk is a RAM disk: what the flusher begins is done at once.
 */
import { now } from './clock';
import { putUnusedInode } from './inode-shrink';
import type { Kernel } from './kernel';
import { freePageCount } from './page-allocator';
import { PG_DIRTY } from './page-cgroup';
import { Columns, type Stores } from './store';
import { trace } from './trace';

/** Ticks after which a page is written back anyway (dirty_expire_centisecs). */
const DIRTY_EXPIRE = 30_000;
/** Part of what is free at which the flusher begins (dirty_background_ratio). */
const BACKGROUND_PERCENT = 10;
/**
 * Pages the flusher writes before it looks whether that will do: a tenth of a second's worth (writeback_sb_inodes). So
 * many were clean behind such a turn on the recorded machine's RAM disk.
 */
const SLICE_PAGES = 8326;

const SCHEMA = {
  /** Pages. */
  dirty: 'u32',
  /** Inodes. */
  inodes: 'u32',
  /** How many inodes were ever changed. */
  last: 'f64',
  /** Tick at which the first of them became dirty. */
  since: 'f64',
} as const;

/** One row. */
export type Writeback = Columns<typeof SCHEMA>;

export function createWriteback(stores: Stores): Writeback {
  return stores.add('writeback', new Columns(SCHEMA, 1));
}

/** The inode of a disk is not as on the disk any more (__mark_inode_dirty). */
export function markInodeDirty(k: Kernel, inode: number): void {
  const { inodes, last, since } = k.writeback.col;
  if (k.inodes.col.dirtied[inode] !== 0) return;
  k.inodes.col.dirtied[inode] = ++last[0]!;
  if (inodes[0]!++ === 0) since[0] = now(k);
}

/** It is written, or gone. */
export function markInodeClean(k: Kernel, inode: number): void {
  if (k.inodes.col.dirtied[inode] === 0) return;
  k.inodes.col.dirtied[inode] = 0;
  k.writeback.col.inodes[0]!--;
}

/** Marks a page of a disk file dirty, and its inode with it, or clean (set_page_dirty, clear_page_dirty_for_io). */
export function markPageDirty(k: Kernel, pfn: number, dirty: boolean): void {
  const { flags } = k.pageCgroups.col;
  if (((flags[pfn]! & PG_DIRTY) !== 0) === dirty) return;
  flags[pfn]! ^= PG_DIRTY;
  k.writeback.col.dirty[0]! += dirty ? 1 : -1;
  if (dirty) markInodeDirty(k, k.frames.col.info[pfn]!);
}

/** Changed inodes, the one that has been so longest first. */
function changedInodes(k: Kernel): number[] {
  const { dirtied } = k.inodes.col;
  const changed: number[] = [];
  for (let inode = 1; inode < k.inodes.length; inode++) if (dirtied[inode] !== 0) changed.push(inode);
  return changed.sort((a, b) => dirtied[a]! - dirtied[b]!);
}

/** Writes an inode and its pages; answers pages, at least one (writeback_single_inode). */
function writeInode(k: Kernel, inode: number): number {
  const { flags } = k.pageCgroups.col;
  let written = 0;
  for (const pfn of k.inodeData.find(inode)?.pages ?? []) {
    if (pfn <= 0 || (flags[pfn]! & PG_DIRTY) === 0) continue;
    markPageDirty(k, pfn, false);
    written++;
  }
  markInodeClean(k, inode);
  putUnusedInode(k, inode);
  return Math.max(1, written);
}

/** Writes what has been dirty longest, at least so many pages; answers how many it wrote (wb_writeback). */
function writebackPages(k: Kernel, pages: number): number {
  if (k.writeback.col.inodes[0] === 0) return 0;
  let written = 0;
  for (const inode of changedInodes(k)) {
    if (written >= pages) break;
    written += writeInode(k, inode);
  }
  trace(k, 'writeback_start', 'info', 0, () => `pages=${written}`);
  return written;
}

/** Writes everything back: sync(2), or the flusher woken by reclaim (wakeup_flusher_threads). */
export function writebackAll(k: Kernel): void {
  writebackPages(k, Infinity);
}

/** What has been dirty for long was written back in the meantime (wb_check_old_data_flush). */
export function writebackOld(k: Kernel): void {
  const { inodes, since } = k.writeback.col;
  if (inodes[0] !== 0 && now(k) - since[0]! >= DIRTY_EXPIRE) writebackAll(k);
}

/** Behind a write: much that is dirty has the flusher work until it is less (balance_dirty_pages, wb_check_background_flush). */
export function balanceDirtyPages(k: Kernel): void {
  const { dirty } = k.writeback.col;
  while (dirty[0]! * 100 > (freePageCount(k) + dirty[0]!) * BACKGROUND_PERCENT) if (writebackPages(k, SLICE_PAGES) === 0) return;
}
