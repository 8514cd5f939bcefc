/**
 * Giving user pages back (mm/memcontrol.c, 3.8: mem_cgroup_uncharge_start … mem_cgroup_uncharge_end). A series of
 * pages is uncharged from the counters at once, at its end; pages of other groups than the first go one by one.
 */
import type { Kernel } from './kernel';
import { ROOT_MEMCG } from './memcg';
import { memcgOomRecover } from './memcg-oom';
import { forgetCharge } from './page-cgroup';
import { counterOf, MEMSW, RES, resCounterUncharge } from './res-counter';

/** One series (struct memcg_batch_info). */
export interface UnchargeBatch {
  /** Group of the first page, 0 before it. */
  memcg: number;
  pages: number;
  /** Of those the pages that leave memsw as well: not swapped out. */
  memswPages: number;
}

export function unchargeStart(): UnchargeBatch {
  return { memcg: 0, pages: 0, memswPages: 0 };
}

/** Takes a page that nobody maps any more out of its group (__mem_cgroup_uncharge_common, mem_cgroup_do_uncharge). */
export function unchargePage(k: Kernel, batch: UnchargeBatch, pfn: number): void {
  doUncharge(k, batch, forgetCharge(k, pfn), true);
}

/** Takes a page of `memcg` that was swapped out from res alone. */
export function unchargeSwapped(k: Kernel, batch: UnchargeBatch, memcg: number): void {
  doUncharge(k, batch, memcg, false);
}

function doUncharge(k: Kernel, batch: UnchargeBatch, memcg: number, memsw: boolean): void {
  if (memcg === 0 || memcg === ROOT_MEMCG) return;
  if (batch.memcg === 0) batch.memcg = memcg;
  if (batch.memcg === memcg) {
    batch.pages++;
    if (memsw) batch.memswPages++;
    return;
  }
  resCounterUncharge(k.counters, counterOf(memcg, RES), 1);
  if (memsw) resCounterUncharge(k.counters, counterOf(memcg, MEMSW), 1);
  memcgOomRecover(k, memcg);
}

/** The end of the series: the counters, then the sleepers (mem_cgroup_uncharge_end). */
export function unchargeEnd(k: Kernel, batch: UnchargeBatch): void {
  if (batch.memcg === 0) return;
  if (batch.pages > 0) resCounterUncharge(k.counters, counterOf(batch.memcg, RES), batch.pages);
  if (batch.memswPages > 0) resCounterUncharge(k.counters, counterOf(batch.memcg, MEMSW), batch.memswPages);
  memcgOomRecover(k, batch.memcg);
  batch.memcg = 0;
  batch.pages = 0;
  batch.memswPages = 0;
}

/** Gives pages back to res and memsw of a group that is not the root (__mem_cgroup_cancel_charge). */
export function unchargeMemory(k: Kernel, memcg: number, pages: number): void {
  resCounterUncharge(k.counters, counterOf(memcg, RES), pages);
  resCounterUncharge(k.counters, counterOf(memcg, MEMSW), pages);
}
