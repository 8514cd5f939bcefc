/**
 * Charging kernel memory (mm/memcontrol.c and include/linux/memcontrol.h, 3.8; patches 4 to 9): charge before the pages
 * exist, commit when they do, uncharge from the owner that stands in the page.
 */
import { becauseOfCharge } from './because';
import { CHARGE_DONE } from './charge-in-flight';
import { chargeBegins, chargeCounter, chargeEnds, chargeStep } from './charge-path';
import { BLOCKED, EINTR, ENOMEM } from './errno';
import { wakeEmptiers } from './force-empty';
import type { Kernel } from './kernel';
import { KMEM_ACCOUNTED_MASK, KMEM_DEAD, memcgOfMm, memcgPath, parentMemcg, ROOT_MEMCG } from './memcg';
import { getCss, lifecycleEvent, putCss } from './memcg-lifecycle';
import { setFrameOwner } from './page';
import { hasPatch, traceWithout } from './patches';
import { KERN_ERR, KERN_WARNING, printk } from './printk';
import { recordRefusal } from './refusal';
import { counterOf, KMEM, MEMSW, RES, resCounterCharge, resCounterChargeNofail, resCounterUncharge } from './res-counter';
import { fatalSignalPending } from './signal';
import { memcgKmemEnabled } from './static-key';
import { hasFlag, PF_KTHREAD } from './task';
import { trace } from './trace';
import { tryCharge } from './try-charge';

/** True for a group whose kernel memory is charged (memcg_can_account_kmem). */
export function memcgCanAccountKmem(k: Kernel, memcg: number): boolean {
  return memcg !== ROOT_MEMCG && (k.memcgs.col.kmemFlags[memcg]! & KMEM_ACCOUNTED_MASK) !== 0;
}

/**
 * Charges 2^order pages, asked with GFP_KERNEL | __GFP_KMEMCG by task `pid`, to the group of its mm's owner, or to
 * nobody. 0: go on and commit; -ENOMEM; BLOCKED: the task sleeps under OOM, ask again. Without `mayWait` (__GFP_NORETRY
 * or GFP_ATOMIC) a full user counter is -ENOMEM too, with neither reclaim nor OOM (memcg_kmem_newpage_charge).
 */
export function kmemNewpageCharge(k: Kernel, pid: number, order: number, mayWait = true): number {
  const { charges } = k;
  if (charges.col.kmemGroup[pid]) {
    if (charges.col.kmemCharged[pid] !== 0) return 0;
    if (charges.col.phase[pid] !== CHARGE_DONE) chargeBegins(k, pid, 'kernel', 1 << order, charges.col.kmemGroup[pid]!, true);
    return chargeUser(k, pid, mayWait);
  }
  chargeBegins(k, pid, 'kernel', 1 << order, 0, false);
  if (!memcgKmemEnabled(k)) return nobodyPays(k, 'key');
  chargeStep(k, 'key', 'pass', 1 << order);
  const mm = k.tasks.col.mm[pid]!;
  if (mm === 0 || hasFlag(k, pid, PF_KTHREAD) || fatalSignalPending(k, pid)) return nobodyPays(k, 'flags');
  const memcg = memcgOfMm(k, mm);
  chargeStep(k, 'flags', 'pass', 1 << order);
  if (!memcgCanAccountKmem(k, memcg)) return nobodyPays(k, 'account');
  if (!isAsked(k, memcg, order)) return nobodyPays(k, 'account');
  chargeStep(k, 'account', 'pass', 1 << order);
  return chargeKmem(k, pid, memcg, 1 << order, mayWait);
}

/** The page is charged to nobody, for good. */
function nobodyPays(k: Kernel, stop: 'key' | 'flags' | 'account'): 0 {
  chargeStep(k, stop, 'miss', k.tracer.charge?.pages ?? 0);
  chargeEnds(k, 'nobody', 'nobody');
  return 0;
}

/** True when the page allocator asks the controller at all: patch 5 marks, patch 7 asks, patch 6 is who answers. */
function isAsked(k: Kernel, memcg: number, order: number): boolean {
  if (!hasPatch(k, 5)) return passUncharged(k, memcg, order, 5, 'there is no flag to mark it with');
  if (!hasPatch(k, 6)) return passUncharged(k, memcg, order, 6, 'there is nothing to call');
  if (!hasPatch(k, 7)) return passUncharged(k, memcg, order, 7, 'marked, but nobody is asked');
  return true;
}

