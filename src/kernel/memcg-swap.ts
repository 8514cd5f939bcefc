/**
 * Charges of pages that go to swap and come back (mm/memcontrol.c, 3.8: mem_cgroup_uncharge_swapcache,
 * mem_cgroup_uncharge_swap, __mem_cgroup_try_charge_swapin). What is in swap has left `res` and stays in `memsw` of the
 * group that paid, even a removed one: each slot holds a reference.
 */
import type { Kernel } from './kernel';
import { isOnline, ROOT_MEMCG } from './memcg';
import { getMemcg, putMemcg } from './memcg-lifecycle';
import { commitChargeLrucare, forgetCharge, PG_SWAPCACHE, type ChargeType } from './page-cgroup';
import { counterOf, MEMSW, resCounterUncharge } from './res-counter';
import { EINTR } from './errno';
import { tryCharge } from './try-charge';
import { unchargeSwapped, type UnchargeBatch } from './uncharge';

/** A page leaves memory, its slot keeps it: out of res, the slot remembers the group (MEM_CGROUP_CHARGE_TYPE_SWAPOUT). */
export function unchargeSwapcache(k: Kernel, batch: UnchargeBatch, pfn: number, slot: number): void {
  const memcg = forgetCharge(k, pfn);
  if (memcg === 0) return;
  k.memcgs.col.swap[memcg]!++;
  getMemcg(k, memcg);
  k.swap.slots.col.owner[slot] = memcg;
  unchargeSwapped(k, batch, memcg);
}

/** A slot is free, or its page is charged anew: memsw of who paid for it falls (mem_cgroup_uncharge_swap). */
export function unchargeSwap(k: Kernel, slot: number): void {
  const { owner } = k.swap.slots.col;
  const memcg = owner[slot]!;
  if (memcg === 0) return;
  owner[slot] = 0;
  if (memcg !== ROOT_MEMCG) resCounterUncharge(k.counters, counterOf(memcg, MEMSW), 1);
  k.memcgs.col.swap[memcg]!--;
  putMemcg(k, memcg);
}

/**
 * Charges a page of the swap cache that is to be used: to the group that paid for the slot, or, where that is gone, to
 * the one of `mm`. Answers as `tryCharge`; 0 when the page is charged already.
 */
export function tryChargeSwapin(k: Kernel, pid: number, mm: number, pfn: number): number {
  if (k.frames.col.owner[pfn] !== 0) return 0;
  const paid = k.swap.slots.col.owner[k.pageCgroups.col.slot[pfn]!]!;
  if (paid !== 0 && isOnline(k, paid)) return tryCharge(k, pid, 0, paid, 1, true);
  return tryCharge(k, pid, mm, mm === 0 ? ROOT_MEMCG : 0, 1, true);
}

/** The page has its owner; the slot's charge is given back, for one page is charged once (commit_charge_swapin). */
export function commitChargeSwapin(k: Kernel, pfn: number, charged: number, type: ChargeType): void {
  if (charged === 0) return;
  commitChargeLrucare(k, pfn, charged === -EINTR ? ROOT_MEMCG : charged, type);
  if ((k.pageCgroups.col.flags[pfn]! & PG_SWAPCACHE) !== 0) unchargeSwap(k, k.pageCgroups.col.slot[pfn]!);
}

/** Gives a slot's charge another owner, memsw left as it is (mem_cgroup_move_swap_account). */
export function moveSwapAccount(k: Kernel, slot: number, from: number, to: number): void {
  k.swap.slots.col.owner[slot] = to;
  k.memcgs.col.swap[from]!--;
  k.memcgs.col.swap[to]!++;
  getMemcg(k, to);
}
