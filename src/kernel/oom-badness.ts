/**
 * How bad a task is (mm/oom_kill.c, 3.8: oom_badness, oom_scan_process_thread).
 */
import type { Kernel } from './kernel';
import { isSameOrSubtree, memcgOfMm, memcgOfTask } from './memcg';
import { mmRss } from './mm';
import { totalSwapPages } from './swap-area';
import { EXIT_ZOMBIE, hasFlag, leaderOf, PF_EXITING, PF_KTHREAD, TIF_MEMDIE, threadsOf } from './task';

/** oom_score_adj of a process that is never chosen (OOM_SCORE_ADJ_MIN). */
export const OOM_SCORE_ADJ_MIN = -1000;
export const OOM_SCORE_ADJ_MAX = 1000;
/** Taken off the adjustment of root's tasks, in thousandths: everybody here is root. */
const ROOT_BONUS = 30;

/** The process id that nobody may kill (is_global_init). */
const INIT_PID = 1;

/** A thread of the process that still has its memory map, 0 when none has (find_lock_task_mm). */
export function findTaskMm(k: Kernel, pid: number): number {
  const { mm } = k.tasks.col;
  if (mm[pid] !== 0) return pid;
  return threadsOf(k, leaderOf(k, pid)).find((thread) => mm[thread] !== 0) ?? 0;
}

/** True for who is never a victim: init, kernel threads, and for a group's OOM whose mm belongs elsewhere (oom_unkillable_task). */
export function isUnkillable(k: Kernel, pid: number, memcg: number): boolean {
  if (leaderOf(k, pid) === INIT_PID || hasFlag(k, pid, PF_KTHREAD)) return true;
  if (memcg === 0) return false;
  const task = findTaskMm(k, pid);
  const group = task === 0 ? memcgOfTask(k, pid) : memcgOfMm(k, k.tasks.col.mm[task]!);
  return !isSameOrSubtree(k, memcg, group);
}

/**
 * Pages a kill would bring: rss, swap and page tables of the mm wherever they are charged, plus oom_score_adj as
 * thousandths of `totalPages`; at least 1, and 0 for who may not be killed. `memcg` 0 = the whole machine.
 */
export function oomBadness(k: Kernel, pid: number, memcg: number, totalPages: number): number {
  if (isUnkillable(k, pid, memcg)) return 0;
  const task = findTaskMm(k, pid);
  if (task === 0) return 0;
  const adj = k.tasks.col.oomScoreAdj[leaderOf(k, pid)]!;
  if (adj === OOM_SCORE_ADJ_MIN) return 0;
  const mm = k.tasks.col.mm[task]!;
  const held = mmRss(k, mm) + k.mms.col.tables[mm]! + k.mms.col.swapEntries[mm]!;
  const points = held + (adj - ROOT_BONUS) * Math.floor(totalPages / 1000);
  return points > 0 ? points : 1;
}

/**
 * True for a task that nothing is special about and whose badness is not above `points`: of a fork bomb nearly all,
 * passed over without a closer look, so that thousands of them cost the search little.
 */
export function surelyNotWorse(k: Kernel, pid: number, points: number, totalPages: number): boolean {
  const { flags, mm, tgid, oomScoreAdj } = k.tasks.col;
  const map = mm[pid]!;
  if (map === 0 || (flags[pid]! & (PF_KTHREAD | PF_EXITING | TIF_MEMDIE)) !== 0) return false;
  const { anonPages, filePages, tables, swapEntries } = k.mms.col;
  const held = anonPages[map]! + filePages[map]! + tables[map]! + swapEntries[map]!;
  return points > 0 && held + (oomScoreAdj[tgid[pid]!]! - ROOT_BONUS) * Math.floor(totalPages / 1000) <= points;
}

/** What a task means for the choice (enum oom_scan_t). */
export type OomScan = 'ok' | 'continue' | 'abort' | 'select';

/** Passes over the dead; somebody already dying ends the search, unless `force` (oom_scan_process_thread). */
export function oomScan(k: Kernel, pid: number, force: boolean): OomScan {
  if (k.tasks.col.state[pid] === EXIT_ZOMBIE || hasFlag(k, pid, PF_KTHREAD) || leaderOf(k, pid) === INIT_PID) return 'continue';
  if (hasFlag(k, pid, TIF_MEMDIE) && !force) return 'abort';
  if (k.tasks.col.mm[pid] === 0) return 'continue';
  if (k.swap.area.col.swapoff[0] === pid) return 'select';
  if (hasFlag(k, pid, PF_EXITING) && !force) return 'abort';
  return 'ok';
}

/** memory of /proc/PID/oom_score: the badness in thousandths of the machine (proc_oom_score, fs/proc/base.c). */
export function oomScore(k: Kernel, pid: number): number {
  const total = totalPages(k);
  return Math.floor((oomBadness(k, pid, 0, total) * 1000) / total);
}

/** Memory and swap of the machine in pages (totalram_pages + total_swap_pages). */
export function totalPages(k: Kernel): number {
  return k.config.ramPages + totalSwapPages(k);
}
