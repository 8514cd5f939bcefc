/**
 * A group's own caches (mm/memcontrol.c, 3.8: the slab part of the kernel memory controller). They are made on first
 * use, by a work item: the allocation that first asks still comes from the root cache and is charged to nobody.
 */
import type { Kernel } from './kernel';
import { memcgCanAccountKmem } from './kmem';
import { cacheName, dropCache, dupCache, rootCaches } from './kmem-cache';
import { isOnline, memcgOfMm, memcgPath } from './memcg';
import { getMemcg, putMemcg } from './memcg-lifecycle';
import { fatalSignalPending } from './signal';
import { shrinkCache } from './slub';
import { memcgKmemEnabled } from './static-key';
import { ObjectStore, type Stores } from './store';
import { hasFlag, PF_KTHREAD } from './task';
import { trace } from './trace';
import { queueWork } from './workqueue';

/** A creation is queued. */
const QUEUED = -1;
/** Work items carry one number: the group times this plus the root cache. */
const CREATE_ARG_BASE = 64;

/** A group's copy of each root cache, by row minus one: 0 none. One record an accounted group that asked for one. */
export type MemcgCaches = ObjectStore<{ readonly caches: number[] }>;

export function createMemcgCaches(stores: Stores): MemcgCaches {
  return stores.add('memcgCaches', new ObjectStore<{ readonly caches: number[] }>(({ caches }) => ({ caches: [...caches] })));
}

/** The cache from which task `pid` is given objects of a root cache (memcg_kmem_get_cache). */
export function memcgKmemGetCache(k: Kernel, pid: number, root: number): number {
  if (k.config.kernel !== '3.8' || !memcgKmemEnabled(k) || pid === 0) return root;
  const mm = k.tasks.col.mm[pid]!;
  if (mm === 0 || hasFlag(k, pid, PF_KTHREAD) || fatalSignalPending(k, pid)) return root;
  const memcg = memcgOfMm(k, mm);
  if (!memcgCanAccountKmem(k, memcg)) return root;
  const cache = k.memcgCaches.find(memcg)?.caches[root - 1] ?? 0;
  if (cache > 0) return cache;
  if (cache === 0) enqueueCreation(k, memcg, root);
  return root;
}

/** The copy that the group of task `pid` has of a root cache; where it has none, the root cache. */
export function memcgCacheOf(k: Kernel, pid: number, root: number): number {
  const mm = pid === 0 ? 0 : k.tasks.col.mm[pid]!;
  const cache = mm === 0 ? 0 : (k.memcgCaches.find(memcgOfMm(k, mm))?.caches[root - 1] ?? 0);
  return cache > 0 ? cache : root;
}

/** Asks for a copy to be made, once (memcg_create_cache_enqueue). */
function enqueueCreation(k: Kernel, memcg: number, root: number): void {
  if (!isOnline(k, memcg)) return;
  if (!k.memcgCaches.has(memcg)) k.memcgCaches.set(memcg, { caches: new Array<number>(rootCaches(k.config)).fill(0) });
  k.memcgCaches.edit(memcg).caches[root - 1] = QUEUED;
  trace(k, 'memcg_create_cache_enqueue', 'info', memcg, () => `path=${memcgPath(k, memcg)} cache=${cacheName(k, root)}`);
  queueWork(k, 'memcg_create_cache', memcg * CREATE_ARG_BASE + root);
}

/** The work item: the copy is there, and holds a reference to its group (memcg_create_kmem_cache). */
export function memcgCreateCache(k: Kernel, arg: number): void {
  const memcg = Math.floor(arg / CREATE_ARG_BASE);
  const root = arg % CREATE_ARG_BASE;
  if (!isOnline(k, memcg)) return forgetCache(k, memcg, root);
  k.memcgCaches.edit(memcg).caches[root - 1] = dupCache(k, root, memcg);
  getMemcg(k, memcg);
  trace(k, 'memcg_create_kmem_cache', 'created', memcg, () => `path=${memcgPath(k, memcg)} cache=${cacheName(k, root)}`);
}

function forgetCache(k: Kernel, memcg: number, root: number): void {
  if (!k.memcgCaches.has(memcg)) return;
  const { caches } = k.memcgCaches.edit(memcg);
  caches[root - 1] = 0;
  if (caches.every((cache) => cache === 0)) k.memcgCaches.delete(memcg);
}

/** Caches of a group, in the order of the root ones. */
export function cachesOfMemcg(k: Kernel, memcg: number): number[] {
  return (k.memcgCaches.find(memcg)?.caches ?? []).filter((cache) => cache > 0);
}

/** The group is removed: its caches are to go as soon as they are empty (mem_cgroup_destroy_all_caches). */
export function destroyAllCaches(k: Kernel, memcg: number): void {
  for (const cache of cachesOfMemcg(k, memcg)) {
    k.slabs.col.dead[cache] = 1;
    destroyCache(k, cache);
  }
}

/** Pages of a slab were given back; a dead cache without any is destroyed (memcg_release_pages). */
export function memcgReleasePages(k: Kernel, cache: number): void {
  if (k.slabs.col.memcg[cache] !== 0 && k.slabs.col.pages[cache] === 0 && k.slabs.col.dead[cache] === 1) destroyCache(k, cache);
}

function destroyCache(k: Kernel, cache: number): void {
  if (k.slabs.col.destroying[cache] === 1) return;
  k.slabs.col.destroying[cache] = 1;
  queueWork(k, 'kmem_cache_destroy', cache);
}

/**
 * The work item: a cache that still has pages gives back its empty slabs, and what is in use keeps the rest of it, and
 * its group, alive; one without is gone (kmem_cache_destroy_work_func).
 */
export function kmemCacheDestroyWork(k: Kernel, cache: number): void {
  k.slabs.col.destroying[cache] = 0;
  if (k.slabs.col.pages[cache] !== 0) return shrinkCache(k, cache);
  const memcg = k.slabs.col.memcg[cache]!;
  const name = cacheName(k, cache);
  trace(k, 'kmem_cache_destroy', 'removed', memcg, () => `path=${memcgPath(k, memcg)} cache=${name}`);
  forgetCache(k, memcg, k.slabs.col.geometry[cache]! + 1);
  dropCache(k, cache);
  putMemcg(k, memcg);
}
