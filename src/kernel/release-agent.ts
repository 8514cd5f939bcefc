/**
 * Telling a program that a group is empty (kernel/cgroup.c, 3.8: check_for_release, cgroup_release_agent): with
 * notify_on_release set, the last task's leaving or the last directory's going starts release_agent with the group's path.
 */
import { watermarkOk } from './alloc-slowpath';
import type { Kernel } from './kernel';
import { isOnline, memcgPath, ROOT_MEMCG } from './memcg';
import { trace } from './trace';
import { queueWork } from './workqueue';

/** Largest block that a new process is made of: a slab of signal handlers. */
const HELPER_ORDER = 3;

/** A task or a directory has just left `memcg`: if nothing is left in it, somebody is to be told (check_for_release). */
export function checkForRelease(k: Kernel, memcg: number): void {
  const { notifyOnRelease, tasks, children } = k.memcgs.col;
  if (notifyOnRelease[memcg] === 0 || tasks[memcg]! > 0 || children[memcg]! > 0 || !isOnline(k, memcg)) return;
  queueWork(k, 'release_agent', memcg);
}

/** The work item: the program is started from the kernel, in the root group (cgroup_release_agent). */
export function runReleaseAgent(k: Kernel, memcg: number): void {
  const agent = k.memcgInfo.get(ROOT_MEMCG).releaseAgent ?? '';
  if (agent === '' || !isOnline(k, memcg)) return;
  const path = memcgPath(k, memcg);
  // The helper is a process that nobody waits for: where there is no memory for one there is none.
  if (!watermarkOk(k, HELPER_ORDER, k.zone.pages.col.min[0]!)) return;
  trace(k, 'cgroup_release_agent', 'info', memcg, () => `agent=${agent} path=${path}`);
  k.hooks.usermodeHelper?.(k, [agent, path]);
}
