/**
 * The pages under the slabs (mm/slub.c, 3.8: allocate_slab, discard_slab). A slab of a group's cache is charged to the
 * group as kernel memory at its whole order before it exists.
 */
import { allocPagesSlow, watermarkOk } from './alloc-slowpath';
import { BLOCKED, ENOMEM } from './errno';
import type { Kernel } from './kernel';
import { kmemCancel, kmemCommitCharge, kmemNewpageCharge, kmemUnchargePages } from './kmem';
import { cacheMinOrder, cacheName, cacheOrder, cacheSize } from './kmem-cache';
import { memcgReleasePages } from './memcg-cache';
import { FRAME_SLAB } from './page';
import { allocPages, freePages } from './page-allocator';
import { KERN_WARNING, printk } from './printk';
import { PRINTK_RATELIMIT, ratelimit } from './printk-ratelimit';
import { addSlab } from './slub';
import { trace } from './trace';

/** GFP_KERNEL and GFP_ATOMIC as the kernel's log shows them. */
const GFP_KERNEL = '0xd0';
const GFP_ATOMIC = '0x20';

/**
 * One more slab for a cache: 0, -ENOMEM, or BLOCKED. The preferred order is only tried, without reclaim or OOM
 * (__GFP_NORETRY); then the least order with all means, so that a refusal counts twice (allocate_slab). `atomic`: the
 * caller may not sleep.
 */
export function allocateSlab(k: Kernel, pid: number, cache: number, atomic: boolean, silent = false): number {
  if (tryOrder(k, pid, cache, cacheOrder(k, cache))) return 0;
  if (!atomic) return slabOfMinimumOrder(k, pid, cache);
  if (tryOrder(k, pid, cache, cacheMinOrder(k, cache))) return 0;
  if (!silent) slabOutOfMemory(k, cache, GFP_ATOMIC);
  return -ENOMEM;
}

/** A task that slept in `allocateSlab` runs again: the slab it waited for comes first, whatever it wants by now. */
export function resumeSlab(k: Kernel, pid: number): number {
  const cache = pid < k.charges.length ? k.charges.col.slabCache[pid]! : 0;
  if (cache === 0) return 0;
  if (k.slabs.col.memcg[cache] === k.charges.col.kmemGroup[pid]) return slabOfMinimumOrder(k, pid, cache);
  // The cache went with its group, or nobody was charged: whoever wants objects now asks where they come from now.
  k.charges.col.slabCache[pid] = 0;
  kmemCancel(k, pid);
  return 0;
}

function isAccounted(k: Kernel, cache: number): boolean {
  return k.slabs.col.memcg[cache] !== 0;
}

function tryOrder(k: Kernel, pid: number, cache: number, order: number): boolean {
  const accounted = isAccounted(k, cache);
  if (accounted && kmemNewpageCharge(k, pid, order, false) !== 0) return false;
  const roomy = pid === 0 || watermarkOk(k, order, k.zone.pages.col.min[0]!);
  const pfn = roomy ? allocPages(k, order, FRAME_SLAB, cache) : -1;
  if (accounted) kmemCommitCharge(k, pid, pfn);
  if (pfn >= 0) addSlab(k, cache, k.tracer.cpu, pfn);
  return pfn >= 0;
}

function slabOfMinimumOrder(k: Kernel, pid: number, cache: number): number {
  const order = cacheMinOrder(k, cache);
  const accounted = isAccounted(k, cache);
  const charged = accounted ? kmemNewpageCharge(k, pid, order) : 0;
  const pfn = charged === 0 ? allocPagesSlow(k, pid, order, FRAME_SLAB, cache) : charged;
  if (accounted) k.charges.col.slabCache[pid] = pfn === BLOCKED ? cache : 0;
  if (pfn === BLOCKED) return BLOCKED;
  if (charged !== 0) {
    slabOutOfMemory(k, cache, GFP_KERNEL);
    return -ENOMEM;
  }
  if (accounted) kmemCommitCharge(k, pid, pfn);
  addSlab(k, cache, k.tracer.cpu, pfn);
  return 0;
}

/** An empty slab goes back to the machine, and its pages to who paid for them. */
export function discardSlab(k: Kernel, cache: number, pfn: number): void {
  kmemUnchargePages(k, pfn, k.frames.col.order[pfn]!);
  freePages(k, pfn);
  memcgReleasePages(k, cache);
}

/** What the log says of a refusal (slab_out_of_memory). */
function slabOutOfMemory(k: Kernel, cache: number, gfp: string): void {
  const size = cacheSize(k, cache);
  const { slabs, objects, capacity, memcg } = k.slabs.col;
  const name = cacheName(k, cache);
  trace(k, 'slab_out_of_memory', 'refused', memcg[cache]!, () => `cache=${name} objects=${objects[cache]} slabs=${slabs[cache]}`);
  if (!ratelimit(k, PRINTK_RATELIMIT, '__slab_alloc')) return;
  for (const line of [
    `SLUB: Unable to allocate memory on node -1 (gfp=${gfp})`,
    `  cache: ${name}, object size: ${size}, buffer size: ${size}, default order: ${cacheOrder(k, cache)}, min order: ${cacheMinOrder(k, cache)}`,
    `  node 0: slabs: ${slabs[cache]}, objs: ${capacity[cache]}, free: ${capacity[cache]! - objects[cache]!}`,
  ])
    printk(k, KERN_WARNING, line);
}
