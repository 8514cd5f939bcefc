/** What each patch of the series was for: its absence does what it says, its presence does not. */
import { describe, expect, it } from 'vitest';
import { cgroupAttach } from './cgroup';
import { listControlFiles, readControlFile } from './cgroup-files';
import { BLOCKED, EINTR, ENOENT, ENOMEM } from './errno';
import { sysExit } from './exit';
import { bootForTests, cloneVm, counters, group, mkdir, spawn, touch, write } from './machine-for-tests';
import type { Kernel } from './kernel';
import { ROOT_MEMCG } from './memcg';
import { lifecycleState } from './memcg-lifecycle';
import { PATCH_TITLES } from './patches';
import { dmesgText } from './printk';
import { procRead } from './procfs';
import { GRACE_PERIOD } from './rcu';
import { setCurrent, tick } from './sched';
import { SIGTERM } from './signal';
import { memcgKmemEnabled } from './static-key';
import { stateHash } from './state-hash';
import { sysKill, sysMkdir, sysRmdir } from './syscalls';
import { isAlive } from './task';
import { drainTrace, listen, type TraceRecord } from './trace';
import { sysWait4 } from './wait4';

const HIERARCHY = '/sys/fs/cgroup/memory';

function boot(without: readonly number[], swapPages = 0): Kernel {
  const { k } = bootForTests(1, 16384, { without, swapPages });
  listen(k, true);
  return k;
}

function wait(k: Kernel, ticks: number): void {
  for (let i = 0; i < ticks; i++) tick(k);
}

/** An accounted group /A with a task in it. */
function accounted(k: Kernel, limit = '1M'): number {
  mkdir(k, '/A');
  write(k, '/A', 'memory.kmem.limit_in_bytes', limit);
  return spawn(k, '/A');
}

/** The trace points since the last call that say a patch is missing. */
function told(k: Kernel, patch: number): TraceRecord[] {
  return drainTrace(k).filter(({ tone, text }) => tone === 'warning' && text.includes(`without patch ${patch}:`));
}

/** A group below /P, removed while it is charged for one stack; answers its id and the two tasks, who stand outside. */
function removed(k: Kernel): { readonly a: number; readonly t: number; readonly child: number } {
  mkdir(k, '/P');
  write(k, '/P', 'memory.use_hierarchy', 1);
  const a = mkdir(k, '/P/A');
  write(k, '/P/A', 'memory.kmem.limit_in_bytes', '1M');
  const t = spawn(k, '/P/A');
  const child = cloneVm(k, t);
  for (const pid of [t, child]) cgroupAttach(k, 1, pid, ROOT_MEMCG, false);
  return { a, t, child };
}

function rmdir(k: Kernel, pid: number, path: string): number {
  setCurrent(k, 0, pid);
  return sysRmdir(k, pid, `${HIERARCHY}${path}`);
}

/** The child ends, and its stack is freed after a grace period. */
function end(k: Kernel, parent: number, pid: number): void {
  sysExit(k, pid, 0);
  sysWait4(k, parent, pid);
  wait(k, GRACE_PERIOD + 1);
}

it('names thirteen, the first two of another author', () => {
  expect(PATCH_TITLES.length).toBe(13);
  expect(PATCH_TITLES[12]).toContain('fork bombs');
});

describe('patch 1, the stock for more than one page', () => {
  const clones = (k: Kernel): number => {
    const t = accounted(k);
    for (let i = 0; i < 3; i++) cloneVm(k, t);
    return counters(k, '/A').res[0]!;
  };
  it('serves a stack from the stock', () => {
    const k = boot([]);
    expect(clones(k)).toBe(32);
    expect(told(k, 1)).toEqual([]);
  });
  it('left out: each stack takes a batch and leaves 30 pages more', () => {
    const k = boot([1]);
    expect(clones(k)).toBe(96);
    expect(told(k, 1).map(({ point }) => point)).toEqual(['consume_stock', 'consume_stock']);
    expect(counters(k, '/A').kmem[0]).toBe(6);
  });
});

