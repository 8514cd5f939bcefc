/**
 * Page reclaim (mm/vmscan.c, 3.8: try_to_free_mem_cgroup_pages, try_to_free_pages, shrink_zone, shrink_lruvec).
 */
import type { Kernel } from './kernel';
import type { LruList } from './lru';
import { DEF_PRIORITY, memCgroupIter } from './mem-cgroup-iter';
import { getScanCount } from './scan-count';
import { SWAP_CLUSTER_MAX, type ScanControl } from './scan-control';
import { inactiveListIsLow, shrinkActiveList, shrinkList } from './shrink-list';
import { writebackAll, writebackOld } from './writeback';

const EVICTABLE: readonly LruList[] = [0, 1, 2, 3];
const ACTIVE_ANON = 1;

/** Reclaims about 32 pages from the subtree of a group; answers how many came (try_to_free_mem_cgroup_pages). */
export function tryToFreeMemCgroupPages(k: Kernel, memcg: number, noswap: boolean): number {
  return tryToFree(k, newScan(memcg, !noswap, SWAP_CLUSTER_MAX));
}

/** Reclaims about 32 pages from the whole machine on behalf of a task that finds no frame (try_to_free_pages). */
export function tryToFreePages(k: Kernel): number {
  return tryToFree(k, newScan(0, true, SWAP_CLUSTER_MAX));
}

export function newScan(target: number, maySwap: boolean, toReclaim: number, kswapd = false): ScanControl {
  return { target, maySwap, toReclaim, kswapd, priority: DEF_PRIORITY, scanned: 0, reclaimed: 0 };
}

/** Looks at more and more until enough came (do_try_to_free_pages). */
function tryToFree(k: Kernel, sc: ScanControl): number {
  writebackOld(k);
  let scanned = 0;
  for (sc.priority = DEF_PRIORITY; sc.priority >= 0; sc.priority--) {
    sc.scanned = 0;
    shrinkZone(k, sc);
    scanned += sc.scanned;
    if (sc.reclaimed >= sc.toReclaim) break;
    // Much was looked at and little came: what is dirty has to be written first.
    if (scanned > sc.toReclaim + (sc.toReclaim >> 1)) writebackAll(k);
  }
  return sc.reclaimed;
}

/** One group's turn, or, for the machine, every group's (shrink_zone). */
export function shrinkZone(k: Kernel, sc: ScanControl): void {
  const cookie = { priority: sc.priority, generation: 0 };
  let memcg = memCgroupIter(k, sc.target, 0, cookie);
  do {
    shrinkLruvec(k, memcg, sc);
    if (sc.target !== 0) return;
    memcg = memCgroupIter(k, sc.target, memcg, cookie);
  } while (memcg !== 0);
}

/** The lists of one group, 32 pages of each in turn (shrink_lruvec). */
export function shrinkLruvec(k: Kernel, memcg: number, sc: ScanControl): void {
  const left = getScanCount(k, memcg, sc);
  let reclaimed = 0;
  while (left[0]! > 0 || left[2]! > 0 || left[3]! > 0) {
    for (const list of EVICTABLE) {
      const count = Math.min(left[list]!, SWAP_CLUSTER_MAX);
      if (count === 0) continue;
      left[list]! -= count;
      reclaimed += shrinkList(k, memcg, list, count, sc);
    }
    if (reclaimed >= sc.toReclaim && sc.priority < DEF_PRIORITY) break;
  }
  sc.reclaimed += reclaimed;
  // Even if no anonymous page was to go, their lists are kept in balance.
  if (inactiveListIsLow(k, memcg, false)) shrinkActiveList(k, memcg, ACTIVE_ANON, SWAP_CLUSTER_MAX, sc);
}
