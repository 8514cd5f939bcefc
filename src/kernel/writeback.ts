/**
 * Pages of disk files that were written and not written back yet (mm/page-writeback.c and fs/fs-writeback.c, 3.8). The
 * disk is a RAM disk: writing back takes no time.
 */
import { now } from './clock';
import type { Kernel } from './kernel';
import { freePageCount } from './page-allocator';
import { PG_DIRTY } from './page-cgroup';
import { Columns, type Stores } from './store';
import { trace } from './trace';

/** Ticks after which a page is written back anyway (dirty_expire_centisecs). */
const DIRTY_EXPIRE = 30_000;
/** Part of what is free at which the flusher begins (dirty_background_ratio). */
const BACKGROUND_PERCENT = 10;

const SCHEMA = {
  dirty: 'u32',
  /** Tick at which the first of them became dirty. */
  since: 'f64',
} as const;

/** One row. */
export type Writeback = Columns<typeof SCHEMA>;

export function createWriteback(stores: Stores): Writeback {
  return stores.add('writeback', new Columns(SCHEMA, 1));
}

/** Marks a page of a disk file dirty or clean (set_page_dirty, clear_page_dirty_for_io). */
export function markPageDirty(k: Kernel, pfn: number, dirty: boolean): void {
  const { flags } = k.pageCgroups.col;
  if (((flags[pfn]! & PG_DIRTY) !== 0) === dirty) return;
  flags[pfn]! ^= PG_DIRTY;
  const { dirty: count, since } = k.writeback.col;
  if (dirty && count[0]!++ === 0) since[0] = now(k);
  if (!dirty) count[0]!--;
}

/** Writes every dirty page back: sync(2), or the flusher woken by reclaim (wakeup_flusher_threads). */
export function writebackAll(k: Kernel): void {
  const { dirty } = k.writeback.col;
  if (dirty[0] === 0) return;
  trace(k, 'writeback_start', 'info', 0, () => `pages=${dirty[0]!}`);
  const { flags } = k.pageCgroups.col;
  for (let pfn = 0, frames = k.frames.length; pfn < frames; pfn++) if ((flags[pfn]! & PG_DIRTY) !== 0) markPageDirty(k, pfn, false);
}

/** What has been dirty for long was written back in the meantime (wb_check_old_data_flush). */
export function writebackOld(k: Kernel): void {
  const { dirty, since } = k.writeback.col;
  if (dirty[0] !== 0 && now(k) - since[0]! >= DIRTY_EXPIRE) writebackAll(k);
}

/** Behind a write: much that is dirty starts the flusher (balance_dirty_pages). */
export function balanceDirtyPages(k: Kernel): void {
  const { dirty } = k.writeback.col;
  if (dirty[0]! * 100 > (freePageCount(k) + dirty[0]!) * BACKGROUND_PERCENT) writebackAll(k);
}