describe('patch 2, reclaim for more than one page', () => {
  const forkAtLimit = (k: Kernel): { readonly done: number; readonly alive: boolean } => {
    const t = accounted(k);
    write(k, '/A', 'memory.limit_in_bytes', '256K');
    expect(touch(k, t, 64).done).toBe(64);
    const pid = cloneVm(k, t);
    return { done: pid, alive: isAlive(k, t) && !dmesgText(k).includes('Memory cgroup out of memory') };
  };
  it('swaps pages out to make room for a stack', () => {
    const k = boot([], 4096);
    const { done, alive } = forkAtLimit(k);
    expect(alive).toBe(true);
    expect(done).toBeGreaterThan(0);
  });
  it('left out: nothing is reclaimed, and the killer comes', () => {
    const k = boot([2], 4096);
    expect(forkAtLimit(k).alive).toBe(false);
    expect(told(k, 2).length).toBe(6);
  });
});

it('patch 3, defines to an enum: left out, everything is the same', () => {
  const run = (without: readonly number[]): string => {
    const k = boot(without);
    const t = accounted(k);
    cloneVm(k, t);
    touch(k, t, 40);
    rmdir(k, 1, '/A');
    wait(k, 50);
    return stateHash(k);
  };
  expect(run([3])).toBe(run([]));
});

describe('patch 4, the basic infrastructure', () => {
  it('left out: a group has no file of kernel memory, but those of TCP', () => {
    const k = boot([4]);
    const a = mkdir(k, '/A');
    const names = listControlFiles(k, a).filter((name) => name.startsWith('memory.kmem'));
    expect(names.every((name) => name.startsWith('memory.kmem.tcp.'))).toBe(true);
    expect(names.length).toBe(4);
    expect(readControlFile(k, a, 'memory.kmem.limit_in_bytes', 1)).toBe(-ENOENT);
    expect(told(k, 4).length).toBe(1);
    expect(listControlFiles(boot([]), ROOT_MEMCG)).toContain('memory.kmem.limit_in_bytes');
  });
});

describe.each([5, 6, 7, 13])('patch %i', (patch) => {
  it('left out: stacks pass uncharged, whatever the limit', () => {
    const k = boot([patch]);
    const t = accounted(k, '8K');
    for (let i = 0; i < 4; i++) expect(cloneVm(k, t)).toBeGreaterThan(0);
    expect(counters(k, '/A')).toMatchObject({ kmem: [0, 0, 0], res: [0, 0, 0] });
    expect(told(k, patch).length).toBe(4);
  });
  it('in: the second stack is refused', () => {
    const k = boot([]);
    const t = accounted(k, '8K');
    expect(cloneVm(k, t)).toBeGreaterThan(0);
    expect(cloneVm(k, t)).toBe(-ENOMEM);
  });
});

describe('patch 8, what is left after an uncharge', () => {
  it('left out: the last page goes unseen, and the group is never freed', () => {
    const k = boot([8]);
    const { a, t, child } = removed(k);
    expect(rmdir(k, 1, '/P/A')).toBe(0);
    end(k, t, child);
    expect(counters(k, '/P').kmem[0]).toBe(0);
    wait(k, 10 * GRACE_PERIOD);
    expect(lifecycleState(k, a)).toBe('offline');
    expect(memcgKmemEnabled(k)).toBe(true);
    expect(told(k, 8).length).toBe(1);
  });
  it('left out: a group without kernel memory is freed all the same', () => {
    const k = boot([8]);
    const a = mkdir(k, '/A');
    write(k, '/A', 'memory.kmem.limit_in_bytes', '1M');
    rmdir(k, 1, '/A');
    wait(k, GRACE_PERIOD + 2);
    expect(lifecycleState(k, a)).toBe('freed');
  });
});

