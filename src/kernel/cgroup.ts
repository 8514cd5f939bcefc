/**
 * The hierarchy of control groups (kernel/cgroup.c, 3.8): making, removing and renaming directories, and moving tasks
 * between them. Answers are 0 or an id, or -errno.
 */
import { becauseOfRmdir } from './because';
import { addCgroupName, cgroupLookup, removeCgroupName } from './cgroup-names';
import { linkTask, unlinkTask } from './cgroup-tasks';
import { takeCssId } from './css-id';
import { EBUSY, EEXIST, EIO, EINVAL, ESRCH } from './errno';
import { removeListeners } from './event-listeners';
import { emptyGroup } from './force-empty';
import type { Kernel } from './kernel';
import { initRootMemcg, isOnline, KMEM_ACTIVE, memcgPath, parentMemcg, ROOT_MEMCG } from './memcg';
import { destroyAllCaches } from './memcg-cache';
import { freeCss, getMemcg, lifecycleEvent } from './memcg-lifecycle';
import { canAttach, moveCharges } from './move-charge';
import { hasPatch, traceWithout } from './patches';
import { counterOf, KMEM, MEMSW, RES, resCounterInit, TCP } from './res-counter';
import { checkForRelease } from './release-agent';
import { hasFlag, KTHREADD_PID, leaderOf, PF_EXITING, PF_THREAD_BOUND, taskExists, threadsOf } from './task';
import { trace } from './trace';

/** Makes the root group; every machine begins with it (cgroup_init). */
export function cgroupInit(k: Kernel): void {
  initRootMemcg(k);
  k.cssIds.ids.grow(k.memcgs.col.css[ROOT_MEMCG]! + 1);
  k.cssIds.ids.col.used[k.memcgs.col.css[ROOT_MEMCG]!] = 1;
}

/** Child directories, youngest first. */
export function cgroupChildren(k: Kernel, memcg: number): number[] {
  const { child, siblingNext } = k.memcgs.col;
  const children: number[] = [];
  for (let group = child[memcg]!; group !== 0; group = siblingNext[group]!) children.push(group);
  return children;
}

/** A group by its path below the hierarchy ("/", "/a/b"); 0 when there is none. */
export function cgroupByPath(k: Kernel, path: string): number {
  let group = ROOT_MEMCG;
  for (const name of path.split('/')) {
    if (name === '') continue;
    group = cgroupLookup(k, group, name);
    if (group === 0) return 0;
  }
  return group;
}

/**
 * Makes a group below `parent`: its id, -EEXIST, or -ENOSPC at 65535 groups. It inherits use_hierarchy,
 * oom_kill_disable, swappiness and, below an accounted hierarchical parent, kernel accounting (mem_cgroup_css_alloc).
 */
export function cgroupMkdir(k: Kernel, parent: number, name: string): number {
  if (cgroupLookup(k, parent, name) !== 0) return -EEXIST;
  const css = takeCssId(k);
  if (css < 0) return css;
  const memcg = k.memcgs.push();
  const { col } = k.memcgs;
  col.used[memcg] = 1;
  col.css[memcg] = css;
  col.refs[memcg] = 1;
  k.memcgInfo.set(memcg, { name, lastPath: '' });
  linkDirectory(k, parent, memcg);
  addCgroupName(k, memcg);
  inherit(k, parent, memcg);
  trace(k, 'cgroup_mkdir', 'created', memcg, () => `path=${memcgPath(k, memcg)}`);
  if (!hasPatch(k, 4)) traceWithout(k, 4, 'cgroup_populate_dir', memcg, () => `path=${memcgPath(k, memcg)} has no memory.kmem files`);
  const above = parentMemcg(k, memcg);
  lifecycleEvent(k, memcg, { type: 'born', parentAccounted: above !== 0 && (col.kmemFlags[above]! & KMEM_ACTIVE) !== 0 });
  return memcg;
}

function inherit(k: Kernel, parent: number, memcg: number): void {
  const { useHierarchy, oomKillDisable, swappiness, cloneChildren, notifyOnRelease } = k.memcgs.col;
  useHierarchy[memcg] = useHierarchy[parent]!;
  oomKillDisable[memcg] = oomKillDisable[parent]!;
  swappiness[memcg] = swappiness[parent]!;
  cloneChildren[memcg] = cloneChildren[parent]!;
  notifyOnRelease[memcg] = notifyOnRelease[parent]!;
  const hierarchical = useHierarchy[parent] !== 0;
  for (const kind of [RES, MEMSW, KMEM, TCP] as const) {
    // The root has no counter of TCP buffers (tcp_init_cgroup).
    const passes = hierarchical && (kind !== TCP || parent !== ROOT_MEMCG);
    resCounterInit(k.counters, counterOf(memcg, kind), passes ? counterOf(parent, kind) : 0);
  }
  if (hierarchical) getMemcg(k, parent);
}

