/**
 * Moving a process's charges along with it (mm/memcontrol.c, 3.8: mem_cgroup_can_attach, mem_cgroup_move_task), for
 * targets whose memory.move_charge_at_immigrate asks for it.
 */
import { BLOCKED, ENOMEM } from './errno';
import type { Kernel } from './kernel';
import { memcgOfTask, ROOT_MEMCG } from './memcg';
import { memcgOomRecover } from './memcg-oom';
import { moveSwapAccount } from './memcg-swap';
import { putMemcg } from './memcg-lifecycle';
import type { Region } from './mm';
import { moveAccount } from './page-cgroup';
import { lruAddDrainAll } from './pagevec';
import { PTE_SHARED, PTE_SHIFT, PTE_SWAP, PTE_VALUE_MASK, PTRS_PER_PTE, ZERO_PAGE } from './page-table';
import { swapCachePage } from './swap-cache';
import { counterOf, MEMSW, RES, resCounterCharge, resCounterUncharge } from './res-counter';
import { recordRefusal } from './refusal';
import { trace } from './trace';
import { tryCharge } from './try-charge';
import { unchargeMemory } from './uncharge';

/** Anonymous pages move (MOVE_CHARGE_TYPE_ANON). */
export const MOVE_ANON = 1;
/** Mapped file pages move (MOVE_CHARGE_TYPE_FILE). */
export const MOVE_FILE = 2;

/** One move under way (struct move_charge_struct); it never sleeps. */
export interface MoveCharge {
  readonly mm: number;
  readonly from: number;
  readonly to: number;
  /** Charged to the target, for pages still to be moved. */
  precharge: number;
  /** Pages whose owner is the target by now, and slots of the swap area. */
  moved: number;
  movedSwap: number;
}

/**
 * Before a process joins group `to`: charges it for what will move. `writer` is the task that writes. Undefined when
 * nothing is to be moved; -ENOMEM when the target has no room, and then only stock, max and failcnt remain
 * (mem_cgroup_can_attach).
 */
export function canAttach(k: Kernel, writer: number, pid: number, to: number): MoveCharge | undefined | number {
  if (k.memcgs.col.moveCharge[to] === 0) return undefined;
  const mm = k.tasks.col.mm[pid]!;
  // Charges go only with the owner of the map.
  if (mm === 0 || k.mms.col.owner[mm] !== pid) return undefined;
  const move: MoveCharge = { mm, from: memcgOfTask(k, pid), to, precharge: 0, moved: 0, movedSwap: 0 };
  const count = chargesToMove(k, move).length;
  if (precharge(k, writer, move, count) === 0) return move;
  trace(k, 'mem_cgroup_can_attach', 'refused', to, () => `pid=${pid} pages=${count} errno=ENOMEM`);
  clearMoveCharge(k, move);
  return -ENOMEM;
}

/** The process has joined: its pages change owner; one page more is always asked for, and given back (mem_cgroup_move_task). */
export function moveCharges(k: Kernel, writer: number, move: MoveCharge): void {
  lruAddDrainAll(k);
  for (const target of chargesToMove(k, move)) {
    if (move.precharge === 0) break;
    moveOne(k, move, target);
  }
  // The walk over the map stops with no charge in hand before its end, and asks for another to go on.
  if (move.precharge === 0) precharge(k, writer, move, 1);
  trace(k, 'mem_cgroup_move_charge', 'info', move.to, () => `pages=${move.moved}`);
  clearMoveCharge(k, move);
}

/** Gives one page, or one slot, its new owner; what is mapped twice was counted twice and moves once. */
function moveOne(k: Kernel, move: MoveCharge, target: number): void {
  if (target > 0) {
    if (k.frames.col.owner[target] !== move.from) return;
    moveAccount(k, target, move.to);
    move.moved++;
  } else {
    if (k.swap.slots.col.owner[-target] !== move.from) return;
    moveSwapAccount(k, -target, move.from, move.to);
    move.movedSwap++;
  }
  move.precharge--;
}

/**
 * Pages (as frames) and slots (as negative numbers) that the target takes and that are charged to the group left, in the
 * order of addresses; what is mapped twice stands there twice (mem_cgroup_count_precharge, get_mctgt_type).
 */
