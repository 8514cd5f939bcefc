/**
 * What must hold after every tick, whatever happened; each broken rule is one line in words. For tests and the debug
 * mode: it looks at everything, so it is slow.
 */
import { KMEM_ACTIVATED, memcgPath, parentMemcg, ROOT_MEMCG } from './memcg';
import { MAX_ORDER } from './config';
import { queuedCalls } from './deferred-queue';
import type { Kernel } from './kernel';
import { checkUserMemory } from './memory-invariants';
import { naiveDisagreements } from './naive-counters';
import { FRAME_FREE, FRAME_RESERVED, FRAME_SLAB, FRAME_STACK, PAGE_BUDDY } from './page';
import { RCU_KINDS } from './rcu';
import { checkReferences, checkUsers } from './reference-invariants';
import { COUNTER_NAMES, counterOf, KMEM, MEMSW, RES, type CounterKind } from './res-counter';
import { EXIT_ZOMBIE, TASK_RUNNING } from './task';

/** Every rule that does not hold now; empty when all do. */
export function checkInvariants(k: Kernel): readonly string[] {
  return [...checkCharges(k), ...checkBuddy(k), ...checkSlabs(k), ...checkTasks(k), ...checkUserMemory(k), ...checkUsers(k)];
}

/** Those of them that are about charges: owners of frames, counters, references to groups, and the naive model. */
export function checkCharges(k: Kernel): readonly string[] {
  // Without some patches of the series the sums are wrong by design, and pages can belong to a freed group.
  if (k.config.without.length > 0) return checkReferences(k);
  return [...checkFrames(k), ...checkCounters(k), ...naiveDisagreements(k), ...checkReferences(k)];
}

/** A block is of one piece: its frames agree on kind, order and owner, and who is nobody's is charged to nobody. */
function checkFrames(k: Kernel): string[] {
  const broken: string[] = [];
  const { kind, order, owner } = k.frames.col;
  const { used } = k.memcgs.col;
  // Bound here, as everywhere below: a loop over all frames must not fetch them from another module each time.
  const [free, reserved, frames] = [FRAME_FREE, FRAME_RESERVED, k.config.ramPages];
  for (let pfn = 0; pfn < frames; pfn++) {
    const what = kind[pfn]!;
    if (what === free || what === reserved) {
      if (owner[pfn] !== 0) broken.push(`frame ${pfn} is free or reserved and charged to group ${owner[pfn]}`);
      continue;
    }
    const head = pfn & ~((1 << order[pfn]!) - 1);
    if (kind[head] !== what || order[head] !== order[pfn] || owner[head] !== owner[pfn])
      broken.push(`frame ${pfn} does not agree with its head ${head}`);
    if (owner[pfn] !== 0 && used[owner[pfn]!] === 0) broken.push(`frame ${pfn} is charged to group ${owner[pfn]}, which is freed`);
  }
  return broken;
}

/** The free lists hold every free frame once, in aligned blocks that were merged as far as can be. */
function checkBuddy(k: Kernel): string[] {
  const broken: string[] = [];
  const { kind, order, next, mapcount } = k.frames.col;
  const { head, free } = k.zone.areas.col;
  let listed = 0;
  for (let o = 0; o < MAX_ORDER; o++) {
    let blocks = 0;
    for (let pfn = head[o]!; pfn !== 0 && blocks <= free[o]!; pfn = next[pfn]!, blocks++) {
      const buddy = pfn ^ (1 << o);
      if (kind[pfn] !== FRAME_FREE || order[pfn] !== o || mapcount[pfn] !== PAGE_BUDDY || (pfn & ((1 << o) - 1)) !== 0) {
        broken.push(`block ${pfn} on the free list of order ${o} is not one`);
      }
      if (o < MAX_ORDER - 1 && mapcount[buddy] === PAGE_BUDDY && order[buddy] === o)
        broken.push(`buddies ${pfn} and ${buddy} were not merged`);
    }
    if (blocks !== free[o]) broken.push(`free list of order ${o} has ${blocks} blocks, counted ${free[o]}`);
    listed += blocks << o;
  }
  const [freeKind, total] = [FRAME_FREE, k.config.ramPages];
  let frames = 0;
  for (let pfn = 0; pfn < total; pfn++) if (kind[pfn] === freeKind) frames++;
  if (frames !== listed || frames !== k.zone.pages.col.free[0]) {
    broken.push(`${frames} frames are free, ${listed} on the lists, ${k.zone.pages.col.free[0]} counted`);
  }
  return broken;
}

