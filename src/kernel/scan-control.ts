/**
 * One reclaim under way (mm/vmscan.c, 3.8: struct scan_control).
 */

/** Pages looked at, and asked for, at a time (SWAP_CLUSTER_MAX). */
export const SWAP_CLUSTER_MAX = 32;

export interface ScanControl {
  /** Group whose limit it is for, 0 the machine (target_mem_cgroup). */
  readonly target: number;
  readonly maySwap: boolean;
  readonly toReclaim: number;
  /** The background reclaimer may write pages of files back itself. */
  readonly kswapd: boolean;
  priority: number;
  scanned: number;
  reclaimed: number;
}
