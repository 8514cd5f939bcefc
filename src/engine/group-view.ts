/** Control groups as the page sees them, read from the kernel's columns. */
import { ROOT_MEMCG } from '../kernel/memcg';
import { LIFECYCLE_STATES } from '../kernel/memcg-lifecycle.machine';
import { memcgUsage } from '../kernel/memory-stat';
import { counterOf, type CounterKind, KMEM, MEMSW, RES, RESOURCE_MAX } from '../kernel/res-counter';
import type { Kernel } from '../kernel';
import { type CounterView, type GroupView, UNLIMITED } from './protocol';

/** Groups told of; a loop of mkdirs makes tens of thousands. */
export const MOST_GROUPS = 2000;
/** Groups in a sample of the timeline. */
const MOST_SAMPLED = 500;
/** Characters of a path; the middle of a longer one is left out. */
const LONGEST_PATH = 1000;

/** The groups that are not freed, removed ones included, in ascending order of ids. */
export function groupViews(k: Kernel): GroupView[] {
  const stock = stockPages(k);
  const paths = new Map<number, string>();
  const views: GroupView[] = [];
  for (let memcg = ROOT_MEMCG; memcg < k.memcgs.length && views.length < MOST_GROUPS; memcg++) {
    if (k.memcgs.col.used[memcg] === 0) continue;
    const path = pathOf(k, memcg, paths);
    paths.set(memcg, path);
    views.push(groupView(k, memcg, path, stock.get(memcg) ?? 0));
  }
  return views;
}

/** By way of the parent's path, which comes before it: walking up for each would take for ever in a deep tree. */
function pathOf(k: Kernel, memcg: number, paths: ReadonlyMap<number, string>): string {
  if (memcg === ROOT_MEMCG) return '/';
  const { name, lastPath } = k.memcgInfo.find(memcg) ?? { name: '', lastPath: '' };
  const above = paths.get(k.memcgs.col.parent[memcg]!);
  const path = lastPath !== '' || above === undefined ? lastPath : `${above === '/' ? '' : above}/${name}`;
  return path.length <= LONGEST_PATH ? path : `${path.slice(0, LONGEST_PATH / 4)}…${path.slice(-LONGEST_PATH / 2)}`;
}

/** How many groups there are. */
export function groupCount(k: Kernel): number {
  const { used } = k.memcgs.col;
  let groups = 0;
  for (let memcg = ROOT_MEMCG; memcg < k.memcgs.length; memcg++) if (used[memcg] !== 0) groups++;
  return groups;
}

/** Pages waiting in the per-CPU stocks, by group. */
function stockPages(k: Kernel): Map<number, number> {
  const { cached, pages } = k.stocks.col;
  const held = new Map<number, number>();
  for (let cpu = 0; cpu < k.config.cpus; cpu++) held.set(cached[cpu]!, (held.get(cached[cpu]!) ?? 0) + pages[cpu]!);
  return held;
}

function groupView(k: Kernel, memcg: number, path: string, stock: number): GroupView {
  const { col } = k.memcgs;
  const state = LIFECYCLE_STATES[col.state[memcg]!]!;
  return {
    id: memcg,
    parent: memcg === ROOT_MEMCG ? 0 : col.parent[memcg]!,
    name: memcg === ROOT_MEMCG ? '/' : (k.memcgInfo.find(memcg)?.name ?? ''),
    path,
    state: state === 'freed' ? 'rcu' : state,
    useHierarchy: col.useHierarchy[memcg] === 1,
    res: counterView(k, memcg, RES),
    memsw: counterView(k, memcg, MEMSW),
    kmem: counterView(k, memcg, KMEM),
    rss: col.rss[memcg]!,
    cache: col.cache[memcg]!,
    swap: col.swap[memcg]!,
    stock,
    tasks: col.tasks[memcg]!,
    oomKillDisable: col.oomKillDisable[memcg] === 1,
    underOom: col.underOom[memcg]! > 0,
  };
}

/** One counter in pages. What the root's files show as its usage is what all groups hold, not its counter. */
function counterView(k: Kernel, memcg: number, kind: CounterKind): CounterView {
  const { usage, max, limit, failcnt } = k.counters.col;
  const counter = counterOf(memcg, kind);
  return {
    usage: kind === KMEM ? usage[counter]! : memcgUsage(k, memcg, kind === MEMSW),
    max: max[counter]!,
    limit: limit[counter] === RESOURCE_MAX ? UNLIMITED : limit[counter]!,
    failcnt: failcnt[counter]!,
  };
}

/** Appends id, res usage and kmem usage of the groups, in pages. */
export function sampleGroups(k: Kernel, into: number[]): void {
  const { usage } = k.counters.col;
  for (let memcg = ROOT_MEMCG; memcg < k.memcgs.length && into.length < 3 * MOST_SAMPLED; memcg++) {
    if (k.memcgs.col.used[memcg] === 0) continue;
    into.push(memcg, memcgUsage(k, memcg, false), usage[counterOf(memcg, KMEM)]!);
  }
}
