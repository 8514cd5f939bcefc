/**
 * Getting frames for a task: watermarks, the machine's OOM killer, the panic (mm/page_alloc.c, 3.8:
 * __alloc_pages_nodemask and __alloc_pages_slowpath).
 */
import { now } from './clock';
import { BLOCKED } from './errno';
import type { Kernel } from './kernel';
import { reclaimablePages, wakeupKswapd } from './kswapd';
import { outOfMemory } from './oom-kill';
import { dumpHeader, requestOfFrames } from './oom-report';
import { FRAME_FREE } from './page';
import { allocPages } from './page-allocator';
import { panic } from './panic';
import { blockTask, sleepUntil } from './sched';
import { hasFlag, PF_ALLOCATING, PF_EXITING, setFlag, TIF_MEMDIE } from './task';
import { softLimitReclaim } from './soft-limit';
import { trace } from './trace';
import { tryToFreePages } from './vmscan';

/** Rounds of reclaim a task makes for one allocation. */
const MAX_DIRECT_RECLAIM = 64;

/** True when a block may be taken and `mark` pages still stay behind in blocks that could serve it (__zone_watermark_ok). */
export function watermarkOk(k: Kernel, order: number, mark: number): boolean {
  const { free } = k.zone.areas.col;
  let left = k.zone.pages.col.free[0]! - (1 << order) + 1;
  let min = mark;
  if (left <= min) return false;
  for (let o = 0; o < order; o++) {
    left -= free[o]! << o;
    min >>= 1;
    if (left <= min) return false;
  }
  return true;
}

/**
 * A block of 2^order pages for task `pid` with GFP_KERNEL: its first frame; or BLOCKED, and the task sleeps a tick
 * before it asks again. Never fails for these small orders: it ends in a kill or in the panic. Pid 0 is the kernel at
 * boot, which looks at no watermark.
 */
export function allocPagesSlow(k: Kernel, pid: number, order: number, kind: number, info: number): number {
  const noWatermarks = pid === 0 || hasFlag(k, pid, TIF_MEMDIE);
  if (noWatermarks || watermarkOk(k, order, k.zone.pages.col.min[0]!)) {
    if (k.zone.pages.col.free[0]! < k.zone.pages.col.low[0]!) wakeupKswapd(k);
    const pfn = allocPages(k, order, kind, info);
    if (pfn !== -1) {
      trace(k, 'mm_page_alloc', 'info', 0, () => `pfn=${pfn} order=${order}`);
      return pfn;
    }
  }
  if (directReclaim(k, order)) return allocPagesSlow(k, pid, order, kind, info);
  waitForFrames(k, pid, order, kind);
  return BLOCKED;
}

/** Frees pages until the block can be had: false when nothing comes (__alloc_pages_direct_reclaim). */
function directReclaim(k: Kernel, order: number): boolean {
  for (let tries = 0; tries < MAX_DIRECT_RECLAIM && reclaimablePages(k) > 0; tries++) {
    softLimitReclaim(k);
    const freed = tryToFreePages(k);
    if (watermarkOk(k, order, k.zone.pages.col.min[0]!)) return true;
    if (freed === 0) return false;
  }
  return false;
}

/**
 * Makes sure that a block of 2^order pages could be had above the watermark, for a caller that allocates later in the
 * same step: 0, or BLOCKED as above.
 */
export function framesReady(k: Kernel, pid: number, order: number): number {
  if (hasFlag(k, pid, TIF_MEMDIE) || watermarkOk(k, order, k.zone.pages.col.min[0]!)) return 0;
  if (directReclaim(k, order)) return 0;
  waitForFrames(k, pid, order, FRAME_FREE);
  return BLOCKED;
}

/** Nothing to reclaim: somebody is killed, or the machine ends; either way the task waits a tick (out_of_memory). */
function waitForFrames(k: Kernel, pid: number, order: number, kind: number): void {
  trace(k, '__alloc_pages_slowpath', 'warning', 0, () => `order=${order} free=${k.zone.pages.col.free[0]!}`);
  const request = requestOfFrames(k, order, kind);
  if (!hasFlag(k, pid, PF_EXITING) && outOfMemory(k, pid, request) === 'none') {
    dumpHeader(k, pid, 0, 0, request);
    panic(k, 'Out of memory and no killable processes...');
  }
  setFlag(k, pid, PF_ALLOCATING);
  blockTask(k, pid, 'alloc_pages_slowpath');
  sleepUntil(k, pid, now(k) + 1);
}
