/**
 * Soft limits (mm/memcontrol.c, 3.8: mem_cgroup_soft_limit_reclaim): when the whole machine is short of memory, groups
 * above theirs are reclaimed from first, the one that is furthest above it before the others.
 */
import type { Kernel } from './kernel';
import { isOnline, memcgPath, ROOT_MEMCG } from './memcg';
import { memCgroupIter } from './mem-cgroup-iter';
import { counterOf, RES } from './res-counter';
import { trace } from './trace';
import { newScan, shrinkLruvec } from './vmscan';
import { SWAP_CLUSTER_MAX } from './scan-control';

/** Groups tried without a page got (MEM_CGROUP_MAX_SOFT_LIMIT_RECLAIM_LOOPS). */
const MAX_GROUPS = 2;
const MAX_RECLAIM_LOOPS = 100;

/** Pages a group uses beyond its soft limit (res_counter_soft_limit_excess). */
export function softLimitExcess(k: Kernel, memcg: number): number {
  const counter = counterOf(memcg, RES);
  const { usage, softLimit } = k.counters.col;
  return Math.max(0, usage[counter]! - Math.ceil(softLimit[counter]!));
}

/** Reclaims from the groups with the largest excess, in their order, until one gives something. Answers pages. */
export function softLimitReclaim(k: Kernel): number {
  const groups: { readonly memcg: number; readonly excess: number }[] = [];
  for (let memcg = ROOT_MEMCG + 1; memcg < k.memcgs.length; memcg++) {
    const excess = isOnline(k, memcg) ? softLimitExcess(k, memcg) : 0;
    if (excess > 0) groups.push({ memcg, excess });
  }
  groups.sort((a, b) => b.excess - a.excess || a.memcg - b.memcg);
  for (const { memcg, excess } of groups.slice(0, MAX_GROUPS + 1)) {
    const reclaimed = softReclaim(k, memcg, excess);
    if (reclaimed === 0) continue;
    trace(
      k,
      'mem_cgroup_soft_limit_reclaim',
      'reclaim',
      memcg,
      () => `path=${memcgPath(k, memcg)} excess=${excess} reclaimed=${reclaimed}`,
    );
    return reclaimed;
  }
  return 0;
}

/** The groups of its subtree in turn, until it is below the limit or a quarter of the excess came (mem_cgroup_soft_reclaim). */
function softReclaim(k: Kernel, root: number, excess: number): number {
  const cookie = { priority: 0, generation: 0 };
  let total = 0;
  let victim = 0;
  for (let loop = 0; ;) {
    victim = memCgroupIter(k, root, victim, cookie);
    if (victim === 0) {
      loop++;
      if (loop >= 2 && (total === 0 || total >= Math.floor(excess / 4) || loop > MAX_RECLAIM_LOOPS)) return total;
      continue;
    }
    const sc = newScan(victim, true, SWAP_CLUSTER_MAX);
    sc.priority = 0;
    shrinkLruvec(k, victim, sc);
    total += sc.reclaimed;
    if (softLimitExcess(k, root) === 0) return total;
  }
}
