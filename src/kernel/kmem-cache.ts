/**
 * Slab caches (mm/slab_common.c and mm/slub.c, 3.8): a cache packs objects of one size in slabs of a few pages. The
 * sizes and orders are those a real 3.8 kernel showed in /proc/slabinfo. Kinds of objects of like size share a cache, as
 * SLUB merges them, so that a group's table lists fewer names than there are kinds.
 */
import { PAGE_SIZE, type MachineConfig } from './config';
import type { Kernel } from './kernel';
import { ROW_COLUMNS, takeRow, dropRow } from './rows';
import { Columns, type Stores } from './store';

/** name, object size in bytes, order of a slab. The place in this list is the `geometry` of a cache. */
const GEOMETRY = [
  ['task_struct', 1472, 2],
  ['signal_cache', 960, 1],
  ['sighand_cache', 2112, 3],
  ['files_cache', 704, 1],
  ['mm_struct', 832, 2],
  ['vm_area_struct', 176, 0],
  ['anon_vma', 64, 0],
  ['sigqueue', 160, 0],
  ['dentry', 192, 0],
  ['inode_cache', 504, 0],
  ['shmem_inode_cache', 576, 1],
  ['ext2_inode_cache', 656, 1],
  ['proc_inode_cache', 568, 1],
  ['buffer_head', 104, 0],
  ['radix_tree_node', 568, 1],
  ['idr_layer_cache', 544, 1],
  ['kmalloc-64', 64, 0],
  ['kmalloc-96', 96, 0],
  ['kmalloc-128', 128, 0],
  ['kmalloc-192', 192, 0],
  ['kmalloc-256', 256, 0],
  ['kmalloc-512', 512, 0],
  ['kmalloc-1024', 1024, 1],
  ['kmalloc-2048', 2048, 2],
  ['kmalloc-4096', 4096, 3],
  ['kmalloc-8192', 8192, 3],
  ['TCP', 1600, 2],
  // Computed from the struct; the recorded table has no line for it.
  ['sock_inode_cache', 576, 1],
] as const;

export type CacheName = (typeof GEOMETRY)[number][0];

/** Kinds of objects whose cache SLUB merged into another one of their size (kmem_cache_alias). */
const ALIASES = {
  cred_jar: 'kmalloc-128',
  pid: 'kmalloc-128',
  fs_cache: 'kmalloc-64',
  anon_vma_chain: 'kmalloc-64',
  filp: 'kmalloc-256',
  names_cache: 'kmalloc-4096',
  task_xstate: 'kmalloc-512',
  bio: 'kmalloc-192',
  pipe_inode_info: 'kmalloc-128',
  pipe_buffers: 'kmalloc-1024',
  skbuff_fclone_cache: 'kmalloc-512',
} as const satisfies Readonly<Record<string, CacheName>>;

/** What can be allocated: the name of a cache, or of a kind of object that lies in one. */
export type ObjectName = CacheName | keyof typeof ALIASES;

type Geometry = readonly [name: ObjectName, size: number, order: number];

/** The same with the kinds that are merged behind them, each of the size of what it is merged into. */
const UNMERGED: readonly Geometry[] = [
  ...GEOMETRY,
  ...Object.entries(ALIASES).map(([kind, into]): Geometry => {
    const [, size, order] = GEOMETRY.find(([name]) => name === into)!;
    return [kind as keyof typeof ALIASES, size, order];
  }),
];

const SCHEMA = {
  ...ROW_COLUMNS,
  /** Index into UNMERGED. */
  geometry: 'u8',
  /** Group whose copy this is; 0 a root cache. */
  memcg: 'u32',
  /** Its group was removed: destroyed when the last page goes (memcg_params->dead). */
  dead: 'u8',
  /** A work item is queued that will destroy or shrink it. */
  destroying: 'u8',
  /** Slabs, their pages, the objects they have room for, and those in use. */
  slabs: 'u32',
  pages: 'u32',
  capacity: 'u32',
  objects: 'u32',
  /** The node's list of slabs with room (kmem_cache_node->partial), 0 none. */
  partial: 'u32',
  partialTail: 'u32',
  partials: 'u32',
} as const;
const CPU_SCHEMA = {
  /** Slab this CPU allocates from, 0 none. */
  page: 'u32',
  /** Its own list of slabs with room, linked by `next` of their heads. */
  partial: 'u32',
} as const;

