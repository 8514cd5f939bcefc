import { beforeEach, describe, expect, it } from 'vitest';
import { ENOMEM } from './errno';
import { sysExit } from './exit';
import { sysFork } from './fork';
import { checkInvariants } from './invariants';
import type { Kernel } from './kernel';
import { sysKill } from './kill';
import { bootForTests, cloneVm, counters, group, mkdir, read, spawn, write } from './machine-for-tests';
import { logSince } from './printk';
import { isQuiet, setCurrent, tick } from './sched';
import { SIGKILL } from './signal';
import { slabLines } from './slab';
import { sysRmdir } from './syscalls';
import { sysWait4 } from './wait4';

let k: Kernel;
let t: number;

function settle(): void {
  for (let i = 0; i < 10_000 && !isQuiet(k); i++) tick(k);
}

/** Clones until one is refused; lets work items run behind each. */
function cloneAll(most: number): number[] {
  const children: number[] = [];
  while (children.length < most) {
    const child = cloneVm(k, t);
    if (child < 0) break;
    children.push(child);
    tick(k);
  }
  return children;
}

function killAll(children: readonly number[]): void {
  setCurrent(k, 0, 1);
  for (const child of children) sysKill(k, 1, child, SIGKILL);
  settle();
  for (const child of children) sysWait4(k, t, child);
  settle();
}

beforeEach(() => {
  ({ k } = bootForTests(1, 16384, { kernel: '3.8' }));
  mkdir(k, '/A');
  write(k, '/A', 'memory.kmem.limit_in_bytes', '1M');
  t = spawn(k, '/A');
  settle();
});

describe('a group of its own', () => {
  it('has no cache until it asked for one, and gets the first objects from the root caches', () => {
    expect(slabLines(k, group(k, '/A'))).toEqual([]);
    cloneVm(k, t);
    expect(counters(k, '/A').kmem).toEqual([2, 2, 0]);
    settle();
    expect(slabLines(k, group(k, '/A')).map(({ name }) => name)).toContain('task_struct');
    expect(counters(k, '/A').kmem).toEqual([2, 2, 0]);
    cloneVm(k, t);
    // Two of stack, and one slab of each of eight caches: 4 + 2 + 8 + 2 + 1 + 1 + 1.
    expect(counters(k, '/A').kmem).toEqual([23, 23, 0]);
    expect(checkInvariants(k)).toEqual([]);
  });

  it('pays 25 pages of slabs for the first full fork from its own caches', () => {
    setCurrent(k, 0, t);
    expect(sysFork(k, t, { prog: 'idle' })).toBeGreaterThan(0);
    settle();
    setCurrent(k, 0, t);
    expect(sysFork(k, t, { prog: 'idle' })).toBeGreaterThan(0);
    expect(counters(k, '/A').kmem[0]).toBe(29);
  });

  it('is shown in its slabinfo, the others’ are not', () => {
    cloneAll(3);
    expect(read(k, '/A', 'memory.kmem.slabinfo')).toMatch(/\ntask_struct +2 +11 +1472 +11 +4 : tunables/);
    mkdir(k, '/B');
    expect(read(k, '/B', 'memory.kmem.slabinfo')).toBe(-5);
  });

  it('stops at 1M as recorded: about 70 processes that share their memory', () => {
    const children = cloneAll(4000);
    expect(Math.abs(children.length - 70)).toBeLessThanOrEqual(3);
    expect(cloneVm(k, t)).toBe(-ENOMEM);
    expect(counters(k, '/A').res[2]).toBe(0);
    expect(checkInvariants(k)).toEqual([]);
  });

  it('keeps the slabs of the dead, and uses them again', () => {
    const children = cloneAll(4000);
    const slabs = counters(k, '/A').kmem[0]! - 2 * children.length;
    killAll(children);
    expect(counters(k, '/A').kmem[0]).toBe(slabs);
    expect(cloneAll(4000).length).toBeGreaterThanOrEqual(children.length - 3);
    expect(checkInvariants(k)).toEqual([]);
  });

  it('refuses a signal its sigqueue at the limit, twice for each, and the signal comes all the same', () => {
    const children = cloneAll(4000);
    setCurrent(k, 0, t);
    sysKill(k, t, children[0]!, SIGKILL);
    settle();
    while (cloneVm(k, t) > 0) settle();
    const before = counters(k, '/A').kmem[2]!;
    const usage = counters(k, '/A').kmem[0]!;
    setCurrent(k, 0, t);
    sysKill(k, t, children[1]!, SIGKILL);
    expect(counters(k, '/A').kmem[2]).toBe(usage === 256 ? before + 2 : before);
    settle();
    expect(sysWait4(k, t, children[1]!)).toMatchObject({ pid: children[1] });
  });

  it('says so in the log', () => {
    cloneVm(k, t);
    settle();
    write(k, '/A', 'memory.kmem.limit_in_bytes', '8K');
    expect(cloneVm(k, t)).toBe(-ENOMEM);
    // The preferred order, then the least.
    expect(counters(k, '/A').kmem[2]).toBe(2);
    expect(logSince(k, 0).some(({ text }) => text.startsWith('SLUB: Unable to allocate memory on node -1'))).toBe(true);
  });
});

describe('a removed group', () => {
  it('is freed with its caches when nothing is left in them', () => {
    const children = cloneAll(5);
    killAll(children);
    setCurrent(k, 0, t);
    sysExit(k, t, 0);
    settle();
    const memcg = group(k, '/A');
    expect(sysRmdir(k, 1, '/sys/fs/cgroup/memory/A')).toBe(0);
    settle();
    expect(k.memcgs.col.used[memcg]).toBe(0);
    expect(k.memcgCaches.has(memcg)).toBe(false);
    expect(checkInvariants(k)).toEqual([]);
  });

  it('lives on while an object of its caches is in use somewhere', () => {
    const children = cloneAll(5);
    const memcg = group(k, '/A');
    for (const pid of [t, ...children]) write(k, '/', 'tasks', pid);
    expect(sysRmdir(k, 1, '/sys/fs/cgroup/memory/A')).toBe(0);
    settle();
    expect(k.memcgs.col.used[memcg]).toBe(2);
    killAll(children);
    // What the allocator keeps of a dead cache stays charged for good.
    expect(k.memcgs.col.used[memcg]).toBe(2);
    expect(checkInvariants(k)).toEqual([]);
  });
});
