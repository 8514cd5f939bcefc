/**
 * Charging pages of shared memory and tmpfs (mm/shmem.c and mm/memcontrol.c, 3.8: mem_cgroup_cache_charge): counted as
 * cache, to the group of who touches them first.
 */
import { BLOCKED, EINTR, ENOMEM } from './errno';
import type { Kernel } from './kernel';
import { ROOT_MEMCG } from './memcg';
import { commitCharge, PG_SWAPBACKED } from './page-cgroup';
import { tryCharge } from './try-charge';
import { unchargeEnd, unchargePage, unchargeStart } from './uncharge';

/** Charges a fresh frame to the group of the memory map of task `pid`: 0, -ENOMEM or BLOCKED. */
export function shmemChargePage(k: Kernel, pid: number, pfn: number): number {
  const mm = k.tasks.col.mm[pid]!;
  const memcg = mm === 0 ? ROOT_MEMCG : tryCharge(k, pid, mm, 0, 1, true);
  if (memcg === BLOCKED) return BLOCKED;
  if (memcg < 0 && memcg !== -EINTR) return -ENOMEM;
  commitCharge(k, pfn, memcg === -EINTR ? ROOT_MEMCG : memcg, 'cache', PG_SWAPBACKED);
  return 0;
}

/** Uncharges one page from whoever paid for it (mem_cgroup_uncharge_cache_page). The frame is the caller's to free. */
export function shmemUnchargePage(k: Kernel, pfn: number): void {
  const batch = unchargeStart();
  unchargePage(k, batch, pfn);
  unchargeEnd(k, batch);
}