function passUncharged(k: Kernel, memcg: number, order: number, patch: 5 | 6 | 7, why: string): false {
  traceWithout(k, patch, '__alloc_pages_nodemask', memcg, () => `path=${memcgPath(k, memcg)} order=${order} uncharged: ${why}`);
  return false;
}

/**
 * The kmem counters first: their refusal is final, without reclaim or OOM (memcg_charge_kmem). The css is held until
 * the charge is through or refused, however long it sleeps: the group may be removed meanwhile, but not freed.
 */
function chargeKmem(k: Kernel, pid: number, memcg: number, pages: number, mayWait: boolean): number {
  const refused = resCounterCharge(k.counters, counterOf(memcg, KMEM), pages);
  chargeCounter(k, 'kmem', counterOf(memcg, KMEM), pages, refused);
  if (refused !== 0) {
    chargeEnds(k, 'refused', 'enomem');
    becauseOfCharge(k, refused, pages);
    recordRefusal(k, pid, refused, pages);
    trace(k, 'memcg_kmem_newpage_charge', 'refused', memcg, () => `path=${memcgPath(k, memcg)} pages=${pages} errno=ENOMEM`);
    return -ENOMEM;
  }
  getCss(k, memcg);
  k.charges.col.kmemGroup[pid] = memcg;
  k.charges.col.kmemPages[pid] = pages;
  k.charges.col.kmemCharged[pid] = 0;
  return chargeUser(k, pid, mayWait);
}

/** Then the user counters. A task killed meanwhile cannot be refused any more: it is charged whatever the limits. */
function chargeUser(k: Kernel, pid: number, mayWait: boolean): number {
  const { kmemGroup, kmemPages, kmemCharged } = k.charges.col;
  const memcg = kmemGroup[pid]!;
  const pages = kmemPages[pid]!;
  const charged = tryCharge(k, pid, 0, memcg, pages, mayWait, mayWait);
  if (charged === BLOCKED) return BLOCKED;
  if (charged === -EINTR) chargeNofail(k, memcg, pages);
  else if (charged < 0) {
    resCounterUncharge(k.counters, counterOf(memcg, KMEM), pages);
    forgetKmem(k, pid);
    trace(k, 'memcg_kmem_newpage_charge', 'refused', memcg, () => `path=${memcgPath(k, memcg)} pages=${pages} errno=ENOMEM`);
    becauseOfCharge(k, k.refusals.col.counter[pid] ?? 0, pages);
    putCss(k, memcg);
    return -ENOMEM;
  }
  kmemCharged[pid] = 1;
  putCss(k, memcg);
  trace(k, 'memcg_kmem_newpage_charge', 'info', memcg, () => `path=${memcgPath(k, memcg)} pages=${pages}`);
  return 0;
}

function chargeNofail(k: Kernel, memcg: number, pages: number): void {
  resCounterChargeNofail(k.counters, counterOf(memcg, RES), pages);
  resCounterChargeNofail(k.counters, counterOf(memcg, MEMSW), pages);
  chargeStep(k, 'nofail', 'pass', pages);
  trace(k, 'res_counter_charge_nofail', 'warning', memcg, () => `path=${memcgPath(k, memcg)} pages=${pages} task is dying`);
}

/** The pages are there (`pfn`), or none came (-1): writes the owner, or reverts the charge (memcg_kmem_commit_charge). */
export function kmemCommitCharge(k: Kernel, pid: number, pfn: number): void {
  const memcg = k.charges.col.kmemGroup[pid]!;
  if (memcg === 0) return;
  const pages = k.charges.col.kmemPages[pid]!;
  forgetKmem(k, pid);
  if (k.tracer.charge !== undefined) chargeEnds(k, pfn < 0 ? 'reverted' : 'charged', 'commit', pfn < 0 ? 'reverted' : `pfn=${pfn}`);
  if (pfn < 0) {
    unchargeKmem(k, memcg, pages);
    return;
  }
  setFrameOwner(k.frames, pfn, memcg);
  trace(k, 'memcg_kmem_commit_charge', 'created', memcg, () => `path=${memcgPath(k, memcg)} pfn=${pfn} pages=${pages}`);
}

