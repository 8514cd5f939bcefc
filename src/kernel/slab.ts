/**
 * Slab objects as the rest of the kernel asks for them (include/linux/slab.h, 3.8): from the caller's group's own caches
 * where it is accounted, else from the root ones. An object is known by its slab: whoever owns one keeps the slab's
 * frame number, and it goes back there wherever its owner is by then.
 */
import type { Kernel } from './kernel';
import { cacheName, cacheOrder, cacheSize, objectsPerSlab, rootCache, rootCaches, type ObjectName } from './kmem-cache';
import { cachesOfMemcg, memcgCacheOf, memcgKmemGetCache } from './memcg-cache';
import { allocateSlab, resumeSlab } from './slab-pages';
import { giveObject, giveObjects, slabRoom, takeMoreObjects, takeObject } from './slub';

export type { ObjectName } from './kmem-cache';

/**
 * Makes sure that `count` objects of a kind can be had at once: 0, or BLOCKED or -ENOMEM as the page allocator and the
 * group's limits answer. What it got stays in the cache, so a caller that sleeps holds nothing.
 */
export function slabReserve(k: Kernel, pid: number, name: ObjectName, count = 1): number {
  const resumed = resumeSlab(k, pid);
  if (resumed !== 0) return resumed;
  const cache = memcgKmemGetCache(k, pid, rootCache(k, name));
  while (slabRoom(k, cache, k.tracer.cpu) < count) {
    const grown = allocateSlab(k, pid, cache, false);
    if (grown !== 0) return grown;
  }
  return 0;
}

/** Takes one object that `pid`, or the task that runs now, has reserved: the frame number of its slab (kmem_cache_alloc). */
export function slabTake(k: Kernel, name: ObjectName, pid = k.tracer.pid): number {
  const cache = memcgKmemGetCache(k, pid, rootCache(k, name));
  // Who was killed since it reserved the object is given no more of its group, but has it there.
  const pfn = takeObject(k, cache, k.tracer.cpu) || takeObject(k, memcgCacheOf(k, pid, rootCache(k, name)), k.tracer.cpu);
  if (pfn === 0) throw new Error(`no object of ${name} was reserved`);
  return pfn;
}

/** Takes `count` objects; their slabs go behind `into`, each with the number of objects in it: slab, count, slab, count … */
export function slabTakeMany(k: Kernel, name: ObjectName, count: number, pid: number, into: number[]): void {
  for (let left = count; left > 0;) {
    const slab = slabTake(k, name, pid);
    const taken = 1 + takeMoreObjects(k, k.frames.col.info[slab]!, k.tracer.cpu, slab, left - 1);
    if (into.length > 0 && into[into.length - 2] === slab) into[into.length - 1]! += taken;
    else into.push(slab, taken);
    left -= taken;
  }
}

/** One object for a caller that may not sleep (GFP_ATOMIC): its slab, or 0, of which the log tells unless `silent` (__GFP_NOWARN). */
export function slabTakeAtomic(k: Kernel, pid: number, name: ObjectName, silent = false): number {
  const cache = memcgKmemGetCache(k, pid, rootCache(k, name));
  if (slabRoom(k, cache, k.tracer.cpu) === 0 && allocateSlab(k, pid, cache, true, silent) !== 0) return 0;
  return takeObject(k, cache, k.tracer.cpu);
}

/** As `slabTake`, but from the root cache where the group's was refused: for what cannot fail. */
export function slabTakeUnaccounted(k: Kernel, name: ObjectName, pid: number): number {
  const root = rootCache(k, name);
  const { cpu } = k.tracer;
  return takeObject(k, memcgKmemGetCache(k, pid, root), cpu) || takeObject(k, memcgCacheOf(k, pid, root), cpu) || slabTake(k, name, 0);
}

/** Gives one object of the slab at `pfn` back (kmem_cache_free). */
export function slabFree(k: Kernel, pfn: number): void {
  giveObject(k, k.frames.col.info[pfn]!, k.tracer.cpu, pfn);
}

/** Gives `count` objects of the slab at `pfn` back. */
export function slabFreeMany(k: Kernel, pfn: number, count: number): void {
  giveObjects(k, k.frames.col.info[pfn]!, k.tracer.cpu, pfn, count);
}

/** One line of /proc/slabinfo. */
export interface SlabLine {
  readonly name: string;
  readonly objects: number;
  /** Objects there is room for. */
  readonly capacity: number;
  readonly slabs: number;
  readonly objectSize: number;
  readonly perSlab: number;
  readonly pagesPerSlab: number;
}

/** The caches of a group, 0 the root caches. */
export function slabLines(k: Kernel, memcg: number): SlabLine[] {
  const caches = memcg === 0 ? Array.from({ length: rootCaches(k.config) }, (_, i) => i + 1) : cachesOfMemcg(k, memcg);
  const { slabs, objects, capacity } = k.slabs.col;
  return caches.map((cache) => {
    const order = cacheOrder(k, cache);
    const [name, objectSize] = [cacheName(k, cache), cacheSize(k, cache)];
    const counts = { objects: objects[cache]!, capacity: capacity[cache]!, slabs: slabs[cache]! };
    return { name, ...counts, objectSize, perSlab: objectsPerSlab(k, cache, order), pagesPerSlab: 1 << order };
  });
}

/** Name of a cache by its row, as /proc/slabinfo has it. */
export function slabCacheName(k: Kernel, cache: number): string {
  return cacheName(k, cache);
}
