/**
 * The OOM killer, for a group and for the whole machine (mm/oom_kill.c and mm/memcontrol.c, 3.8).
 */
import type { Kernel } from './kernel';
import { memcgPath, subtree } from './memcg';
import { tasksOfMemcg } from './cgroup-tasks';
import { findTaskMm, oomBadness, oomScan, OOM_SCORE_ADJ_MIN, surelyNotWorse, totalPages } from './oom-badness';
import { reportChosen, reportKill, reportSharer, requestOfCharge, type OomRequest } from './oom-report';
import { counterOf, MEMSW, RES } from './res-counter';
import { fatalSignalPending, sendSignal, SIGKILL } from './signal';
import { totalSwapPages } from './swap-area';
import { childrenOf, commOf, hasFlag, leaderOf, nextTask, PF_EXITING, setFlag, TIF_MEMDIE } from './task';
import { trace } from './trace';

/** A task and its badness. */
interface Victim {
  readonly pid: number;
  readonly points: number;
}

/**
 * Kills the worst task of the subtree of `memcg`, or the worst of its children with a map of their own. Nobody is
 * killed while somebody there is dying already, or when nobody can be (mem_cgroup_out_of_memory).
 */
export function memCgroupOutOfMemory(k: Kernel, pid: number, memcg: number): void {
  if (fatalSignalPending(k, pid)) return setFlag(k, pid, TIF_MEMDIE);
  const total = memcgTotalPages(k, memcg);
  let chosen: Victim | undefined;
  for (const group of subtree(k, memcg)) {
    for (const task of tasksOfMemcg(k, group)) {
      const scan = oomScan(k, task, false);
      if (scan === 'abort') return;
      if (scan === 'continue') continue;
      const points = scan === 'select' ? Infinity : oomBadness(k, task, memcg, total);
      if (points > (chosen?.points ?? 0)) chosen = { pid: task, points };
    }
  }
  if (chosen === undefined) return;
  oomKillProcess(k, pid, chosen, total, memcg, requestOfCharge(k, pid));
}

/** Pages that count as the whole for a group: its limit and the swap it may use (mem_cgroup_get_limit). */
function memcgTotalPages(k: Kernel, memcg: number): number {
  const { limit } = k.counters.col;
  let pages = limit[counterOf(memcg, RES)]!;
  if (k.memcgs.col.swappiness[memcg] !== 0) pages = Math.min(pages + totalSwapPages(k), limit[counterOf(memcg, MEMSW)]!);
  return Math.floor(pages) || 1;
}

/**
 * No frame is free for what task `pid` asks: kills the worst task of the machine. `killed`: somebody dies now; `wait`: somebody
 * was dying already; `none`: nobody is left that could be killed (out_of_memory).
 */
export function outOfMemory(k: Kernel, pid: number, request: OomRequest): 'killed' | 'wait' | 'none' {
  if (pid !== 0 && fatalSignalPending(k, pid)) {
    setFlag(k, pid, TIF_MEMDIE);
    return 'wait';
  }
  const total = totalPages(k);
  let chosen: Victim | undefined;
  for (let task = nextTask(k, 0); task !== 0; task = nextTask(k, task)) {
    if (chosen !== undefined && surelyNotWorse(k, task, chosen.points, total)) continue;
    const scan = oomScan(k, task, false);
    if (scan === 'abort') return 'wait';
    if (scan === 'continue') continue;
    const points = scan === 'select' ? Infinity : oomBadness(k, task, 0, total);
    if (points > (chosen?.points ?? 0)) chosen = { pid: task, points };
  }
  if (chosen === undefined) return 'none';
  oomKillProcess(k, pid, chosen, total, 0, request);
  return 'killed';
}

/** What the log says of a task chosen before all others: ULONG_MAX points, times 1000, in 32 bits. */
function selectedScore(total: number): number {
  return Number(BigInt.asUintN(32, BigInt.asUintN(64, -1000n) / BigInt(total)));
}

/** Kills the chosen task, or sacrifices a child for it; with it dies all that shares its map (oom_kill_process). */
function oomKillProcess(k: Kernel, pid: number, chosen: Victim, total: number, memcg: number, request: OomRequest): void {
  if (hasFlag(k, chosen.pid, PF_EXITING)) return setFlag(k, chosen.pid, TIF_MEMDIE);
  const score = chosen.points === Infinity ? selectedScore(total) : Math.floor((chosen.points * 1000) / total);
  reportChosen(k, pid, chosen.pid, score, memcg, request);
  const victim = findTaskMm(k, worstChild(k, chosen.pid, total, memcg));
  if (victim === 0) return;
  const mm = k.tasks.col.mm[victim]!;
  reportKill(k, victim, mm);
  trace(
    k,
    'oom_kill_process',
    'oom',
    memcg,
    () => `victim=${victim} comm=${commOf(k, victim)} points=${chosen.points} limit_of=${memcg === 0 ? 'machine' : memcgPath(k, memcg)}`,
  );
  if (k.mms.col.users[mm]! > 1) killSharers(k, mm, leaderOf(k, victim));
  setFlag(k, victim, TIF_MEMDIE);
  sendSignal(k, victim, SIGKILL);
}

/** Whoever uses the map of a victim dies with it: its pages come back only when nobody does. `victim` is a leader. */
function killSharers(k: Kernel, mm: number, victim: number): void {
  for (let other = nextTask(k, 0); other !== 0; other = nextTask(k, other)) {
    if (k.tasks.col.mm[other] !== mm || leaderOf(k, other) !== other || other === victim) continue;
    if (k.tasks.col.oomScoreAdj[other] === OOM_SCORE_ADJ_MIN) continue;
    reportSharer(k, other);
    sendSignal(k, other, SIGKILL);
  }
}

/** The worst eligible child with a map of its own, the eldest of equals; the task itself when there is none. */
function worstChild(k: Kernel, pid: number, total: number, memcg: number): number {
  const { mm } = k.tasks.col;
  let victim = pid;
  let worst = 0;
  for (const child of childrenOf(k, leaderOf(k, pid)).reverse()) {
    if (mm[child] === mm[pid]) continue;
    const points = oomBadness(k, child, memcg, total);
    if (points > worst) {
      victim = child;
      worst = points;
    }
  }
  return victim;
}
