/**
 * What the kernel log says when somebody is killed for memory (mm/oom_kill.c dump_header, mm/memcontrol.c
 * mem_cgroup_print_oom_info, 3.8), without the register and stack dumps.
 */
import type { Kernel } from './kernel';
import { counterValue, memcgOfTask, memcgPath } from './memcg';
import { formatPages } from './memparse';
import { freePageCount } from './page-allocator';
import { printk } from './printk';
import { KMEM, MEMSW, RES, type CounterKind } from './res-counter';
import { commOf, leaderOf } from './task';

const KIB_PER_PAGE = 4;
/** GFP_KERNEL, and with __GFP_KMEMCG | __GFP_NOTRACK as for a kernel stack (include/linux/gfp.h). */
const GFP_KERNEL = 0xd0;
const GFP_KMEMCG_STACK = 0x3000d0;

/** Lines for a group's OOM. */
export function dumpMemcg(k: Kernel, pid: number, chosen: number, score: number, memcg: number): void {
  printk(k, invoked(k, pid));
  printk(k, `Task in ${memcgPath(k, memcgOfTask(k, chosen))} killed as a result of limit of ${memcgPath(k, memcg)}`);
  printk(k, counterLine(k, memcg, RES, 'memory'));
  printk(k, counterLine(k, memcg, MEMSW, 'memory+swap'));
  printk(k, counterLine(k, memcg, KMEM, 'kmem'));
  printk(k, `Memory cgroup out of memory: Kill process ${chosen} (${commOf(k, chosen)}) score ${score} or sacrifice child`);
}

/** Lines for the machine's OOM. */
export function dumpGlobal(k: Kernel, pid: number, chosen: number, score: number): void {
  printk(k, invoked(k, pid));
  printk(k, `Mem-Info: free:${freePageCount(k)} total:${k.config.ramPages}`);
  printk(k, `Out of memory: Kill process ${chosen} (${commOf(k, chosen)}) score ${score} or sacrifice child`);
}

/** The line on the victim itself. */
export function reportKill(k: Kernel, victim: number, mm: number): void {
  const { anonPages, filePages } = k.mms.col;
  const total = k.mmMaps.get(mm).regions.reduce((sum, region) => sum + region.spans.reduce((pages, [from, to]) => pages + to - from, 0), 0);
  printk(
    k,
    `Killed process ${leaderOf(k, victim)} (${commOf(k, victim)}) total-vm:${total * KIB_PER_PAGE}kB, ` +
      `anon-rss:${anonPages[mm]! * KIB_PER_PAGE}kB, file-rss:${filePages[mm]! * KIB_PER_PAGE}kB`,
  );
}

function invoked(k: Kernel, pid: number): string {
  const { kmemGroup, kmemPages } = k.charges.col;
  // What was asked for: pages of the kernel's own that are charged, or a page of a user.
  const [mask, order] = (kmemGroup[pid] ?? 0) === 0 ? [GFP_KERNEL, 0] : [GFP_KMEMCG_STACK, Math.floor(Math.log2(kmemPages[pid]!))];
  const adj = k.tasks.col.oomScoreAdj[leaderOf(k, pid)] ?? 0;
  return `${commOf(k, pid)} invoked oom-killer: gfp_mask=0x${mask.toString(16)}, order=${order}, oom_score_adj=${adj}`;
}

function counterLine(k: Kernel, memcg: number, kind: CounterKind, name: string): string {
  const kib = (field: 'usage' | 'limit'): string => String(BigInt(formatPages(counterValue(k, memcg, kind, field))) >> 10n);
  return `${name}: usage ${kib('usage')}kB, limit ${kib('limit')}kB, failcnt ${counterValue(k, memcg, kind, 'failcnt')}`;
}
