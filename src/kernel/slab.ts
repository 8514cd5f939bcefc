/**
 * Slab caches (mm/slub.c, 3.8): objects of one size packed in slabs of a few pages. The geometry is the one a real
 * 3.8 kernel showed in /proc/slabinfo. A slab is a block of frames of kind slab; its head frame carries the cache
 * (`info`), the objects in use (`mapcount`) and the links of the list of slabs with room, as struct page does.
 *
 * An object is known by its slab: whoever owns one keeps the slab's frame number.
 */
import { allocPagesSlow } from './alloc-slowpath';
import type { Kernel } from './kernel';
import { FRAME_SLAB } from './page';
import { freePages } from './page-allocator';
import { Columns, type Stores } from './store';

/** name, object size in bytes, objects a slab, order of a slab. */
const GEOMETRY = [
  ['task_struct', 1472, 11, 2],
  ['signal_cache', 960, 8, 1],
  ['sighand_cache', 2112, 15, 3],
  ['files_cache', 704, 11, 1],
  ['mm_struct', 832, 19, 2],
  ['vm_area_struct', 176, 23, 0],
  ['anon_vma', 64, 64, 0],
  ['sigqueue', 160, 25, 0],
  ['dentry', 192, 21, 0],
  ['inode_cache', 504, 8, 0],
  ['shmem_inode_cache', 576, 14, 1],
  ['ext2_inode_cache', 656, 12, 1],
  ['proc_inode_cache', 568, 14, 1],
  ['buffer_head', 104, 39, 0],
  ['radix_tree_node', 568, 14, 1],
  ['kmalloc-64', 64, 64, 0],
  ['kmalloc-96', 96, 42, 0],
  ['kmalloc-128', 128, 32, 0],
  ['kmalloc-192', 192, 21, 0],
  ['kmalloc-256', 256, 16, 0],
  ['kmalloc-512', 512, 8, 0],
  ['kmalloc-1024', 1024, 8, 1],
  ['kmalloc-4096', 4096, 8, 3],
] as const;

export type CacheName = (typeof GEOMETRY)[number][0];

const SCHEMA = {
  /** Index into GEOMETRY. */
  geometry: 'u8',
  /** Group whose copy this is; 0 a root cache. */
  memcg: 'u32',
  /** Slabs with room, the one used last first; 0 none. */
  partial: 'u32',
  /** Of them, those without any object in use. */
  empty: 'u32',
  partials: 'u32',
  slabs: 'u32',
  objects: 'u32',
} as const;

/** One row a cache; the root cache of each kind stands at its place in GEOMETRY plus one. */
export type Slabs = Columns<typeof SCHEMA>;

/** Slabs with no object in use that a cache keeps for later (mm/slub.c, 3.8: MIN_PARTIAL). */
const MIN_PARTIAL = 5;

export function createSlabs(stores: Stores): Slabs {
  const slabs = stores.add('slabs', new Columns(SCHEMA, GEOMETRY.length + 1));
  GEOMETRY.forEach((_, i) => (slabs.col.geometry[i + 1] = i));
  return slabs;
}

const ROOT_CACHE: Readonly<Record<CacheName, number>> = Object.fromEntries(GEOMETRY.map(([name], i) => [name, i + 1])) as Record<
  CacheName,
  number
>;

/** Objects of a cache that can be had without a new slab. */
function room(k: Kernel, cache: number): number {
  const { geometry, slabs, objects } = k.slabs.col;
  return slabs[cache]! * GEOMETRY[geometry[cache]!]![2] - objects[cache]!;
}

/**
 * Makes sure that `count` objects of a kind can be had at once: 0, or BLOCKED or -ENOMEM as the page allocator answers.
 * What it got stays in the cache, so a caller that sleeps holds nothing.
 */
export function slabReserve(k: Kernel, pid: number, name: CacheName, count = 1): number {
  const cache = ROOT_CACHE[name];
  while (room(k, cache) < count) {
    const pfn = allocPagesSlow(k, pid, GEOMETRY[cache - 1]![3], FRAME_SLAB, cache);
    if (pfn < 0) return pfn;
    k.slabs.col.slabs[cache]!++;
    k.slabs.col.empty[cache]!++;
    addPartial(k, cache, pfn);
  }
  return 0;
}

/** Takes one object that was reserved: the frame number of its slab (kmem_cache_alloc). */
export function slabTake(k: Kernel, name: CacheName): number {
  const cache = ROOT_CACHE[name];
  const { partial, objects, geometry, empty } = k.slabs.col;
  const pfn = partial[cache]!;
  if (pfn === 0) throw new Error(`no object of ${name} was reserved`);
  const { mapcount } = k.frames.col;
  if (mapcount[pfn] === 0) empty[cache]!--;
  mapcount[pfn]!++;
  objects[cache]!++;
  if (mapcount[pfn] === GEOMETRY[geometry[cache]!]![2]) removePartial(k, cache, pfn);
  return pfn;
}

/** Gives one object of the slab at `pfn` back; an empty slab beyond those kept is freed (kmem_cache_free, __slab_free). */
export function slabFree(k: Kernel, pfn: number): void {
  const { mapcount, info } = k.frames.col;
  const cache = info[pfn]!;
  const { geometry, slabs, objects, empty, partials } = k.slabs.col;
  const perSlab = GEOMETRY[geometry[cache]!]![2];
  if (mapcount[pfn] === perSlab) addPartial(k, cache, pfn);
  mapcount[pfn]!--;
  objects[cache]!--;
  if (mapcount[pfn] !== 0) return;
  empty[cache]!++;
  if (partials[cache]! <= MIN_PARTIAL) return;
  removePartial(k, cache, pfn);
  empty[cache]!--;
  slabs[cache]!--;
  freePages(k, pfn);
}

function addPartial(k: Kernel, cache: number, pfn: number): void {
  const { partial, partials } = k.slabs.col;
  const { next, prev } = k.frames.col;
  const first = partial[cache]!;
  next[pfn] = first;
  prev[pfn] = 0;
  if (first !== 0) prev[first] = pfn;
  partial[cache] = pfn;
  partials[cache]!++;
}

function removePartial(k: Kernel, cache: number, pfn: number): void {
  const { partial, partials } = k.slabs.col;
  const { next, prev } = k.frames.col;
  const before = prev[pfn]!;
  const after = next[pfn]!;
  if (before === 0) partial[cache] = after;
  else next[before] = after;
  if (after !== 0) prev[after] = before;
  next[pfn] = 0;
  prev[pfn] = 0;
  partials[cache]!--;
}

/** One line of /proc/slabinfo. */
export interface SlabLine {
  readonly name: string;
  readonly objects: number;
  readonly slabs: number;
  readonly objectSize: number;
  readonly perSlab: number;
  readonly pagesPerSlab: number;
}

/** The caches of a group, 0 the root caches, in the order of their making. */
export function slabLines(k: Kernel, memcg: number): SlabLine[] {
  const { geometry, memcg: owner, slabs, objects } = k.slabs.col;
  const lines: SlabLine[] = [];
  for (let cache = 1; cache < k.slabs.length; cache++) {
    if (owner[cache] !== memcg) continue;
    const [name, objectSize, perSlab, order] = GEOMETRY[geometry[cache]!]!;
    lines.push({ name, objects: objects[cache]!, slabs: slabs[cache]!, objectSize, perSlab, pagesPerSlab: 1 << order });
  }
  return lines;
}

/** Name of a cache by its row, as /proc/slabinfo has it. */
export function slabCacheName(k: Kernel, cache: number): string {
  return GEOMETRY[k.slabs.col.geometry[cache] ?? 0]![0];
}
