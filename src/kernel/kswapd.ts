/**
 * Reclaim for the whole machine in the background (mm/vmscan.c, 3.8: wakeup_kswapd, balance_pgdat): woken when free memory
 * falls below the low watermark, it goes on, one priority a step, until the high one is reached or nothing comes.
 */
import { watermarkOk } from './alloc-slowpath';
import type { Kernel } from './kernel';
import { lruPages } from './lru';
import { ROOT_MEMCG } from './memcg';
import { DEF_PRIORITY } from './mem-cgroup-iter';
import { softLimitReclaim } from './soft-limit';
import { Columns, type Stores } from './store';
import { freeSwapPages } from './swap-area';
import { trace } from './trace';
import { newScan, shrinkZone } from './vmscan';
import { queueWork } from './workqueue';
import { writebackOld } from './writeback';

const SCHEMA = {
  /** 1 while it works. */
  awake: 'u8',
  priority: 'u8',
  /** Pages freed in this run down the priorities. */
  reclaimed: 'u32',
} as const;

/** One row. */
export type Kswapd = Columns<typeof SCHEMA>;

export function createKswapd(stores: Stores): Kswapd {
  return stores.add('kswapd', new Columns(SCHEMA, 1));
}

/** Free memory is low: the background reclaimer runs from the next tick on, unless there is nothing it could take. */
export function wakeupKswapd(k: Kernel): void {
  const { awake, priority, reclaimed } = k.kswapd.col;
  if (awake[0] !== 0 || reclaimablePages(k) === 0) return;
  awake[0] = 1;
  priority[0] = DEF_PRIORITY;
  reclaimed[0] = 0;
  trace(k, 'mm_vmscan_kswapd_wake', 'reclaim', 0, () => `free=${k.zone.pages.col.free[0]!} low=${k.zone.pages.col.low[0]!}`);
  queueWork(k, 'kswapd', 0);
}

/** Pages that could be reclaimed at all: of files, and, with swap, anonymous ones (zone_reclaimable_pages). */
export function reclaimablePages(k: Kernel): number {
  let pages = 0;
  const swap = freeSwapPages(k) > 0;
  for (let memcg = ROOT_MEMCG; memcg < k.memcgs.length; memcg++) {
    pages += lruPages(k, memcg, 2) + lruPages(k, memcg, 3);
    if (swap) pages += lruPages(k, memcg, 0) + lruPages(k, memcg, 1);
  }
  return pages;
}

/** One step of its work: the groups above their soft limits first, then everybody (balance_pgdat). */
export function kswapdStep(k: Kernel): void {
  const { awake, priority, reclaimed } = k.kswapd.col;
  writebackOld(k);
  const sc = newScan(0, true, Infinity, true);
  sc.priority = priority[0]!;
  softLimitReclaim(k);
  if (!isBalanced(k)) shrinkZone(k, sc);
  reclaimed[0]! += sc.reclaimed;
  const through = sc.priority === 0;
  if (isBalanced(k) || (through && reclaimed[0] === 0)) {
    awake[0] = 0;
    trace(k, 'mm_vmscan_kswapd_sleep', 'reclaim', 0, () => `free=${k.zone.pages.col.free[0]!} high=${k.zone.pages.col.high[0]!}`);
    return;
  }
  priority[0] = through ? DEF_PRIORITY : sc.priority - 1;
  if (through) reclaimed[0] = 0;
  queueWork(k, 'kswapd', 0);
}

function isBalanced(k: Kernel): boolean {
  return watermarkOk(k, 0, k.zone.pages.col.high[0]!);
}