function chargesToMove(k: Kernel, move: MoveCharge): number[] {
  const kinds = k.memcgs.col.moveCharge[move.to]!;
  const { tables, regions } = k.mmMaps.get(move.mm);
  const targets: number[] = [];
  for (const region of regions) {
    for (const [from, to] of region.spans) {
      for (let page = from; page < to;) {
        const address = region.start + page;
        const table = tables[address >> PTE_SHIFT] ?? 0;
        // Only where there is a page table anybody looks: a part of a file that was never touched may have none.
        if (table === 0) page += PTRS_PER_PTE - (address & (PTRS_PER_PTE - 1));
        else {
          const target = targetOf(k, move, kinds, region, page, table * PTRS_PER_PTE + (address & (PTRS_PER_PTE - 1)));
          if (target !== 0) targets.push(target);
          page++;
        }
      }
    }
  }
  return targets;
}

/** What stands behind one entry, 0 for nothing that moves. */
function targetOf(k: Kernel, move: MoveCharge, kinds: number, region: Region, page: number, at: number): number {
  const entry = k.pageTables.entries.col.pte[at]!;
  const value = entry & PTE_VALUE_MASK;
  if ((entry & PTE_SWAP) !== 0) return (kinds & MOVE_ANON) === 0 ? 0 : slotOrPage(k, move, value - 1);
  if (entry !== 0) {
    const wanted = (entry & PTE_SHARED) !== 0 ? MOVE_FILE : MOVE_ANON;
    return (kinds & wanted) !== 0 && value !== ZERO_PAGE && k.frames.col.owner[value - 1] === move.from ? value - 1 : 0;
  }
  if (region.inode === undefined || (kinds & MOVE_FILE) === 0) return 0;
  const pfn = k.inodeData.find(region.inode)?.pages[(region.offset ?? 0) + page] ?? 0;
  if (pfn < 0) return slotOrPage(k, move, -pfn);
  return pfn > 0 && k.frames.col.owner[pfn] === move.from ? pfn : 0;
}

/** A swapped page moves as its slot; one that is charged in the swap cache as a page. */
function slotOrPage(k: Kernel, move: MoveCharge, slot: number): number {
  const cached = swapCachePage(k, slot);
  if (cached !== 0 && k.frames.col.owner[cached] === move.from) return cached;
  return k.swap.slots.col.owner[slot] === move.from ? -slot : 0;
}

/** Several pages in one lump past the stock; one, or what did not fit so, page by page without OOM (mem_cgroup_do_precharge). */
function precharge(k: Kernel, writer: number, move: MoveCharge, count: number): number {
  if (move.to === ROOT_MEMCG || (count > 1 && chargeLump(k, writer, move.to, count))) {
    move.precharge += count;
    return 0;
  }
  for (let i = 0; i < count; i++) {
    const charged = tryCharge(k, writer, 0, move.to, 1, false);
    if (charged < 0 || charged === BLOCKED) return -ENOMEM;
    move.precharge++;
  }
  return 0;
}

function chargeLump(k: Kernel, writer: number, to: number, pages: number): boolean {
  let refused = resCounterCharge(k.counters, counterOf(to, RES), pages);
  if (refused === 0) {
    refused = resCounterCharge(k.counters, counterOf(to, MEMSW), pages);
    if (refused === 0) return true;
    resCounterUncharge(k.counters, counterOf(to, RES), pages);
  }
  recordRefusal(k, writer, refused, pages);
  return false;
}

/** Gives back what is left over, uncharges the old group by what moved, wakes the sleepers of both (mem_cgroup_clear_mc). */
function clearMoveCharge(k: Kernel, move: MoveCharge): void {
  if (move.precharge > 0 && move.to !== ROOT_MEMCG) unchargeMemory(k, move.to, move.precharge);
  if (move.moved > 0 && move.from !== ROOT_MEMCG) unchargeMemory(k, move.from, move.moved);
  if (move.movedSwap > 0) clearMovedSwap(k, move);
  memcgOomRecover(k, move.from);
  memcgOomRecover(k, move.to);
}

/** What lies in swap was charged to memory as well at first: only memsw and its references go over. */
function clearMovedSwap(k: Kernel, { from, to, movedSwap }: MoveCharge): void {
  if (from !== ROOT_MEMCG) resCounterUncharge(k.counters, counterOf(from, MEMSW), movedSwap);
  for (let i = 0; i < movedSwap; i++) putMemcg(k, from);
  if (to !== ROOT_MEMCG) resCounterUncharge(k.counters, counterOf(to, RES), movedSwap);
}
