/**
 * Reclaim on behalf of a charge or of a limit write (mm/memcontrol.c, 3.8: mem_cgroup_reclaim).
 */
import type { Kernel } from './kernel';
import { memcgMargin } from './memcg';
import { drainAllStock } from './stock';
import { tryToFreeMemCgroupPages } from './vmscan';

/** Passes of one round at most (MEM_CGROUP_MAX_RECLAIM_LOOPS). */
const MAX_RECLAIM_LOOPS = 100;

/** How a round is to go (MEM_CGROUP_RECLAIM_*). */
export interface ReclaimFlags {
  /** Memory and swap together are over the limit: swapping out would free nothing. */
  readonly noswap: boolean;
  /** For a limit write: enough with the first page got. */
  readonly shrink: boolean;
}

export const RECLAIM_FOR_CHARGE: ReclaimFlags = { noswap: false, shrink: false };
export const RECLAIM_FOR_CHARGE_NOSWAP: ReclaimFlags = { noswap: true, shrink: false };
export const RECLAIM_FOR_LIMIT: ReclaimFlags = { noswap: false, shrink: true };
export const RECLAIM_FOR_LIMIT_NOSWAP: ReclaimFlags = { noswap: true, shrink: true };

/**
 * One round over the subtree of `memcg`: the first pass only reclaims, each later one first drains the subtree's
 * stocks. Ends with one page of margin, or when nothing came after two passes. Answers pages reclaimed.
 */
export function memCgroupReclaim(k: Kernel, memcg: number, flags: ReclaimFlags): number {
  const noswap = flags.noswap || (!flags.shrink && k.memcgs.col.memswIsMinimum[memcg] !== 0);
  let total = 0;
  for (let loop = 0; loop < MAX_RECLAIM_LOOPS; loop++) {
    if (loop > 0) drainAllStock(k, memcg);
    total += tryToFreeMemCgroupPages(k, memcg, noswap);
    if (total > 0 && flags.shrink) break;
    if (memcgMargin(k, memcg) > 0) break;
    if (loop > 0 && total === 0) break;
  }
  return total;
}
