/**
 * memory.stat and what is computed from it (mm/memcontrol.c, 3.8: memcg_stat_show, mem_cgroup_usage).
 */
import type { Kernel } from './kernel';
import { lruPages, NR_LRU_LISTS, type LruList } from './lru';
import { ROOT_MEMCG, subtree } from './memcg';
import { formatPages } from './memparse';
import { counterOf, MEMSW, RES } from './res-counter';

/** Amounts of memory, as their lines are called (mem_cgroup_stat_names). */
const STATS = [
  ['cache', 'cache'],
  ['rss', 'rss'],
  ['mapped_file', 'mappedFile'],
  ['swap', 'swap'],
] as const;
/** Events, counted (mem_cgroup_events_names). */
const EVENTS = ['pgpgin', 'pgpgout', 'pgfault', 'pgmajfault'] as const;
/** Lists, in pages (mem_cgroup_lru_names). */
const LRU_NAMES = ['inactive_anon', 'active_anon', 'inactive_file', 'active_file', 'unevictable'] as const;

/** One amount of memory.stat, in pages. */
export type StatColumn = (typeof STATS)[number][1];

/** One amount summed over a group's subtree, in pages; the root's is that of all groups (mem_cgroup_recursive_stat). */
export function recursiveStat(k: Kernel, memcg: number, column: StatColumn): number {
  const values = k.memcgs.col[column];
  return subtree(k, memcg).reduce((sum, group) => sum + values[group]!, 0);
}

/** memory.usage_in_bytes (or memsw) in pages: the counter, but for the root what all groups hold (mem_cgroup_usage). */
export function memcgUsage(k: Kernel, memcg: number, swap: boolean): number {
  if (memcg !== ROOT_MEMCG) return k.counters.col.usage[counterOf(memcg, swap ? MEMSW : RES)]!;
  const pages = recursiveStat(k, memcg, 'cache') + recursiveStat(k, memcg, 'rss');
  return swap ? pages + recursiveStat(k, memcg, 'swap') : pages;
}

/** The smallest limit on the way up while use_hierarchy is 1, in pages (memcg_get_hierarchical_limit). */
export function hierarchicalLimit(k: Kernel, memcg: number, kind: typeof RES | typeof MEMSW): number {
  const { useHierarchy, parent } = k.memcgs.col;
  const { limit } = k.counters.col;
  let smallest = limit[counterOf(memcg, kind)]!;
  for (let group = memcg; useHierarchy[group] !== 0 && parent[group] !== 0;) {
    group = parent[group]!;
    if (useHierarchy[group] === 0) break;
    smallest = Math.min(smallest, limit[counterOf(group, kind)]!);
  }
  return smallest;
}

/** Text of memory.stat. */
export function memoryStat(k: Kernel, memcg: number): string {
  return (
    lines(k, '', [memcg]) +
    `hierarchical_memory_limit ${formatPages(hierarchicalLimit(k, memcg, RES))}\n` +
    `hierarchical_memsw_limit ${formatPages(hierarchicalLimit(k, memcg, MEMSW))}\n` +
    lines(k, 'total_', subtree(k, memcg))
  );
}

function lines(k: Kernel, prefix: string, groups: readonly number[]): string {
  const sum = (of: (group: number) => number): number => groups.reduce((total, group) => total + of(group), 0);
  let text = '';
  for (const [name, column] of STATS) text += `${prefix}${name} ${formatPages(sum((group) => k.memcgs.col[column][group]!))}\n`;
  for (const name of EVENTS) text += `${prefix}${name} ${sum((group) => k.memcgs.col[name][group]!)}\n`;
  for (let list = 0; list < NR_LRU_LISTS; list++) {
    text += `${prefix}${LRU_NAMES[list]} ${formatPages(sum((group) => lruPages(k, group, list as LruList)))}\n`;
  }
  return text;
}
