/**
 * Whose turn it is to be reclaimed from (mm/memcontrol.c, 3.8: mem_cgroup_iter). Every group that can be a target keeps,
 * for each priority, where in its subtree the last reclaimer came to: the next one goes on behind it, round robin in the
 * order of css ids.
 */
import type { Kernel } from './kernel';
import { ROOT_MEMCG, subtree } from './memcg';
import { Columns, type Stores } from './store';

/** Priorities of one reclaim, 12 (gentle) down to 0 (DEF_PRIORITY). */
export const DEF_PRIORITY = 12;

const SCHEMA = {
  /** css id of the group visited last, 0 before the first (position). */
  position: 'u32',
  /** Rounds that were made (generation). */
  generation: 'u32',
} as const;

/** Row `root * 13 + priority` (struct mem_cgroup_reclaim_iter). */
export type ReclaimIters = Columns<typeof SCHEMA>;

export function createReclaimIters(stores: Stores): ReclaimIters {
  return stores.add('reclaimIters', new Columns(SCHEMA));
}

/** What one reclaimer remembers between its visits (struct mem_cgroup_reclaim_cookie). */
export interface ReclaimCookie {
  readonly priority: number;
  generation: number;
}

/**
 * The next group of the subtree of `root` (0: of the machine) behind `prev`, 0 at the end of the round; with `prev` 0 the
 * first of this reclaimer's.
 */
export function memCgroupIter(k: Kernel, target: number, prev: number, cookie: ReclaimCookie): number {
  const root = target || ROOT_MEMCG;
  if (k.memcgs.col.useHierarchy[root] === 0 && root !== ROOT_MEMCG) return prev === 0 ? root : 0;
  const row = root * (DEF_PRIORITY + 1) + cookie.priority;
  k.reclaimIters.grow(row + 1);
  const { position, generation } = k.reclaimIters.col;
  for (;;) {
    if (prev !== 0 && cookie.generation !== generation[row]) return 0;
    const next = behind(k, root, position[row]!);
    position[row] = next === 0 ? 0 : k.memcgs.col.css[next]!;
    if (next === 0) generation[row]!++;
    else if (prev === 0) cookie.generation = generation[row]!;
    if (next !== 0) return next;
    if (prev !== 0) return 0;
  }
}

/** The group of a subtree with the next higher css id, 0 for none (css_get_next). */
function behind(k: Kernel, root: number, css: number): number {
  return subtree(k, root).find((memcg) => k.memcgs.col.css[memcg]! > css) ?? 0;
}
