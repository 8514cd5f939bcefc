/**
 * The end of a random test: everybody is killed, what was made is removed, and nothing may be left.
 */
import { HIERARCHY, isIdle, order, type Call } from './driven-task-for-tests';
import { checkTornDown } from './invariants';
import type { Kernel } from './kernel';
import { rootCaches } from './kmem-cache';
import { INIT_PID } from './kthread';
import { panicked } from './panic';
import { settle } from './random-machine-for-tests';
import { DATA_FILES, groupPaths, workers } from './random-operations-for-tests';
import { SIGKILL } from './signal';
import { shrinkCache } from './slub';
import { sysKill, sysReaddir, sysStat } from './syscalls';

/**
 * What rmdir moved up into a hierarchical root stays in its counters for ever: 3.8 uncharges no page of the root
 * (__mem_cgroup_uncharge_common), and shows its usage from statistics.
 */
const ROOT_KEEPS = /^memory(\.memsw)? of \/ is /;

/** Kills everybody, those too that a woken task made meanwhile. */
export function killAll(k: Kernel): void {
  // Before anything else is awaited: a group at its limit in which nobody can be killed never settles.
  for (let known = workers(k); known.length > 0 && panicked(k) === undefined; known = workers(k)) {
    // Not by init's own step: it may sleep in what it was told to do.
    for (const pid of known) sysKill(k, INIT_PID, pid, SIGKILL);
    settle(k);
  }
}

/** Kills everybody, removes every name and every group: what must be gone then and is not. A machine that panicked is left. */
export function tearDown(k: Kernel): readonly string[] {
  killAll(k);
  // What a group left in files stays charged to it, in swap even when it is removed.
  const names = [...namesBelow(k, '/tmp'), ...namesBelow(k, '/data')];
  doAll(k, [...DATA_FILES.map((path): Call => ({ do: 'unlink', path })), ...names, { do: 'umount', path: '/data' }]);
  const deepestFirst = groupPaths(k).sort((a, b) => b.split('/').length - a.split('/').length);
  doAll(
    k,
    deepestFirst.filter((path) => path !== '/').map((path): Call => ({ do: 'rmdir', path: `${HIERARCHY}${path}` })),
  );
  shrinkDeadCaches(k);
  if (panicked(k) !== undefined) return [];
  const left = groupPaths(k).length > 1 ? [`groups are left: ${groupPaths(k).join(' ')}`] : [];
  return [...left, ...checkTornDown(k).filter((rule) => !ROOT_KEEPS.test(rule))];
}

function doAll(k: Kernel, calls: readonly Call[]): void {
  for (const call of calls) order(k, INIT_PID, call);
  settle(k);
  if (panicked(k) === undefined && !isIdle(k, INIT_PID)) throw new Error('init sleeps in the middle of its work');
}

/** Every name below a directory is to be removed, the deepest first. */
function namesBelow(k: Kernel, path: string): Call[] {
  const names = sysReaddir(k, INIT_PID, path);
  if (typeof names === 'number') return [];
  return names
    .filter((name) => name !== '.' && name !== '..')
    .flatMap((name): Call[] => {
      const below = `${path}/${name}`;
      const stat = sysStat(k, INIT_PID, below);
      const isDirectory = typeof stat !== 'number' && stat.kind === 'directory';
      return isDirectory ? [...namesBelow(k, below), { do: 'rmdir', path: below }] : [{ do: 'unlink', path: below }];
    });
}

/**
 * SLUB keeps a few empty slabs of a removed group's caches, and with them the group, until somebody shrinks the caches
 * (`slabinfo -s`).
 */
function shrinkDeadCaches(k: Kernel): void {
  for (let cache = rootCaches(k.config) + 1; cache < k.slabs.length; cache++) if (k.slabs.col.used[cache] === 1) shrinkCache(k, cache);
  settle(k);
}
