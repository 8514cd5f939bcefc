import { describe, expect, it } from 'vitest';
import { lifecycleState } from './memcg-lifecycle';
import { bootForTests, cloneVm, counters, mkdir, read, spawn, write } from './machine-for-tests';
import { cgroupAttach, cgroupRmdir, numCgroups } from './cgroup';
import { EBUSY } from './errno';
import { sysExit } from './exit';
import type { Kernel } from './kernel';
import { ROOT_MEMCG } from './memcg';
import { GRACE_PERIOD } from './rcu';
import { tick } from './sched';
import { sysRmdir } from './syscalls';
import { memcgKmemEnabled } from './static-key';
import { sysWait4 } from './wait4';

function wait(k: Kernel, ticks: number): void {
  for (let i = 0; i < ticks; i++) tick(k);
}
/** Ends a task and has its parent reap it; its stack is free after a grace period. */
function end(k: Kernel, parent: number, pid: number): void {
  sysExit(k, pid, 0);
  sysWait4(k, parent, pid);
}

describe('removing a group', () => {
  it('frees one that holds nothing after a grace period and a work item', () => {
    const { k } = bootForTests();
    const a = mkdir(k, '/A');
    expect(cgroupRmdir(k, a)).toBe(0);
    expect(lifecycleState(k, a)).toBe('rcu');
    wait(k, GRACE_PERIOD + 2);
    expect(lifecycleState(k, a)).toBe('freed');
    expect(k.memcgs.col.used[a]).toBe(0);
  });

  it('refuses with tasks or directories', () => {
    const { k } = bootForTests();
    const a = mkdir(k, '/A');
    const b = mkdir(k, '/A/b');
    expect(cgroupRmdir(k, a)).toBe(-EBUSY);
    spawn(k, '/A/b');
    expect(cgroupRmdir(k, b)).toBe(-EBUSY);
  });

  it('keeps a charged group alive and charged to its parent until its last stack is freed', () => {
    const { k } = bootForTests();
    mkdir(k, '/P');
    write(k, '/P', 'memory.use_hierarchy', 1);
    const a = mkdir(k, '/P/A');
    write(k, '/P/A', 'memory.kmem.limit_in_bytes', '1M');
    const t = spawn(k, '/P/A');
    const child = cloneVm(k, t);
    for (const pid of [t, child]) cgroupAttach(k, 1, pid, ROOT_MEMCG, false);
    expect(cgroupRmdir(k, a)).toBe(0);
    expect(numCgroups(k)).toBe(2);
    expect(lifecycleState(k, a)).toBe('offline');
    expect(counters(k, '/P').kmem[0]).toBe(2);
    expect(memcgKmemEnabled(k)).toBe(true);
    end(k, t, child);
    expect(counters(k, '/P').kmem[0]).toBe(2);
    wait(k, GRACE_PERIOD + 1);
    expect(counters(k, '/P')).toMatchObject({ kmem: [0, 2, 0], res: [0, 32, 0] });
    expect(lifecycleState(k, a)).toBe('rcu');
    wait(k, GRACE_PERIOD + 2);
    expect(lifecycleState(k, a)).toBe('freed');
    expect(memcgKmemEnabled(k)).toBe(false);
  });

  it('holds a removed parent until its child is on its way', () => {
    const { k } = bootForTests();
    const p = mkdir(k, '/P');
    write(k, '/P', 'memory.use_hierarchy', 1);
    write(k, '/P', 'memory.kmem.limit_in_bytes', '1M');
    const a = mkdir(k, '/P/A');
    expect(lifecycleState(k, a)).toBe('accounted');
    const t = spawn(k, '/P/A');
    const child = cloneVm(k, t);
    for (const pid of [t, child]) cgroupAttach(k, 1, pid, ROOT_MEMCG, false);
    cgroupRmdir(k, a);
    cgroupRmdir(k, p);
    wait(k, 3 * GRACE_PERIOD);
    expect([lifecycleState(k, a), lifecycleState(k, p)]).toEqual(['offline', 'offline']);
    end(k, t, child);
    wait(k, 3 * GRACE_PERIOD);
    expect([lifecycleState(k, a), lifecycleState(k, p)]).toEqual(['freed', 'freed']);
    expect(memcgKmemEnabled(k)).toBe(false);
  });

  it('gives the name free at once, with fresh counters', () => {
    const { k } = bootForTests();
    const a = mkdir(k, '/A');
    expect(sysRmdir(k, 1, '/sys/fs/cgroup/memory/A')).toBe(0);
    expect(mkdir(k, '/A')).not.toBe(a);
    expect(read(k, '/A', 'memory.usage_in_bytes')).toBe('0');
  });
});