/** One row a cache; the root cache of each kind stands at its place in GEOMETRY plus one. */
export type Slabs = Columns<typeof SCHEMA>;
/** struct kmem_cache_cpu: row = cache × CPUs + CPU. */
export type SlabCpus = Columns<typeof CPU_SCHEMA>;

/** Number of root caches; their rows are 1 to this. */
export function rootCaches({ slubNomerge }: MachineConfig): number {
  return slubNomerge === true ? UNMERGED.length : GEOMETRY.length;
}

export function createSlabs(stores: Stores, config: MachineConfig): Slabs {
  const roots = rootCaches(config);
  const slabs = stores.add('slabs', new Columns(SCHEMA, roots + 1));
  for (let cache = 1; cache <= roots; cache++) {
    slabs.col.used[cache] = 1;
    slabs.col.geometry[cache] = cache - 1;
  }
  return slabs;
}
export function createSlabCpus(stores: Stores, config: MachineConfig): SlabCpus {
  return stores.add('slabCpus', new Columns(CPU_SCHEMA, (rootCaches(config) + 1) * config.cpus));
}

const UNMERGED_BY_NAME: ReadonlyMap<string, number> = new Map(UNMERGED.map(([name], i) => [name, i + 1] as const));
const MERGED_BY_NAME: ReadonlyMap<string, number> = new Map([
  ...GEOMETRY.map(([name], i) => [name, i + 1] as const),
  ...Object.entries(ALIASES).map(([kind, name]) => [kind, UNMERGED_BY_NAME.get(name)!] as const),
]);

/** Row of the root cache that objects of a kind come from. */
export function rootCache(k: Kernel, name: ObjectName): number {
  return (k.config.slubNomerge === true ? UNMERGED_BY_NAME : MERGED_BY_NAME).get(name)!;
}

/** Makes a group's copy of a root cache: its row (kmem_cache_dup). */
export function dupCache(k: Kernel, root: number, memcg: number): number {
  const cache = takeRow(k.slabs);
  k.slabs.col.geometry[cache] = k.slabs.col.geometry[root]!;
  k.slabs.col.memcg[cache] = memcg;
  k.slabCpus.grow((cache + 1) * k.config.cpus);
  return cache;
}

/** Takes a cache without slabs off the books (kmem_cache_destroy). */
export function dropCache(k: Kernel, cache: number): void {
  for (let cpu = 0; cpu < k.config.cpus; cpu++) k.slabCpus.clear(cache * k.config.cpus + cpu);
  dropRow(k.slabs, cache);
}

export function cacheName(k: Kernel, cache: number): ObjectName {
  return UNMERGED[k.slabs.col.geometry[cache]!]![0];
}
/** Bytes of an object. */
export function cacheSize(k: Kernel, cache: number): number {
  return UNMERGED[k.slabs.col.geometry[cache]!]![1];
}
/** Order of its slabs where memory is not short (kmem_cache->oo). */
export function cacheOrder(k: Kernel, cache: number): number {
  return UNMERGED[k.slabs.col.geometry[cache]!]![2];
}
/** The least order an object fits in (kmem_cache->min). */
export function cacheMinOrder(k: Kernel, cache: number): number {
  return cacheSize(k, cache) > PAGE_SIZE ? 1 : 0;
}
/** Objects a slab of an order has room for. */
export function objectsPerSlab(k: Kernel, cache: number, order: number): number {
  return Math.floor((PAGE_SIZE << order) / cacheSize(k, cache));
}