/** Uncharges a block from the group that paid for it, if any did (memcg_kmem_uncharge_pages). */
export function kmemUnchargePages(k: Kernel, pfn: number, order: number): void {
  const memcg = k.frames.col.owner[pfn]!;
  if (memcg === 0) return;
  setFrameOwner(k.frames, pfn, 0);
  trace(k, 'memcg_kmem_uncharge_pages', 'info', memcg, () => `path=${memcgPath(k, memcg)} pfn=${pfn} pages=${1 << order}`);
  unchargeKmem(k, memcg, 1 << order);
}

/**
 * res, memsw, then kmem: what is left there tells a dead group its last page (memcg_uncharge_kmem, patch 8). 3.8 asks
 * only the group uncharged, so that a removed parent whose last kernel page was a child's is never freed; here every
 * dead group whose counter went to 0 is.
 */
function unchargeKmem(k: Kernel, memcg: number, pages: number): void {
  if (k.memcgs.col.used[memcg] === 0) reportUseAfterFree(k, memcg, pages);
  resCounterUncharge(k.counters, counterOf(memcg, RES), pages);
  resCounterUncharge(k.counters, counterOf(memcg, MEMSW), pages);
  resCounterUncharge(k.counters, counterOf(memcg, KMEM), pages);
  if (!hasPatch(k, 11)) wakeEmptiers(k);
  const { usage } = k.counters.col;
  for (let group = memcg; group !== 0 && usage[counterOf(group, KMEM)] === 0; group = parentMemcg(k, group)) {
    if ((k.memcgs.col.kmemFlags[group]! & KMEM_DEAD) === 0) continue;
    if (hasPatch(k, 8)) lifecycleEvent(k, group, { type: 'uncharged', dead: true });
    else traceWithout(k, 8, 'memcg_uncharge_kmem', group, () => `path=${memcgPath(k, group)} kmem=0 unseen, never to be freed`);
  }
}

/** Without patch 9 a group is freed under its pages: the counters of this one were somebody else's memory by now. */
function reportUseAfterFree(k: Kernel, memcg: number, pages: number): void {
  traceWithout(k, 9, 'memcg_uncharge_kmem', memcg, () => `memcg=${memcg} pages=${pages} the group is freed memory`);
  printk(k, KERN_ERR, `BUG: use-after-free in memcg_uncharge_kmem: mem_cgroup ${memcg} was freed with ${pages} pages charged to it`);
  printk(k, KERN_WARNING, 'WARNING: at kernel/res_counter.c res_counter_uncharge_locked()');
}

function forgetKmem(k: Kernel, pid: number): void {
  const { kmemGroup, kmemPages, kmemCharged, slabCache } = k.charges.col;
  kmemGroup[pid] = 0;
  kmemPages[pid] = 0;
  kmemCharged[pid] = 0;
  slabCache[pid] = 0;
}

/** The call that wanted these pages went another way: they are given back before they were ever used. */
export function kmemCancel(k: Kernel, pid: number): void {
  const { kmemGroup, kmemPages, kmemCharged } = k.charges.col;
  const memcg = kmemGroup[pid]!;
  if (memcg === 0) return;
  if (kmemCharged[pid] !== 0) return kmemCommitCharge(k, pid, -1);
  resCounterUncharge(k.counters, counterOf(memcg, KMEM), kmemPages[pid]!);
  forgetKmem(k, pid);
  putCss(k, memcg);
}

/**
 * A task died inside a kernel allocation: the charge went through by force and is given back, since nobody gets the
 * pages (the failing end of copy_process).
 */
export function kmemAbort(k: Kernel, pid: number): void {
  const { kmemGroup, kmemPages, kmemCharged } = k.charges.col;
  const memcg = kmemGroup[pid]!;
  if (memcg === 0) return;
  const sleeping = kmemCharged[pid] === 0;
  if (sleeping) chargeNofail(k, memcg, kmemPages[pid]!);
  kmemCommitCharge(k, pid, -1);
  if (sleeping) putCss(k, memcg);
}
