/**
 * Charging memory to a group (mm/memcontrol.c, 3.8: __mem_cgroup_try_charge and mem_cgroup_do_charge): stock, batch,
 * single charge, reclaim, OOM, in the kernel's order, so that every failcnt comes out as the kernel counts it.
 */
import { CHARGE_DONE, CHARGE_NONE } from './charge-in-flight';
import { chargeAnswered, chargeAsksStock, chargeBegins, chargeCounter, chargeReclaimed, chargeStep, chargeTries } from './charge-path';
import { BLOCKED, EINTR, ENOMEM } from './errno';
import type { Kernel } from './kernel';
import { isOnline, memcgMargin, memcgOfMm, memcgPath, ROOT_MEMCG } from './memcg';
import { handleOom, memcgOomRecover, resumeOom } from './memcg-oom';
import { hasPatch, traceWithout } from './patches';
import { memCgroupReclaim, RECLAIM_FOR_CHARGE, RECLAIM_FOR_CHARGE_NOSWAP } from './reclaim';
import { recordRefusal } from './refusal';
import { groupOfCounter, counterOf, MEMSW, RES, resCounterCharge, resCounterUncharge } from './res-counter';
import { fatalSignalPending } from './signal';
import { CHARGE_BATCH, consumeStock, refillStock } from './stock';
import { unchargeMemory } from './uncharge';

/** Fruitless rounds before the OOM path is taken (MEM_CGROUP_RECLAIM_RETRIES). */
export const MEM_CGROUP_RECLAIM_RETRIES = 5;
/** Largest charge that is retried because something, if not enough, was reclaimed (1 << PAGE_ALLOC_COSTLY_ORDER). */
const COSTLY_PAGES = 8;

/** What became of one attempt at the counters. */
const CHARGE_OK = 0;
const CHARGE_RETRY = 1;
const CHARGE_NOMEM = 2;

/**
 * Charges `pages` to group `memcg`, or (0) to the group of the owner of `mm`. Answers the group charged (the root: no
 * counter was touched); -EINTR when the task is dying and bypasses the limits; -ENOMEM, never with `mayOom`; BLOCKED
 * when the task sleeps under OOM, and the same charge is to be tried again when it runs. Without `mayReclaim` (no
 * __GFP_WAIT, or __GFP_NORETRY) the first refusal of the pages alone is final.
 */
export function tryCharge(k: Kernel, pid: number, mm: number, memcg: number, pages: number, mayOom: boolean, mayReclaim = true): number {
  const watched = k.tracer.charges !== undefined;
  const phase = k.charges.col.phase[pid]!;
  if (phase === CHARGE_NONE && !watched) {
    // Nearly every charge goes this way: the end of `chargeOn` without a look for somebody who watches.
    const group = memcg !== 0 ? memcg : memcgOfMm(k, mm);
    if (consumeStock(k, k.tracer.cpu, group, pages)) return group;
    return chargeBatch(k, pid, mm, memcg, pages, firstBatch(pages), mayOom, mayReclaim);
  }
  if (phase === CHARGE_DONE || !watched) return chargeOn(k, pid, mm, memcg, pages, mayOom, mayReclaim);
  chargeTries(k, pid, memcg, pages, mayOom ? 'user' : 'move');
  const answer = chargeOn(k, pid, mm, memcg, pages, mayOom, mayReclaim);
  chargeAnswered(k, answer);
  return answer;
}

/** The charge that the task slept in goes on, if it is this one that is asked for; else this one begins behind it. */
function chargeOn(k: Kernel, pid: number, mm: number, memcg: number, pages: number, mayOom: boolean, mayReclaim: boolean): number {
  if (k.charges.col.phase[pid] !== CHARGE_NONE) {
    if (goOnCharging(k, pid) === BLOCKED) return BLOCKED;
    const done = k.charges.col.phase[pid] === CHARGE_NONE ? 0 : takeCharge(k, pid, mm, memcg, pages);
    if (done !== 0) return done;
  }
  const group = memcg !== 0 ? memcg : memcgOfMm(k, mm);
  if (fromStock(k, group, pages)) return group;
  return chargeBatch(k, pid, mm, memcg, pages, firstBatch(pages), mayOom, mayReclaim);
}