/** A cache's slabs and objects are those of its frames; those that are charged are charged to the group of their cache. */
function checkSlabs(k: Kernel): string[] {
  const { kind, order, info, mapcount, owner } = k.frames.col;
  const { memcg } = k.slabs.col;
  const broken: string[] = [];
  const slabs = new Uint32Array(k.slabs.length);
  const objects = new Uint32Array(k.slabs.length);
  const [slab, frames] = [FRAME_SLAB, k.config.ramPages];
  for (let pfn = 0; pfn < frames; pfn++) {
    if (kind[pfn] !== slab || (pfn & ((1 << order[pfn]!) - 1)) !== 0) continue;
    // A slab that a dying task asked for is charged to nobody.
    if (owner[pfn] !== 0 && owner[pfn] !== memcg[info[pfn]!] && k.config.without.length === 0)
      broken.push(`slab ${pfn} of cache ${info[pfn]} is charged to group ${owner[pfn]}, its cache is group ${memcg[info[pfn]!]}'s`);
    slabs[info[pfn]!]!++;
    objects[info[pfn]!]! += mapcount[pfn]!;
  }
  const { slabs: counted, objects: inUse } = k.slabs.col;
  for (let cache = 1; cache < k.slabs.length; cache++) {
    if (counted[cache] !== slabs[cache]) broken.push(`cache ${cache} counts ${counted[cache]} slabs, has ${slabs[cache]}`);
    if (inUse[cache] !== objects[cache]) broken.push(`cache ${cache} counts ${inUse[cache]} objects, has ${objects[cache]}`);
  }
  return broken;
}

/** Run queues hold the runnable; every task has its stack; stacks without a task wait for a grace period or a fork. */
function checkTasks(k: Kernel): string[] {
  const broken: string[] = [];
  const { used, state, stack, runNext, tgid, memcg, callPfn, waitq } = k.tasks.col;
  const named = new Uint8Array(k.frames.length);
  let threads = 0;
  let runnable = 0;
  for (let pid = 1; pid < k.tasks.length; pid++) {
    if (callPfn[pid] !== 0) named[callPfn[pid]!] = 1;
    if (used[pid] === 0) continue;
    named[stack[pid]!] = 1;
    if (used[pid] === 2) continue;
    threads++;
    const runs = state[pid] === TASK_RUNNING;
    if (runs) runnable++;
    if (runs !== (runNext[pid] !== 0)) broken.push(`task ${pid} in state ${state[pid]} is ${runs ? 'not ' : ''}on a run queue`);
    if (used[tgid[pid]!] !== 1) broken.push(`task ${pid} has no thread group ${tgid[pid]}`);
    if (waitq[pid] !== 0 && (k.waitQueues.col.used[waitq[pid]!] !== 1 || runs))
      broken.push(`task ${pid} is on wait queue ${waitq[pid]} wrongly`);
    if ((state[pid] === EXIT_ZOMBIE) !== (memcg[pid] === 0)) broken.push(`task ${pid} in state ${state[pid]} is in group ${memcg[pid]}`);
  }
  let queued = 0;
  for (let cpu = 0; cpu < k.config.cpus; cpu++) queued += k.runqueues.cpus.col.running[cpu]!;
  if (queued !== runnable) broken.push(`${runnable} tasks can run, ${queued} are counted`);
  if (threads !== k.taskTable.col.threads[0]) broken.push(`${threads} tasks, ${k.taskTable.col.threads[0]} counted`);
  const { kind, order } = k.frames.col;
  const [stackKind, frames] = [FRAME_STACK, k.config.ramPages];
  for (let pfn = 0; pfn < frames; pfn++) {
    if (kind[pfn] === stackKind && (pfn & ((1 << order[pfn]!) - 1)) === 0 && named[pfn] === 0) broken.push(`stack ${pfn} is nobody's`);
  }
  return broken;
}

