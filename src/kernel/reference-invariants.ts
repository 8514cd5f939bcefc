/**
 * What must hold after every tick of who holds what: references to groups, charges that sleep, tasks in groups, frames in
 * use. Each broken rule is one line in words. For tests and the debug mode.
 */
import { CHARGE_DONE, CHARGE_GRACE, CHARGE_NONE, CHARGE_WAITING } from './charge-in-flight';
import type { Kernel } from './kernel';
import { KMEM_ACTIVATED, KMEM_DEAD, memcgPath, parentMemcg, ROOT_MEMCG } from './memcg';
import { LIFECYCLE_STATES } from './memcg-lifecycle.machine';
import { FRAME_ANON, FRAME_FREE, FRAME_RESERVED, FRAME_SLAB } from './page';
import { PG_SWAPCACHE } from './page-cgroup';
import { EXIT_ZOMBIE } from './task';

const IN_RCU = LIFECYCLE_STATES.indexOf('rcu');

/** Every rule of references that does not hold now; empty when all do. */
export function checkReferences(k: Kernel): readonly string[] {
  const broken = [...checkGroupTasks(k), ...checkOom(k)];
  // Without patches 8, 9 and 11 references are kept in another way, or not at all.
  return k.config.without.length > 0 ? broken : [...checkGroupReferences(k), ...broken];
}

/** A group is held by being there, by being accounted, by its hierarchical children, its slots of the swap area, its caches and sockets. */
function checkGroupReferences(k: Kernel): string[] {
  const groups = k.memcgs.length;
  const { used, kmemFlags, refs, cssRefs, state } = k.memcgs.col;
  const expected = new Uint32Array(groups);
  const expectedCss = new Uint32Array(groups);
  for (let memcg = ROOT_MEMCG; memcg < groups; memcg++) {
    if (used[memcg] === 0) continue;
    if (used[memcg] === 1 || cssRefs[memcg]! > 0) expected[memcg]!++;
    if ((kmemFlags[memcg]! & KMEM_ACTIVATED) !== 0 && (used[memcg] === 1 || (kmemFlags[memcg]! & KMEM_DEAD) !== 0)) expected[memcg]!++;
    if (state[memcg] !== IN_RCU) expected[parentMemcg(k, memcg)]!++;
  }
  const { owner } = k.swap.slots.col;
  for (let slot = 1; slot < k.swap.slots.length; slot++) if (owner[slot] !== 0) expected[owner[slot]!]!++;
  for (let cache = 1; cache < k.slabs.length; cache++) if (k.slabs.col.used[cache] === 1) expected[k.slabs.col.memcg[cache]!]!++;
  const { used: open, memcg: paysFor } = k.sockets.table.col;
  for (let sock = 1; sock < k.sockets.table.length; sock++) if (open[sock] === 1) expected[paysFor[sock]!]!++;
  const { phase, memcg: charged, kmemGroup, kmemCharged } = k.charges.col;
  for (let pid = 1; pid < k.charges.length; pid++) {
    if (phase[pid] !== CHARGE_NONE && phase[pid] !== CHARGE_DONE) expectedCss[charged[pid]!]!++;
    if (kmemGroup[pid] !== 0 && kmemCharged[pid] === 0) expectedCss[kmemGroup[pid]!]!++;
  }
  const broken: string[] = [];
  for (let memcg = ROOT_MEMCG; memcg < groups; memcg++) {
    if (used[memcg] === 0) continue;
    if (refs[memcg] !== expected[memcg])
      broken.push(`${memcgPath(k, memcg)} has ${refs[memcg]} references, should have ${expected[memcg]}`);
    if (cssRefs[memcg] !== expectedCss[memcg])
      broken.push(`the css of ${memcgPath(k, memcg)} has ${cssRefs[memcg]} references, should have ${expectedCss[memcg]}`);
  }
  return broken;
}

/** Every task that lives stands in the group it says, once; a removed group has none. */
function checkGroupTasks(k: Kernel): string[] {
  const broken: string[] = [];
  const standing = new Uint32Array(k.memcgs.length);
  const { used: isTask, state, memcg: groupOf } = k.tasks.col;
  for (let pid = 1; pid < k.tasks.length; pid++) if (isTask[pid] === 1 && state[pid] !== EXIT_ZOMBIE) standing[groupOf[pid]!]!++;
  const { used, tasks, taskHead } = k.memcgs.col;
  const { next, prev } = k.taskLinks.col;
  for (let memcg = ROOT_MEMCG; memcg < k.memcgs.length; memcg++) {
    if (used[memcg] === 0) continue;
    let listed = 0;
    for (let pid = taskHead[memcg]!, before = 0; pid !== 0 && listed <= tasks[memcg]!; before = pid, pid = next[pid]!, listed++)
      if (groupOf[pid] !== memcg || prev[pid] !== before) broken.push(`task ${pid} does not belong on the list of ${memcgPath(k, memcg)}`);
    if (listed !== tasks[memcg] || standing[memcg] !== tasks[memcg])
      broken.push(`${memcgPath(k, memcg)} counts ${tasks[memcg]} tasks, lists ${listed}, ${standing[memcg]} stand in it`);
    if (used[memcg] === 2 && tasks[memcg] !== 0) broken.push(`${memcgPath(k, memcg)} is removed and has tasks`);
  }
  return broken;
}

