/**
 * Every rule can be seen to be broken: a machine at rest keeps them all, and one wrong number breaks one.
 */
import { expect, it } from 'vitest';
import { cgroupByPath } from './cgroup';
import { DRIVEN_HOOKS, drivenTask, HIERARCHY, order, type Call } from './driven-task-for-tests';
import { checkCharges, checkInvariants, checkTornDown } from './invariants';
import { createKernel, type Kernel } from './kernel';
import { createInit, INIT_PID } from './kthread';
import { KMEM_ACTIVATED } from './memcg';
import { naiveCounts } from './naive-counters';
import { FRAME_ANON, FRAME_CACHE, FRAME_SLAB, FRAME_STACK } from './page';
import { PG_LRU, PG_PAGEVEC } from './page-cgroup';
import { settle } from './random-machine-for-tests';
import { workers } from './random-operations-for-tests';
import { counterOf, KMEM, MEMSW, RES } from './res-counter';
import { PTRS_PER_PTE } from './page-table';

/** Two accounted groups in a line; a task in the lower one with pages in memory and in swap, files, and a child. */
function boot(): Kernel {
  const k = createKernel({ ramPages: 4096, cpus: 2, swapPages: 256, kernel: '3.8', without: [], seed: 1 }, DRIVEN_HOOKS);
  createInit(k, drivenTask());
  const run = (pid: number, ...calls: readonly Call[]): void => {
    for (const call of calls) order(k, pid, call);
    settle(k);
  };
  const knob = (group: string, name: string, text: string): void =>
    run(INIT_PID, { do: 'write', path: `${HIERARCHY}${group}/${name}`, text: `${text}\n` });
  run(INIT_PID, { do: 'mkdir', path: `${HIERARCHY}/A` });
  knob('/A', 'memory.use_hierarchy', '1');
  knob('/A', 'memory.kmem.limit_in_bytes', '4M');
  run(INIT_PID, { do: 'mkdir', path: `${HIERARCHY}/A/B` }, { do: 'fork' });
  const pid = workers(k).at(-1)!;
  knob('/A/B', 'tasks', String(pid));
  run(pid, { do: 'map', pages: 100, kind: 'anon' }, { do: 'touch', region: 0, from: 0, pages: 100 }, { do: 'fork' });
  run(pid, { do: 'append', path: '/data/a', pages: 10 }, { do: 'mkdir', path: '/tmp/d' }, { do: 'fork' }, { do: 'fork' });
  knob('/A', 'memory.limit_in_bytes', '300K');
  run(pid, { do: 'touch', region: 0, from: 0, pages: 60 });
  return k;
}

/** First frame of a kind, of those a group pays for if `owned`. */
function frame(k: Kernel, kind: number, owned = true): number {
  return k.frames.col.kind.findIndex((value, pfn) => value === kind && (k.frames.col.owner[pfn]! !== 0) === owned);
}
const a = (k: Kernel): number => cgroupByPath(k, '/A');
const b = (k: Kernel): number => cgroupByPath(k, '/A/B');
const task = (k: Kernel): number => workers(k)[0]!;
const usage = (k: Kernel, memcg: number, kind: typeof RES | typeof MEMSW | typeof KMEM, by: number): void =>
  void (k.counters.col.usage[counterOf(memcg, kind)]! += by);