describe('patch 9, the life cycle', () => {
  it('left out: the group is freed under its pages, and the parent stays charged', () => {
    const k = boot([9]);
    const { a, t, child } = removed(k);
    rmdir(k, 1, '/P/A');
    wait(k, GRACE_PERIOD + 2);
    expect(lifecycleState(k, a)).toBe('freed');
    expect(memcgKmemEnabled(k)).toBe(false);
    end(k, t, child);
    expect(dmesgText(k)).toContain('use-after-free');
    expect(counters(k, '/P').kmem[0]).toBe(2);
    expect(told(k, 9).map(({ point }) => point)).toEqual(['__mem_cgroup_free', 'memcg_uncharge_kmem']);
  });
  it('in: the last page frees it', () => {
    const k = boot([]);
    const { a, t, child } = removed(k);
    rmdir(k, 1, '/P/A');
    wait(k, GRACE_PERIOD + 2);
    expect(lifecycleState(k, a)).toBe('offline');
    end(k, t, child);
    wait(k, GRACE_PERIOD + 2);
    expect(lifecycleState(k, a)).toBe('freed');
    expect(counters(k, '/P').kmem[0]).toBe(0);
    expect(dmesgText(k)).not.toContain('BUG');
  });
});

it('patch 10, static branches: left out, every allocation calls the hook though nobody is accounted', () => {
  const k = boot([10]);
  const calls = (): number => k.staticKeys.col.calls[0]!;
  const before = calls();
  expect(before).toBeGreaterThan(0);
  const t = spawn(k, '/');
  touch(k, t, 300);
  expect(calls()).toBeGreaterThan(before + 300);
  expect(told(k, 10).length).toBeGreaterThan(0);
  expect(procRead(k, 'vmstat')).toContain(`memcg_kmem_newpage_charge ${calls()}\n`);
  const patched = boot([]);
  spawn(patched, '/');
  expect(patched.staticKeys.col.calls[0]).toBe(0);
  expect(procRead(patched, 'vmstat')).not.toContain('memcg_kmem');
});

describe('patch 11, removal with charges', () => {
  it('left out: rmdir waits for the last kernel page', () => {
    const k = boot([11]);
    const { a, t, child } = removed(k);
    const remover = spawn(k, '/');
    expect(rmdir(k, remover, '/P/A')).toBe(BLOCKED);
    wait(k, 100);
    expect(lifecycleState(k, a)).toBe('accounted');
    expect(told(k, 11).length).toBe(1);
    end(k, t, child);
    expect(rmdir(k, remover, '/P/A')).toBe(0);
    expect(group(k, '/P/A')).toBe(0);
  });
  it('left out: a signal ends the wait', () => {
    const k = boot([11]);
    removed(k);
    const remover = spawn(k, '/');
    expect(rmdir(k, remover, '/P/A')).toBe(BLOCKED);
    sysKill(k, 1, remover, SIGTERM);
    expect(rmdir(k, remover, '/P/A')).toBe(-EINTR);
    tick(k);
    expect(isAlive(k, remover)).toBe(false);
    expect(sysMkdir(k, 1, `${HIERARCHY}/P/A`)).toBeLessThan(0);
  });
  it('in: rmdir does not wait', () => {
    const k = boot([]);
    removed(k);
    expect(rmdir(k, 1, '/P/A')).toBe(0);
  });
});

describe('patch 12, freeing in an RCU callback', () => {
  const lastPage = (k: Kernel): number => {
    const { a, t, child } = removed(k);
    rmdir(k, 1, '/P/A');
    end(k, t, child);
    return a;
  };
  it('left out: the stack freed last changes the key where nothing may sleep', () => {
    const k = boot([12]);
    expect(lifecycleState(k, lastPage(k))).toBe('freed');
    expect(dmesgText(k)).toContain('BUG: sleeping function called from invalid context');
    expect(told(k, 12).length).toBe(1);
  });
  it('in: a grace period and a work item come first', () => {
    const k = boot([]);
    const a = lastPage(k);
    expect(lifecycleState(k, a)).toBe('rcu');
    wait(k, GRACE_PERIOD + 2);
    expect(lifecycleState(k, a)).toBe('freed');
    expect(dmesgText(k)).not.toContain('BUG');
  });
});
