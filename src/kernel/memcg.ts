/**
 * Memory control groups (mm/memcontrol.c, 3.8: struct mem_cgroup): one row a group, the row is its id. An id is never
 * used again; 1 is the root and 0 nobody. The tree of directories stands in the same rows.
 */
import type { Kernel } from './kernel';
import { counterOf, KMEM, MEMSW, RES, resCounterInit, resCounterMargin, TCP, type CounterKind } from './res-counter';
import { Columns, ObjectStore, type Stores } from './store';

/** Group id of "nobody". */
export const NO_MEMCG = 0;
export const ROOT_MEMCG = 1;

/** Kernel memory of this group is charged (KMEM_ACCOUNTED_ACTIVE). */
export const KMEM_ACTIVE = 1;
/** The static key is armed for it (KMEM_ACCOUNTED_ACTIVATED). */
export const KMEM_ACTIVATED = 2;
/** Removed while accounted: the last kernel page drops a reference (KMEM_ACCOUNTED_DEAD). */
export const KMEM_DEAD = 4;
/** Either bit makes a group's kernel allocations chargeable (KMEM_ACCOUNTED_MASK). */
export const KMEM_ACCOUNTED_MASK = KMEM_ACTIVE | KMEM_ACTIVATED;

/** What a new machine's root group reads in memory.swappiness (vm_swappiness). */
const DEFAULT_SWAPPINESS = 60;

const SCHEMA = {
  /** 0 freed, 1 a directory of the hierarchy, 2 removed but not freed yet. */
  used: 'u8',
  /** Index into LIFECYCLE_STATES: the state of its life cycle machine. */
  state: 'u8',
  /** css id: the order in which a subtree is walked; the lowest free one is taken, at most 65535. */
  css: 'u32',
  depth: 'u32',
  parent: 'u32',
  /** Child directories, youngest first. */
  child: 'u32',
  siblingNext: 'u32',
  siblingPrev: 'u32',
  children: 'u32',
  /** Tasks that stand in it, youngest arrival first; zombies are in no group. */
  taskHead: 'u32',
  tasks: 'u32',
  useHierarchy: 'u8',
  oomKillDisable: 'u8',
  swappiness: 'u8',
  moveCharge: 'u8',
  notifyOnRelease: 'u8',
  cloneChildren: 'u8',
  /** KMEM_* bits. */
  kmemFlags: 'u8',
  /** A limit on TCP buffers is set: sockets made now are charged (MEMCG_SOCK_ACTIVE). */
  tcpActive: 'u8',
  /** The limit equals the memsw limit: swapping would free nothing. */
  memswIsMinimum: 'u8',
  /** References (memcg->refcnt): being alive, being accounted, hierarchical children, swapped-out pages. */
  refs: 'u32',
  /** References to its css: charges under way. */
  cssRefs: 'u32',
  /** Some task holds the OOM lock of a subtree this group is in. */
  oomLock: 'u8',
  /** OOM situations this group is in. */
  underOom: 'u32',
  /** Exact pages, as memory.stat counts them. */
  rss: 'f64',
  cache: 'f64',
  mappedFile: 'f64',
  swap: 'f64',
  pgpgin: 'f64',
  pgpgout: 'f64',
  pgfault: 'f64',
  pgmajfault: 'f64',
} as const;

export type Memcgs = Columns<typeof SCHEMA>;

/** What of a group is text. */
export interface MemcgInfo {
  readonly name: string;
  /** Path it had when it was removed; "" while it is a directory. */
  readonly lastPath: string;
  /** Of the root: what release_agent holds. */
  readonly releaseAgent?: string;
}
export type MemcgInfos = ObjectStore<MemcgInfo>;

export function createMemcgs(stores: Stores): Memcgs {
  return stores.add('memcgs', new Columns(SCHEMA, ROOT_MEMCG));
}
export function createMemcgInfos(stores: Stores): MemcgInfos {
  return stores.add('memcgInfo', new ObjectStore<MemcgInfo>((info) => ({ ...info })));
}