const BREAKS: readonly (readonly [rule: RegExp, wrong: (k: Kernel) => void])[] = [
  [/memory of \/A\/B is \d+ pages, its frames make/, (k) => usage(k, b(k), RES, 1)],
  [/memory.memsw of \/A is \d+ pages, its frames make/, (k) => usage(k, a(k), MEMSW, -1)],
  [/memory.kmem of \/A\/B is \d+ pages, its frames make/, (k) => usage(k, b(k), KMEM, 2)],
  [/memory of \/A is \d+ pages, its limit/, (k) => void (k.counters.col.limit[counterOf(a(k), RES)] = 1)],
  [/memory of \/A went below zero/, (k) => void k.counters.col.underflows[counterOf(a(k), RES)]!++],
  [/memory of \/A\/B passes charges to counter 0/, (k) => void (k.counters.col.parent[counterOf(b(k), RES)] = 0)],
  [/counter \d+ holds \d+ pages, its children \d+/, (k) => usage(k, a(k), RES, -10)],
  [/memory.kmem of \/A\/B is above memory/, (k) => usage(k, b(k), KMEM, 1000)],
  [/memcg_kmem_enabled_key is 3 with 2/, (k) => void k.staticKeys.col.enabled[0]!++],
  [/frame \d+ does not agree with its head/, (k) => void (k.frames.col.owner[frame(k, FRAME_STACK) + 1] = 0)],
  [/frame \d+ is charged to group 9, which is freed/, (k) => void (k.frames.col.owner[frame(k, FRAME_ANON)] = 9)],
  [/frame \d+ is free or reserved and charged/, (k) => void (k.frames.col.owner[1] = 2)],
  [/free list of order 0 has/, (k) => void k.zone.areas.col.free[0]!++],
  [/frames are free/, (k) => void k.zone.pages.col.free[0]!--],
  [/cache \d+ counts \d+ slabs/, (k) => void k.slabs.col.slabs[1]!++],
  [/cache \d+ counts \d+ objects/, (k) => void k.frames.col.mapcount[frame(k, FRAME_SLAB)]!--],
  [/slab \d+ of cache \d+ is charged to group 1/, (k) => void (k.frames.col.owner[frame(k, FRAME_SLAB)] = 1)],
  [/task \d+ is on wait queue 99 wrongly/, (k) => void (k.tasks.col.waitq[task(k)] = 99)],
  [/task \d+ in state 0 is not on a run queue/, (k) => void (k.tasks.col.state[task(k)] = 0)],
  [/\d+ tasks, \d+ counted/, (k) => void k.taskTable.col.threads[0]!++],
  [/stack \d+ is nobody's/, (k) => void (k.tasks.col.stack[task(k)] = 0)],
  [/page \d+ does not belong on list/, (k) => void (k.pageCgroups.col.flags[k.lrus.col.head.find((pfn) => pfn !== 0)!]! &= ~PG_LRU)],
  [/list \d+ has \d+ pages, counted/, (k) => void k.lrus.col.pages[5]!++],
  [/page \d+ of group \d+ is on no list/, (k) => void (k.pageCgroups.col.flags[frame(k, FRAME_ANON)]! &= ~(PG_LRU | PG_PAGEVEC))],
  [/rss of \/A\/B says/, (k) => void k.memcgs.col.rss[b(k)]!++],
  [/swap of \/A\/B says/, (k) => void k.memcgs.col.swap[b(k)]!++],
  [/page \d+ is mapped \d+ times/, (k) => void k.frames.col.mapcount[frame(k, FRAME_ANON)]!++],
  [/page table \d+ has \d+ entries/, (k) => void (k.pageTables.entries.col.pte[PTRS_PER_PTE + 511] = 1)],
  [/slot \d+ is named \d+ times/, (k) => void k.swap.slots.col.count[1]!++],
  [/\d+ slots are in use/, (k) => void k.swap.area.col.used[0]!++],
  [/\/A\/B has \d+ references, should have/, (k) => void k.memcgs.col.refs[b(k)]!++],
  [/the css of \/A has 1 references, should have 0/, (k) => void k.memcgs.col.cssRefs[a(k)]!++],
  [/\/A\/B counts \d+ tasks, lists/, (k) => void k.memcgs.col.tasks[b(k)]!++],
  [/\/A is under OOM \(1, lock 0\) and nobody is in it/, (k) => void k.memcgs.col.underOom[a(k)]!++],
  [/\/A is under OOM \(0, lock 1\)/, (k) => void (k.memcgs.col.oomLock[a(k)] = 1)],
  [/1 tasks wait under OOM, 0 are queued/, (k) => void (k.charges.col.phase[task(k)] = 1)],
  [/keeps a charge that nobody asked for/, (k) => void (k.charges.col.phase[task(k)] = 4)],
  [/frame \d+ of kind 3 is in use by nobody/, (k) => void (k.frames.col.kind[k.frames.col.kind.lastIndexOf(0)] = FRAME_CACHE)],
];

it('finds nothing wrong with a machine that is right', () => {
  expect(checkInvariants(boot())).toEqual([]);
});

it.each(BREAKS)('says %s', (rule, wrong) => {
  const k = boot();
  wrong(k);
  expect(checkInvariants(k).filter((line) => rule.test(line))).not.toEqual([]);
});

it('tells a machine on which something is left', () => {
  const k = boot();
  const left = checkTornDown(k);
  for (const rule of [/group \/A is still there/, /memory of \/A is \d+ pages/, /memcg_kmem_enabled_key is on/])
    expect(left.some((line) => rule.test(line))).toBe(true);
});

it('counts a group naively: what its frames, its slots and the stocks hold, and what is below it', () => {
  const k = boot();
  const [above, below] = [naiveCounts(k).get(a(k))!, naiveCounts(k).get(b(k))!];
  const { owner, kind } = k.frames.col;
  const users = [...owner].filter((group, pfn) => group === b(k) && (kind[pfn] === FRAME_ANON || kind[pfn] === FRAME_CACHE)).length;
  expect(below.user).toBe(users);
  expect(below.kmem).toBe([...owner].filter((group) => group === b(k)).length - users);
  expect(below.swapped).toBe(k.memcgs.col.swap[b(k)]);
  expect(below.swapped).toBeGreaterThan(0);
  expect(above).toEqual(below);
});

it('exempts a machine without one of the patches from the sums, and from nothing else', () => {
  const k = createKernel({ ramPages: 4096, cpus: 1, swapPages: 0, kernel: 'kmemcg-v3', without: [9], seed: 1 }, DRIVEN_HOOKS);
  createInit(k, drivenTask());
  k.memcgs.col.kmemFlags[1]! |= KMEM_ACTIVATED;
  expect(checkCharges(k)).toEqual([]);
  k.zone.pages.col.free[0]!--;
  expect(checkInvariants(k)).toHaveLength(1);
});
