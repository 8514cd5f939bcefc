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
}

export function unchargeStart(): UnchargeBatch {
  return { memcg: 0, pages: 0 };
}

/** Takes a page that nobody maps any more out of its group (__mem_cgroup_uncharge_common, mem_cgroup_do_uncharge). */
export function unchargePage(k: Kernel, batch: UnchargeBatch, pfn: number): void {
  const memcg = forgetCharge(k, pfn);
  if (memcg === 0 || memcg === ROOT_MEMCG) return;
  if (batch.memcg === 0) batch.memcg = memcg;
  if (batch.memcg === memcg) {
    batch.pages++;
    return;
  }
  unchargeMemory(k, memcg, 1);
  memcgOomRecover(k, memcg);
}

/** The end of the series: the counters, then the sleepers (mem_cgroup_uncharge_end). */
export function unchargeEnd(k: Kernel, batch: UnchargeBatch): void {
  if (batch.memcg === 0) return;
  unchargeMemory(k, batch.memcg, batch.pages);
  memcgOomRecover(k, batch.memcg);
}

/** Gives pages back to res and memsw of a group that is not the root (__mem_cgroup_cancel_charge). */
export function unchargeMemory(k: Kernel, memcg: number, pages: number): void {
  resCounterUncharge(k.counters, counterOf(memcg, RES), pages);
  resCounterUncharge(k.counters, counterOf(memcg, MEMSW), pages);
}
