/**
 * Which task stands in which group (kernel/cgroup.c, 3.8: css_set and its list of tasks). The newest arrival heads a
 * group's list; zombies are in no group.
 */
import type { Kernel } from './kernel';
import { memcgOfTask } from './memcg';
import { checkForRelease } from './release-agent';
import { Columns, type Stores } from './store';

const SCHEMA = { next: 'u32', prev: 'u32' } as const;

/** Links of a group's list of tasks, by pid. */
export type TaskLinks = Columns<typeof SCHEMA>;

export function createTaskLinks(stores: Stores): TaskLinks {
  return stores.add('taskLinks', new Columns(SCHEMA));
}

/** Puts a task that is in no group into one. */
export function linkTask(k: Kernel, pid: number, memcg: number): void {
  k.taskLinks.grow(pid + 1);
  k.charges.grow(pid + 1);
  const { next, prev } = k.taskLinks.col;
  const { taskHead, tasks } = k.memcgs.col;
  const first = taskHead[memcg]!;
  next[pid] = first;
  prev[pid] = 0;
  if (first !== 0) prev[first] = pid;
  taskHead[memcg] = pid;
  tasks[memcg]!++;
  k.tasks.col.memcg[pid] = memcg;
}

/** Takes a task out of its group, if it is in one. */
export function unlinkTask(k: Kernel, pid: number): void {
  const memcg = k.tasks.col.memcg[pid]!;
  if (memcg === 0) return;
  const { next, prev } = k.taskLinks.col;
  const after = next[pid]!;
  const before = prev[pid]!;
  if (before === 0) k.memcgs.col.taskHead[memcg] = after;
  else next[before] = after;
  if (after !== 0) prev[after] = before;
  k.memcgs.col.tasks[memcg]!--;
  k.tasks.col.memcg[pid] = 0;
  checkForRelease(k, memcg);
}

/** Tasks of a group, the newest arrival first (cgroup_iter_next). */
export function tasksOfMemcg(k: Kernel, memcg: number): number[] {
  const { next } = k.taskLinks.col;
  const pids: number[] = [];
  for (let pid = k.memcgs.col.taskHead[memcg]!; pid !== 0; pid = next[pid]!) pids.push(pid);
  return pids;
}

/** A new task begins where its parent stands; parent 0: in the root (cgroup_fork, cgroup_post_fork). */
export function cgroupFork(k: Kernel, parentPid: number, childPid: number): void {
  linkTask(k, childPid, memcgOfTask(k, parentPid));
}

/** A dying task leaves its group at once, long before it is reaped (cgroup_exit). */
export function cgroupExit(k: Kernel, pid: number): void {
  unlinkTask(k, pid);
}
