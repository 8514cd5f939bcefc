/**
 * Moving a process's charges along with it (mm/memcontrol.c, 3.8: mem_cgroup_can_attach, mem_cgroup_move_task), for
 * targets whose memory.move_charge_at_immigrate asks for it.
 */
import { BLOCKED, ENOMEM } from './errno';
import type { Kernel } from './kernel';
import { memcgOfTask, ROOT_MEMCG } from './memcg';
import { memcgOomRecover } from './memcg-oom';
import { moveAccount } from './page-cgroup';
import { PTE_SHARED, PTE_VALUE_MASK, PTRS_PER_PTE } from './page-table';
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
  /** Pages whose owner is the target by now. */
  moved: number;
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
  const move: MoveCharge = { mm, from: memcgOfTask(k, pid), to, precharge: 0, moved: 0 };
  const count = chargesToMove(k, move).length;
  if (precharge(k, writer, move, count) === 0) return move;
  trace(k, 'mem_cgroup_can_attach', 'refused', to, () => `pid=${pid} pages=${count} errno=ENOMEM`);
  clearMoveCharge(k, move);
  return -ENOMEM;
}

/** The process has joined: its pages change owner; one page more is always asked for, and given back (mem_cgroup_move_task). */
export function moveCharges(k: Kernel, writer: number, move: MoveCharge): void {
  for (const pfn of chargesToMove(k, move)) {
    if (move.precharge === 0) break;
    moveAccount(k, pfn, move.to);
    move.precharge--;
    move.moved++;
  }
  // The walk over the map stops with no charge in hand before its end, and asks for another to go on.
  if (move.precharge === 0) precharge(k, writer, move, 1);
  trace(k, 'mem_cgroup_move_charge', 'info', move.to, () => `pages=${move.moved}`);
  clearMoveCharge(k, move);
}

/** Mapped pages of the kinds the target takes that are charged to the group left (mem_cgroup_count_precharge). */
function chargesToMove(k: Kernel, move: MoveCharge): number[] {
  const kinds = k.memcgs.col.moveCharge[move.to]!;
  const { pte } = k.pageTables.entries.col;
  const pfns: number[] = [];
  for (const table of k.mmMaps.get(move.mm).tables) {
    if (table === 0) continue;
    for (let at = table * PTRS_PER_PTE, end = at + PTRS_PER_PTE; at < end; at++) {
      const entry = pte[at]!;
      if (entry === 0 || (kinds & ((entry & PTE_SHARED) !== 0 ? MOVE_FILE : MOVE_ANON)) === 0) continue;
      const pfn = (entry & PTE_VALUE_MASK) - 1;
      if (k.frames.col.owner[pfn] === move.from) pfns.push(pfn);
    }
  }
  return pfns;
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
  memcgOomRecover(k, move.from);
  memcgOomRecover(k, move.to);
}
