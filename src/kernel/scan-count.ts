/**
 * How much of each list is to be looked at (mm/vmscan.c, 3.8: get_scan_count): the share of anonymous and file pages
 * follows from swappiness and from how many of each were found in use lately.
 */
import type { Kernel } from './kernel';
import { lruPages, reclaimStatOf, type LruList } from './lru';
import { ROOT_MEMCG } from './memcg';
import { freePageCount } from './page-allocator';
import type { ScanControl } from './scan-control';
import { SWAP_CLUSTER_MAX } from './scan-control';
import { freeSwapPages } from './swap-area';

const EVICTABLE: readonly LruList[] = [0, 1, 2, 3];

interface Shares {
  readonly anon: number;
  readonly file: number;
  readonly denominator: number;
}

/** Pages to look at in this pass, by list: inactive and active anonymous, inactive and active file. */
export function getScanCount(k: Kernel, memcg: number, sc: ScanControl): number[] {
  const noswap = !sc.maySwap || freeSwapPages(k) <= 0;
  const shares = noswap ? { anon: 0, file: 1, denominator: 1 } : weigh(k, memcg, sc);
  const swappiness = swappinessOf(k, sc);
  return EVICTABLE.map((list) => {
    let scan = lruPages(k, memcg, list);
    if (sc.priority === 0 && !noswap && swappiness !== 0) return scan;
    scan = Math.floor(scan / 2 ** sc.priority);
    // A group's reclaim cannot wait until a small list is worth a share.
    if (scan === 0 && sc.target !== 0) scan = SWAP_CLUSTER_MAX;
    return Math.floor((scan * (list < 2 ? shares.anon : shares.file)) / shares.denominator);
  });
}

function swappinessOf(k: Kernel, sc: ScanControl): number {
  return k.memcgs.col.swappiness[sc.target || ROOT_MEMCG]!;
}

function weigh(k: Kernel, memcg: number, sc: ScanControl): Shares {
  const anon = lruPages(k, memcg, 0) + lruPages(k, memcg, 1);
  const file = lruPages(k, memcg, 2) + lruPages(k, memcg, 3);
  if (sc.target === 0) {
    // Nearly no page cache is left: only anonymous pages can help. Much of it is not in use: they are left alone.
    if (file + freePageCount(k) <= k.zone.pages.col.high[0]!) return { anon: 1, file: 0, denominator: 1 };
    if (inactiveFileOfMachine(k)) return { anon: 0, file: 1, denominator: 1 };
  }
  const swappiness = swappinessOf(k, sc);
  const ap = worth(k, memcg, 0, anon, swappiness);
  const fp = worth(k, memcg, 1, file, 200 - swappiness);
  return { anon: ap, file: fp, denominator: ap + fp + 1 };
}

/** More file pages of the machine are inactive than active (inactive_file_is_low_global). */
function inactiveFileOfMachine(k: Kernel): boolean {
  let surplus = 0;
  for (let memcg = ROOT_MEMCG; memcg < k.memcgs.length; memcg++) surplus += lruPages(k, memcg, 2) - lruPages(k, memcg, 3);
  return surplus > 0;
}

/** Old counts weigh half; the fewer pages were found in use, the more is looked at. */
function worth(k: Kernel, memcg: number, file: number, pages: number, prio: number): number {
  const row = reclaimStatOf(memcg, file);
  if (row >= k.reclaimStats.length) k.reclaimStats.grow(row + 1);
  const { scanned, rotated } = k.reclaimStats.col;
  if (scanned[row]! > Math.floor(pages / 4)) {
    scanned[row] = Math.floor(scanned[row]! / 2);
    rotated[row] = Math.floor(rotated[row]! / 2);
  }
  return Math.floor((prio * (scanned[row]! + 1)) / (rotated[row]! + 1));
}