/** What a new charge asks for: enough for a stock as well. */
function firstBatch(pages: number): number {
  return pages > CHARGE_BATCH ? pages : CHARGE_BATCH;
}

/** This CPU's stock, told to whoever watches. The root has none: nothing is charged to it. */
function fromStock(k: Kernel, group: number, pages: number): boolean {
  const { tracer } = k;
  const served = consumeStock(k, tracer.cpu, group, pages);
  if (tracer.charge !== undefined && group !== ROOT_MEMCG) chargeAsksStock(k, pages, served);
  return served;
}

/**
 * A task that slept under OOM runs again: its charge goes on, without a batch, before the call is made again that asked
 * for it, for that may want something else by now. BLOCKED when it sleeps on; else 0, and what came of it waits for
 * `tryCharge` until the step ends.
 */
export function resumeCharge(k: Kernel, pid: number): number {
  const { phase, asked, pages, kmemGroup, kmemCharged } = k.charges.col;
  if (phase[pid] === CHARGE_NONE || k.tracer.charges === undefined) return goOnCharging(k, pid);
  if (kmemGroup[pid] !== 0 && kmemCharged[pid] === 0) chargeBegins(k, pid, 'kernel', pages[pid]!, kmemGroup[pid]!, true);
  chargeTries(k, pid, asked[pid]!, pages[pid]!, 'user');
  const left = goOnCharging(k, pid);
  chargeAnswered(k, left === BLOCKED ? BLOCKED : k.charges.col.memcg[pid]! || -EINTR);
  return left;
}

function goOnCharging(k: Kernel, pid: number): typeof BLOCKED | 0 {
  const { phase, memcg, mm, asked, pages, kmemGroup } = k.charges.col;
  if (phase[pid] === CHARGE_NONE || phase[pid] === CHARGE_DONE) return 0;
  const left = resumeOom(k, pid);
  // A group removed meanwhile is charged no user page any more: the call finds another.
  if (left === CHARGE_NONE && asked[pid] !== 0 && kmemGroup[pid] === 0 && !isOnline(k, asked[pid]!)) return 0;
  const group = left !== CHARGE_NONE ? left : chargeBatch(k, pid, mm[pid]!, asked[pid]!, pages[pid]!, pages[pid]!, true);
  if (group === BLOCKED) return BLOCKED;
  phase[pid] = CHARGE_DONE;
  memcg[pid] = group < 0 ? 0 : group;
  return 0;
}

/** What came of the charge a task slept in, if it is the one that is asked for now; else that is given back, and 0. */
function takeCharge(k: Kernel, pid: number, mm: number, memcg: number, pages: number): number {
  const { col } = k.charges;
  if (col.mm[pid] !== mm || col.asked[pid] !== memcg || col.pages[pid] !== pages) {
    cancelCharge(k, pid);
    return 0;
  }
  col.phase[pid] = CHARGE_NONE;
  return col.memcg[pid]! || -EINTR;
}

/** Nobody asks any more for what a task slept for: the page was there when it woke, or is not wanted (__mem_cgroup_cancel_charge). */
export function cancelCharge(k: Kernel, pid: number): void {
  const { phase, memcg, pages } = k.charges.col;
  if (phase[pid] !== CHARGE_DONE) return;
  phase[pid] = CHARGE_NONE;
  const group = memcg[pid]!;
  if (group === 0 || group === ROOT_MEMCG) return;
  unchargeMemory(k, group, pages[pid]!);
  memcgOomRecover(k, group);
}

/**
 * The loop of __mem_cgroup_try_charge: each retry starts from the top, with the stock. A dying task bypasses the limits;
 * one that was killed before this call does not get here, since it ends instead of making it.
 */
