/**
 * Writing limits (mm/memcontrol.c, 3.8: mem_cgroup_resize_limit, mem_cgroup_resize_memsw_limit,
 * memcg_update_kmem_limit). Limits are pages; answers are 0 or -errno.
 */
import { EBUSY, EINTR, EINVAL } from './errno';
import type { Kernel } from './kernel';
import { memcgPath, subtree } from './memcg';
import { lifecycleEvent, lifecycleState } from './memcg-lifecycle';
import { memcgOomRecover } from './memcg-oom';
import { memCgroupReclaim, RECLAIM_FOR_LIMIT, RECLAIM_FOR_LIMIT_NOSWAP } from './reclaim';
import { counterOf, KMEM, MEMSW, RES, RESOURCE_MAX, resCounterSetLimit, TCP } from './res-counter';
import { signalPending } from './signal';
import { trace } from './trace';
import { MEM_CGROUP_RECLAIM_RETRIES } from './try-charge';

/**
 * Sets the limit of res or memsw. -EINVAL when memory would be allowed more than memory and swap together; else, while
 * more is used, reclaims page by page: as many tries without success as five times the groups of the subtree, then
 * -EBUSY. What was reclaimed stays reclaimed. A higher limit wakes who waits for memory.
 */
export function resizeLimit(k: Kernel, writer: number, memcg: number, kind: typeof RES | typeof MEMSW, limit: number): number {
  const counter = counterOf(memcg, kind);
  const other = counterOf(memcg, kind === RES ? MEMSW : RES);
  const { usage, limit: limits } = k.counters.col;
  let tries = MEM_CGROUP_RECLAIM_RETRIES * subtree(k, memcg).length;
  let before = usage[counter]!;
  const enlarge = limits[counter]! < limit;
  for (;;) {
    if (signalPending(k, writer)) return -EINTR;
    if (kind === RES ? limits[other]! < limit : limits[other]! > limit) return -EINVAL;
    if (resCounterSetLimit(k.counters, counter, limit)) break;
    memCgroupReclaim(k, memcg, kind === RES ? RECLAIM_FOR_LIMIT : RECLAIM_FOR_LIMIT_NOSWAP);
    if (usage[counter]! >= before) tries--;
    else before = usage[counter]!;
    if (tries === 0) return -EBUSY;
  }
  k.memcgs.col.memswIsMinimum[memcg] = limits[other] === limit ? 1 : 0;
  if (enlarge) memcgOomRecover(k, memcg);
  return 0;
}

/**
 * Sets the kernel memory limit. The first one other than "unlimited" switches accounting on for good: -EBUSY with
 * tasks, or with directories below a hierarchical group. Later ones: -EBUSY below the usage, which is never reclaimed.
 */
export function updateKmemLimit(k: Kernel, memcg: number, limit: number): number {
  const counter = counterOf(memcg, KMEM);
  if (lifecycleState(k, memcg) !== 'unaccounted' || limit === RESOURCE_MAX) {
    return resCounterSetLimit(k.counters, counter, limit) ? 0 : -EBUSY;
  }
  const { tasks, children, useHierarchy } = k.memcgs.col;
  const facts = { tasks: tasks[memcg]!, children: children[memcg]!, hierarchical: useHierarchy[memcg] !== 0 };
  const accounted = lifecycleEvent(k, memcg, { type: 'limit', unlimited: false, ...facts });
  if (!accounted) {
    trace(
      k,
      'memcg_update_kmem_limit',
      'refused',
      memcg,
      () => `path=${memcgPath(k, memcg)} tasks=${facts.tasks} children=${facts.children} errno=EBUSY`,
    );
    return -EBUSY;
  }
  k.counters.col.limit[counter] = limit;
  return 0;
}

/**
 * Sets the limit of TCP buffers; anything from LLONG_MAX on is "unlimited", and sockets made from then on are charged to
 * nobody again (tcp_update_limit, net/ipv4/tcp_memcontrol.c).
 */
export function updateTcpLimit(k: Kernel, memcg: number, limit: number): number {
  const pages = Math.min(limit, RESOURCE_MAX);
  if (!resCounterSetLimit(k.counters, counterOf(memcg, TCP), pages)) return -EBUSY;
  k.memcgs.col.tcpActive[memcg] = pages === RESOURCE_MAX ? 0 : 1;
  return 0;
}

/** Sets the soft limit: any value, used by global reclaim only (res_counter_set_soft_limit). */
export function setSoftLimit(k: Kernel, memcg: number, limit: number): number {
  k.counters.col.softLimit[counterOf(memcg, RES)] = limit;
  return 0;
}