function linkDirectory(k: Kernel, parent: number, memcg: number): void {
  const { col } = k.memcgs;
  const first = col.child[parent]!;
  col.parent[memcg] = parent;
  col.depth[memcg] = col.depth[parent]! + 1;
  col.siblingNext[memcg] = first;
  if (first !== 0) col.siblingPrev[first] = memcg;
  col.child[parent] = memcg;
  col.children[parent]!++;
}

function unlinkDirectory(k: Kernel, memcg: number): void {
  const { parent, child, siblingNext, siblingPrev, children } = k.memcgs.col;
  const above = parent[memcg]!;
  const after = siblingNext[memcg]!;
  const before = siblingPrev[memcg]!;
  if (before === 0) child[above] = after;
  else siblingNext[before] = after;
  if (after !== 0) siblingPrev[after] = before;
  children[above]!--;
}

/**
 * Removes a group without tasks and directories (-EBUSY else). User pages still charged go to the parent, kernel pages
 * stay: the group lives on out of sight until the last of them is freed (cgroup_destroy_locked). Without patch 11 the
 * caller waits for that instead: BLOCKED, or -EINTR.
 */
export function cgroupRmdir(k: Kernel, memcg: number): number {
  const { used, tasks, children, cssRefs } = k.memcgs.col;
  if (memcg === ROOT_MEMCG || !isOnline(k, memcg) || tasks[memcg]! > 0 || children[memcg]! > 0) {
    becauseOfRmdir(k, memcg);
    return -EBUSY;
  }
  const emptied = emptyGroup(k, memcg);
  if (emptied !== 0) return emptied;
  const path = memcgPath(k, memcg);
  trace(k, 'cgroup_rmdir', 'removed', memcg, () => `path=${path}`);
  lifecycleEvent(k, memcg, { type: 'rmdir', tasks: tasks[memcg]!, children: children[memcg]! });
  destroyAllCaches(k, memcg);
  unlinkDirectory(k, memcg);
  removeListeners(k, memcg);
  removeCgroupName(k, memcg);
  k.memcgInfo.set(memcg, { ...k.memcgInfo.get(memcg), lastPath: path });
  used[memcg] = 2;
  checkForRelease(k, k.memcgs.col.parent[memcg]!);
  if (cssRefs[memcg] === 0) freeCss(k, memcg);
  return 0;
}

/** Gives a group another name within its parent: 0, -EIO to anywhere else, -EEXIST (cgroup_rename). */
export function cgroupRename(k: Kernel, memcg: number, newParent: number, name: string): number {
  if (memcg === ROOT_MEMCG) return -EBUSY;
  if (cgroupLookup(k, newParent, name) !== 0) return -EEXIST;
  if (k.memcgs.col.parent[memcg] !== newParent) return -EIO;
  const before = memcgPath(k, memcg);
  removeCgroupName(k, memcg);
  k.memcgInfo.set(memcg, { ...k.memcgInfo.get(memcg), name });
  addCgroupName(k, memcg);
  trace(k, 'cgroup_rename', 'info', memcg, () => `from=${before} to=${memcgPath(k, memcg)}`);
  return 0;
}

/**
 * Moves a task, or its whole process, to a group; `writer` is the task that asks. 0, -ESRCH for who is not alive,
 * -EINVAL for kthreadd and kernel threads bound to a CPU, -ENOMEM when the charges that should come along do not fit
 * (attach_task_by_pid, cgroup_attach_task, cgroup_attach_proc).
 */
export function cgroupAttach(k: Kernel, writer: number, pid: number, memcg: number, wholeProcess: boolean): number {
  if (!taskExists(k, pid)) return -ESRCH;
  const task = wholeProcess ? leaderOf(k, pid) : pid;
  if (task === KTHREADD_PID || hasFlag(k, task, PF_THREAD_BOUND)) return -EINVAL;
  if (!wholeProcess && hasFlag(k, task, PF_EXITING)) return -ESRCH;
  const movers = (wholeProcess ? threadsOf(k, task) : [task]).filter(
    (mover) => k.tasks.col.memcg[mover] !== memcg && !hasFlag(k, mover, PF_EXITING),
  );
  const first = movers[0];
  if (first === undefined) return 0;
  const move = canAttach(k, writer, first, memcg);
  if (typeof move === 'number') return move;
  for (const mover of movers) {
    unlinkTask(k, mover);
    linkTask(k, mover, memcg);
    trace(k, 'cgroup_attach_task', 'info', memcg, () => `pid=${mover} path=${memcgPath(k, memcg)}`);
  }
  if (move !== undefined) moveCharges(k, writer, move);
  return 0;
}

/** Directories of the hierarchy, the root included, as /proc/cgroups counts them. */
export function numCgroups(k: Kernel): number {
  const { used } = k.memcgs.col;
  let count = 0;
  for (let memcg = ROOT_MEMCG; memcg < k.memcgs.length; memcg++) if (used[memcg] === 1) count++;
  return count;
}

export { cgroupLookup };