function chargeBatch(
  k: Kernel,
  pid: number,
  mm: number,
  memcg: number,
  pages: number,
  first: number,
  mayOom: boolean,
  mayReclaim = true,
): number {
  let batch = first;
  let retries = MEM_CGROUP_RECLAIM_RETRIES;
  for (;;) {
    const group = memcg !== 0 ? memcg : memcgOfMm(k, mm);
    // Before the first batch the caller has asked the stock.
    if (group === ROOT_MEMCG || (batch === pages && fromStock(k, group, pages))) return group;
    for (;;) {
      if (fatalSignalPending(k, pid)) return -EINTR;
      const over = chargeCounters(k, pid, group, batch);
      if (over === 0) {
        if (batch > pages) {
          refillStock(k, k.tracer.cpu, group, batch - pages);
          chargeStep(k, 'refill', 'pass', batch - pages);
        }
        return group;
      }
      const outcome = batch === pages && !mayReclaim ? CHARGE_NOMEM : afterRefusal(k, over, batch, pages);
      if (outcome === CHARGE_RETRY) break;
      if (!mayOom) return -ENOMEM;
      if (retries === 0) {
        chargeStep(k, 'oom', 'waits', pages, `limit_of=${memcgPath(k, groupOfCounter(over))}`);
        remember(k, pid, mm, memcg, pages);
        return handleOom(k, pid, group, groupOfCounter(over));
      }
      retries--;
    }
    batch = pages;
    chargeStep(k, 'retry', 'pass', pages);
  }
}

/** What is asked for, since the task may sleep before it has it. */
function remember(k: Kernel, pid: number, mm: number, memcg: number, pages: number): void {
  const { col } = k.charges;
  col.mm[pid] = mm;
  col.asked[pid] = memcg;
  col.pages[pid] = pages;
}

/** Charges res, then memsw; if that refuses, res is undone. Answers the counter that refused, or 0. */
function chargeCounters(k: Kernel, pid: number, group: number, pages: number): number {
  let refused = resCounterCharge(k.counters, counterOf(group, RES), pages);
  chargeCounter(k, 'res', counterOf(group, RES), pages, refused);
  if (refused === 0) {
    refused = resCounterCharge(k.counters, counterOf(group, MEMSW), pages);
    chargeCounter(k, 'memsw', counterOf(group, MEMSW), pages, refused);
    if (refused === 0) return CHARGE_OK;
    resCounterUncharge(k.counters, counterOf(group, RES), pages);
  }
  recordRefusal(k, pid, refused, pages);
  return refused;
}

/** What a refusal leads to: an optional batch is never worth reclaim; else one round of it (mem_cgroup_do_charge). */
function afterRefusal(k: Kernel, refused: number, batch: number, pages: number): typeof CHARGE_RETRY | typeof CHARGE_NOMEM {
  if (batch > pages) return CHARGE_RETRY;
  const over = groupOfCounter(refused);
  if (pages > 1 && !hasPatch(k, 2)) return takenForBatch(k, over, pages);
  const noswap = refused === counterOf(over, MEMSW);
  const reclaimed = memCgroupReclaim(k, over, noswap ? RECLAIM_FOR_CHARGE_NOSWAP : RECLAIM_FOR_CHARGE);
  chargeReclaimed(k, over, pages, reclaimed);
  if (memcgMargin(k, over) >= pages) return CHARGE_RETRY;
  if (pages <= COSTLY_PAGES && reclaimed > 0) return CHARGE_RETRY;
  return CHARGE_NOMEM;
}

/**
 * Without patch 2 there are single pages, huge ones and the batch of a stock: a charge of a few pages is taken for an
 * optional batch and tried again without reclaim, until the tries are used up.
 */
function takenForBatch(k: Kernel, over: number, pages: number): typeof CHARGE_NOMEM {
  traceWithout(k, 2, 'mem_cgroup_do_charge', over, () => `path=${memcgPath(k, over)} pages=${pages} nothing reclaimed for it`);
  return CHARGE_NOMEM;
}