/** Who waits under OOM is on the queue; when nobody is in it, no group is locked or under OOM. */
function checkOom(k: Kernel): string[] {
  const broken: string[] = [];
  const { phase, next, prev } = k.charges.col;
  let [waiting, queued, inOom] = [0, 0, 0];
  for (let pid = 1; pid < k.charges.length; pid++) {
    if (phase[pid] === CHARGE_NONE) continue;
    if (phase[pid] === CHARGE_DONE) broken.push(`task ${pid} keeps a charge that nobody asked for`);
    if (phase[pid] === CHARGE_WAITING) waiting++;
    if (phase[pid] !== CHARGE_GRACE) inOom++;
    if (k.tasks.col.used[pid] !== 1 || k.tasks.col.state[pid] === EXIT_ZOMBIE) broken.push(`task ${pid} is gone and sleeps in a charge`);
  }
  for (let pid = next[0]!, before = 0; pid !== 0 && queued <= waiting; before = pid, pid = next[pid]!, queued++)
    if (phase[pid] !== CHARGE_WAITING || prev[pid] !== before) broken.push(`task ${pid} does not belong on the queue of memcg_oom_waitq`);
  if (queued !== waiting) broken.push(`${waiting} tasks wait under OOM, ${queued} are queued`);
  const { used, oomLock, underOom } = k.memcgs.col;
  if (inOom > 0) return broken;
  for (let memcg = ROOT_MEMCG; memcg < k.memcgs.length; memcg++)
    if (used[memcg] === 1 && (oomLock[memcg] !== 0 || underOom[memcg] !== 0))
      broken.push(`${memcgPath(k, memcg)} is under OOM (${underOom[memcg]}, lock ${oomLock[memcg]}) and nobody is in it`);
  return broken;
}

/** A frame in use is named by whoever uses it; one that nobody names is lost. Slabs and stacks are looked at with theirs. */
export function checkUsers(k: Kernel): string[] {
  const named = framesNamed(k);
  const broken: string[] = [];
  const { kind, mapcount } = k.frames.col;
  const { flags } = k.pageCgroups.col;
  const [free, reserved, anon, slab, swapCache] = [FRAME_FREE, FRAME_RESERVED, FRAME_ANON, FRAME_SLAB, PG_SWAPCACHE];
  for (let pfn = 0, frames = k.frames.length; pfn < frames; pfn++) {
    const what = kind[pfn]!;
    if (what === free || what === reserved || what === slab || named[pfn] !== 0) continue;
    if (what === anon && (mapcount[pfn]! > 0 || (flags[pfn]! & swapCache) !== 0)) continue;
    broken.push(`frame ${pfn} of kind ${what} is in use by nobody`);
  }
  return broken;
}

/** Frames that stand in a file, a page table's row, a memory map, a pipe, a group's directory, a task or a call under way. */
function framesNamed(k: Kernel): Uint8Array {
  const named = new Uint8Array(k.frames.length);
  const nameAll = (frames: readonly number[]): void => {
    for (const pfn of frames) if (pfn > 0) named[pfn] = 1;
  };
  for (const inode of k.inodeData.ids()) {
    const { pages, meta } = k.inodeData.get(inode);
    nameAll(pages);
    if (meta !== undefined) nameAll(meta);
  }
  const { frame } = k.pageTables.tables.col;
  for (let table = 1; table < k.pageTables.tables.length; table++) named[frame[table]!] = 1;
  const { users, pgd } = k.mms.col;
  for (let mm = 1; mm < k.mms.length; mm++) if (users[mm] !== 0) named[pgd[mm]!] = 1;
  for (const pipe of k.pipes.data.ids()) nameAll(k.pipes.data.get(pipe).frames);
  for (const inode of k.cgroupObjects.ids()) named[k.cgroupObjects.get(inode).frame] = 1;
  const { used, stack, callPfn } = k.tasks.col;
  for (let pid = 1; pid < k.tasks.length; pid++) {
    if (used[pid] !== 0) named[stack[pid]!] = named[stack[pid]! + 1] = 1;
    if (callPfn[pid] !== 0) named[callPfn[pid]!] = named[callPfn[pid]! + 1] = 1;
  }
  const { faultPfn } = k.charges.col;
  for (let pid = 1; pid < k.charges.length; pid++) named[faultPfn[pid]!] = 1;
  return named;
}
