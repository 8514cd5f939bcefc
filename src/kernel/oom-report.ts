/**
 * What the kernel log says when somebody is killed for memory (mm/oom_kill.c dump_header and dump_tasks,
 * mm/memcontrol.c mem_cgroup_print_oom_info, 3.8), without the stack dump.
 */
import { PAGE_SIZE } from './config';
import type { Kernel } from './kernel';
import { cacheMinOrder } from './kmem-cache';
import { counterValue, memcgOfTask, memcgPath } from './memcg';
import { formatPages } from './memparse';
import { findTaskMm, isUnkillable } from './oom-badness';
import { mmRss, totalVm } from './mm';
import { FRAME_ANON, FRAME_CACHE, FRAME_PAGETABLE, FRAME_STACK } from './page';
import { hasPatch } from './patches';
import { DEFAULT_MESSAGE_LOGLEVEL, KERN_ERR, KERN_INFO, KERN_WARNING, printk } from './printk';
import { OOM_RATELIMIT, ratelimit } from './printk-ratelimit';
import { KMEM, MEMSW, RES, type CounterKind } from './res-counter';
import { showMem } from './show-mem';
import { commOf, leaderOf, nextTask } from './task';

const KIB_PER_PAGE = PAGE_SIZE / 1024;

/** Flags of an allocation (include/linux/gfp.h). */
const GFP_KERNEL = 0xd0;
const GFP_COMP = 0x4000;
const GFP_KMEMCG = 0x100000;
const GFP_NOTRACK = 0x200000;
/** By what the frame is for: GFP_HIGHUSER_MOVABLE, with __GFP_ZERO for anonymous memory; PGALLOC_GFP. */
const GFP_OF_KIND: Readonly<Record<number, number>> = {
  [FRAME_ANON]: 0x280da,
  [FRAME_CACHE]: 0x200da,
  [FRAME_PAGETABLE]: 0x2084d0,
};

/** What was asked for and could not be had. */
export interface OomRequest {
  readonly gfpMask: number;
  readonly order: number;
}

/** A block of 2^order frames of a kind (FRAME_*), with nothing to say of what it is for: plain GFP_KERNEL. */
export function requestOfFrames(k: Kernel, order: number, kind: number): OomRequest {
  if (kind === FRAME_STACK) return { gfpMask: GFP_KERNEL | GFP_NOTRACK | (hasPatch(k, 5) && hasPatch(k, 13) ? GFP_KMEMCG : 0), order };
  return { gfpMask: GFP_OF_KIND[kind] ?? (order > 0 ? GFP_KERNEL | GFP_COMP : GFP_KERNEL), order };
}

/** What task `pid` asks its group for: a stack, a slab of the group's own, or a page of a user. */
export function requestOfCharge(k: Kernel, pid: number): OomRequest {
  const { kmemGroup, kmemPages, slabCache } = k.charges.col;
  if ((kmemGroup[pid] ?? 0) === 0) return { gfpMask: GFP_KERNEL, order: 0 };
  const order = Math.floor(Math.log2(kmemPages[pid]!));
  const cache = slabCache[pid]!;
  if (cache === 0) return { gfpMask: GFP_KERNEL | GFP_NOTRACK | GFP_KMEMCG, order };
  return { gfpMask: GFP_KERNEL | GFP_KMEMCG | (cacheMinOrder(k, cache) > 0 ? GFP_COMP : 0), order };
}

/** The report, ten times in five seconds at most, and who was chosen; `memcg` 0 is the whole machine. */
export function reportChosen(k: Kernel, pid: number, chosen: number, score: number, memcg: number, request: OomRequest): void {
  if (ratelimit(k, OOM_RATELIMIT, 'oom_kill_process')) dumpHeader(k, pid, chosen, memcg, request);
  const message = memcg === 0 ? 'Out of memory' : 'Memory cgroup out of memory';
  printk(k, KERN_ERR, `${message}: Kill process ${chosen} (${commOf(k, chosen)}) score ${score} or sacrifice child`);
}

/** Who asked, the counters of the group, the machine's memory, and who could be killed (dump_header). `chosen` 0: nobody. */
export function dumpHeader(k: Kernel, pid: number, chosen: number, memcg: number, { gfpMask, order }: OomRequest): void {
  const adj = k.tasks.col.oomScoreAdj[leaderOf(k, pid)] ?? 0;
  const asked = `gfp_mask=0x${gfpMask.toString(16)}, order=${order}, oom_score_adj=${adj}`;
  printk(k, KERN_WARNING, `${commOf(k, pid)} invoked oom-killer: ${asked}`);
  if (memcg !== 0 && chosen !== 0) {
    const [where, limit] = [memcgPath(k, memcgOfTask(k, chosen)), memcgPath(k, memcg)];
    printk(k, KERN_INFO, `Task in ${where} killed as a result of limit of ${limit}`);
    printk(k, KERN_INFO, counterLine(k, memcg, RES, 'memory'));
    printk(k, KERN_INFO, counterLine(k, memcg, MEMSW, 'memory+swap'));
    printk(k, KERN_INFO, counterLine(k, memcg, KMEM, 'kmem'));
  }
  for (const line of showMem(k)) printk(k, DEFAULT_MESSAGE_LOGLEVEL, line);
  dumpTasks(k, memcg);
}

/** One line a process that could be killed, pages throughout (dump_tasks). */
function dumpTasks(k: Kernel, memcg: number): void {
  printk(k, KERN_INFO, '[ pid ]   uid  tgid total_vm      rss nr_ptes swapents oom_score_adj name');
  for (let process = nextTask(k, 0); process !== 0; process = nextTask(k, process)) {
    if (leaderOf(k, process) !== process || isUnkillable(k, process, memcg)) continue;
    const task = findTaskMm(k, process);
    if (task === 0) continue;
    const mm = k.tasks.col.mm[task]!;
    const { tables, swapEntries } = k.mms.col;
    const columns: readonly (readonly [number, number])[] = [
      [0, 5],
      [process, 5],
      [totalVm(k, mm), 8],
      [mmRss(k, mm), 8],
      [tables[mm]!, 7],
      [swapEntries[mm]!, 8],
      [k.tasks.col.oomScoreAdj[process]!, 13],
    ];
    const figures = columns.map(([value, width]) => String(value).padStart(width)).join(' ');
    printk(k, KERN_INFO, `[${String(task).padStart(5)}] ${figures} ${commOf(k, task)}`);
  }
}

/** The line on the victim itself. */
export function reportKill(k: Kernel, victim: number, mm: number): void {
  const { anonPages, filePages } = k.mms.col;
  const [total, anon, file] = [totalVm(k, mm), anonPages[mm]!, filePages[mm]!].map((pages) => `${pages * KIB_PER_PAGE}kB`);
  printk(k, KERN_ERR, `Killed process ${victim} (${commOf(k, victim)}) total-vm:${total}, anon-rss:${anon}, file-rss:${file}`);
}

/** The line on somebody who dies because his map is the victim's. */
export function reportSharer(k: Kernel, pid: number): void {
  printk(k, KERN_ERR, `Kill process ${pid} (${commOf(k, pid)}) sharing same memory`);
}

function counterLine(k: Kernel, memcg: number, kind: CounterKind, name: string): string {
  const kib = (field: 'usage' | 'limit'): string => String(BigInt(formatPages(counterValue(k, memcg, kind, field))) >> 10n);
  return `${name}: usage ${kib('usage')}kB, limit ${kib('limit')}kB, failcnt ${counterValue(k, memcg, kind, 'failcnt')}`;
}