/** Makes the root group: no limits, never accounted, not hierarchical (mem_cgroup_css_alloc of the top cgroup). */
export function initRootMemcg(k: Kernel): void {
  const root = k.memcgs.push();
  const { col } = k.memcgs;
  col.used[root] = 1;
  col.css[root] = 1;
  col.refs[root] = 1;
  col.swappiness[root] = DEFAULT_SWAPPINESS;
  k.memcgInfo.set(root, { name: '', lastPath: '' });
  for (const kind of [RES, MEMSW, KMEM, TCP] as const) resCounterInit(k.counters, counterOf(root, kind), 0);
}

/** Usage, limit … of one counter in pages, for reading only. */
export function counterValue(
  k: Kernel,
  memcg: number,
  kind: CounterKind,
  field: 'usage' | 'max' | 'limit' | 'softLimit' | 'failcnt',
): number {
  return k.counters.col[field][counterOf(memcg, kind)]!;
}

/** True for a group that is a directory of the hierarchy. */
export function isOnline(k: Kernel, memcg: number): boolean {
  return k.memcgs.col.used[memcg] === 1;
}

/** The group its counters pass charges to: 0 where they have no parent (parent_mem_cgroup). */
export function parentMemcg(k: Kernel, memcg: number): number {
  const parent = k.counters.col.parent[counterOf(memcg, RES)]!;
  return parent === 0 ? NO_MEMCG : k.memcgs.col.parent[memcg]!;
}

/** True when `memcg` is `root` or, if that is hierarchical, anywhere below it (__mem_cgroup_same_or_subtree). */
export function isSameOrSubtree(k: Kernel, root: number, memcg: number): boolean {
  if (root === memcg) return true;
  const { useHierarchy, parent, depth } = k.memcgs.col;
  if (useHierarchy[root] === 0 || memcg === NO_MEMCG) return false;
  let group = memcg;
  while (depth[group]! > depth[root]!) group = parent[group]!;
  return group === root;
}

/**
 * The directories of the subtree `root` charges for, in the order of their css ids (for_each_mem_cgroup_tree). A group
 * with use_hierarchy 0 is its own whole subtree; the root group always means all groups.
 */
export function subtree(k: Kernel, root: number): number[] {
  if (k.memcgs.col.useHierarchy[root] === 0 && root !== ROOT_MEMCG) return [root];
  const { child, siblingNext, css } = k.memcgs.col;
  const groups = [root];
  for (let i = 0; i < groups.length; i++) {
    for (let group = child[groups[i]!]!; group !== 0; group = siblingNext[group]!) groups.push(group);
  }
  return groups.sort((a, b) => css[a]! - css[b]!);
}

/** Pages a group can still be charged: the smaller room of res and memsw (mem_cgroup_margin). */
export function memcgMargin(k: Kernel, memcg: number): number {
  const res = resCounterMargin(k.counters, counterOf(memcg, RES));
  const memsw = resCounterMargin(k.counters, counterOf(memcg, MEMSW));
  return Math.floor(res < memsw ? res : memsw);
}

/** Full path of a group below the hierarchy, "/" for the root; of a removed group the path it had (cgroup_path). */
export function memcgPath(k: Kernel, memcg: number): string {
  if (memcg === ROOT_MEMCG) return '/';
  const info = k.memcgInfo.find(memcg);
  if (info === undefined) return '';
  if (info.lastPath !== '') return info.lastPath;
  const names: string[] = [];
  for (let group = memcg; group !== ROOT_MEMCG; group = k.memcgs.col.parent[group]!) names.push(k.memcgInfo.get(group).name);
  return '/' + names.reverse().join('/');
}

/** Group a task stands in; the root for one that stands nowhere (mem_cgroup_from_task). */
export function memcgOfTask(k: Kernel, pid: number): number {
  return k.tasks.col.memcg[pid]! || ROOT_MEMCG;
}

/** Group that is charged for an mm: that of its owner, the root when it has none (try_get_mem_cgroup_from_mm). */
export function memcgOfMm(k: Kernel, mm: number): number {
  const owner = k.mms.col.owner[mm]!;
  return owner === 0 ? ROOT_MEMCG : memcgOfTask(k, owner);
}