const CHECKED: readonly CounterKind[] = [RES, MEMSW, KMEM];

/** Limits hold but for what was forced, parents hold their children, and the static key counts the accounted groups. */
function checkCounters(k: Kernel): string[] {
  const broken: string[] = [];
  const { usage, limit, forced, underflows, parent: above } = k.counters.col;
  const flight = inFlight(k);
  const below = new Map<number, number>();
  let accounted = 0;
  for (let memcg = ROOT_MEMCG; memcg < k.memcgs.length; memcg++) {
    if (k.memcgs.col.used[memcg] === 0) continue;
    if ((k.memcgs.col.kmemFlags[memcg]! & KMEM_ACTIVATED) !== 0) accounted++;
    const hierarchical = memcg !== ROOT_MEMCG && k.memcgs.col.useHierarchy[k.memcgs.col.parent[memcg]!] !== 0;
    const expected = hierarchical ? k.memcgs.col.parent[memcg]! : 0;
    for (const kind of CHECKED) {
      const counter = counterOf(memcg, kind);
      const name = (): string => `${COUNTER_NAMES[kind]} of ${memcgPath(k, memcg)}`;
      // A removed group keeps the chain it was made with, whatever the directory above it says by now.
      if (k.memcgs.col.used[memcg] === 1 && above[counter] !== (expected === 0 ? 0 : counterOf(expected, kind)))
        broken.push(`${name()} passes charges to counter ${above[counter]}`);
      if (usage[counter]! > limit[counter]! + forced[counter]!)
        broken.push(`${name()} is ${usage[counter]} pages, its limit ${limit[counter]}`);
      if (underflows[counter] !== 0) broken.push(`${name()} went below zero`);
      const parent = parentMemcg(k, memcg);
      if (parent !== 0) below.set(counterOf(parent, kind), (below.get(counterOf(parent, kind)) ?? 0) + usage[counter]!);
    }
    if (usage[counterOf(memcg, KMEM)]! > usage[counterOf(memcg, RES)]! + flight)
      broken.push(`memory.kmem of ${memcgPath(k, memcg)} is above memory`);
  }
  for (const [counter, pages] of below)
    if (usage[counter]! < pages) broken.push(`counter ${counter} holds ${usage[counter]} pages, its children ${pages}`);
  const enabled = k.staticKeys.col.enabled[0]!;
  if (enabled !== accounted) broken.push(`memcg_kmem_enabled_key is ${enabled} with ${accounted} accounted groups`);
  return broken;
}

/** Pages that stand in kmem and not yet in res: forks that sleep. */
function inFlight(k: Kernel): number {
  const { kmemGroup, kmemPages, kmemCharged } = k.charges.col;
  let pages = 0;
  for (let pid = 1; pid < k.charges.length; pid++) if (kmemGroup[pid] !== 0 && kmemCharged[pid] === 0) pages += kmemPages[pid]!;
  return pages;
}

/** After everybody has gone: nothing is charged, accounted or on its way out any more. Every rule that does not hold. */
export function checkTornDown(k: Kernel): readonly string[] {
  const broken: string[] = [];
  for (let memcg = ROOT_MEMCG; memcg < k.memcgs.length; memcg++) {
    if (memcg !== ROOT_MEMCG && k.memcgs.col.used[memcg] !== 0) broken.push(`group ${memcgPath(k, memcg)} is still there`);
    for (const kind of CHECKED) {
      const left = k.counters.col.usage[counterOf(memcg, kind)]!;
      if (k.memcgs.col.used[memcg] !== 0 && left !== 0) broken.push(`${COUNTER_NAMES[kind]} of ${memcgPath(k, memcg)} is ${left} pages`);
    }
  }
  if (k.staticKeys.col.enabled[0] !== 0) broken.push('memcg_kmem_enabled_key is on');
  const freeing = queuedCalls(k.rcu).filter((call) => RCU_KINDS[call.kind] === 'mem_cgroup_free').length;
  if (freeing > 0) broken.push(`${freeing} groups wait for a grace period`);
  return [...broken, ...checkInvariants(k)];
}
