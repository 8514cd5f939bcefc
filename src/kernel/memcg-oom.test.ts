import { describe, expect, it } from 'vitest';
import { CHARGE_GRACE, CHARGE_NONE, CHARGE_WAITING } from './charge-in-flight';
import { cgroupAttach } from './cgroup';
import { doExit } from './exit';
import type { Kernel } from './kernel';
import { ROOT_MEMCG } from './memcg';
import { bootForTests, cloneVm, counters, group, mkdir, read, spawn, touch, untouch, write } from './machine-for-tests';
import { tick } from './sched';
import { sendSignal, SIGKILL } from './signal';
import { sysRmdir, sysWait4 } from './syscalls';
import { drainTrace, listen } from './trace';

const phase = (k: Kernel, pid: number): number => k.charges.col.phase[pid] ?? CHARGE_NONE;
const underOom = (k: Kernel, path: string): boolean => String(read(k, path, 'memory.oom_control')).endsWith('under_oom 1');

/** P (hierarchical, 64 pages, killer off) with A and B below it, each with a task. */
function hierarchy(): { k: Kernel; a: number; b: number } {
  const { k } = bootForTests();
  mkdir(k, '/P');
  write(k, '/P', 'memory.use_hierarchy', 1);
  write(k, '/P', 'memory.oom_control', 1);
  write(k, '/P', 'memory.limit_in_bytes', 64 * 4096);
  for (const path of ['/P/A', '/P/B']) mkdir(k, path);
  return { k, a: spawn(k, '/P/A'), b: spawn(k, '/P/B') };
}

describe('waiting under OOM', () => {
  it('marks the whole subtree of the group that refused, and a sleeping child not at all', () => {
    const { k, a } = hierarchy();
    touch(k, a, 65);
    expect(phase(k, a)).toBe(CHARGE_WAITING);
    for (const path of ['/P', '/P/A', '/P/B']) expect(underOom(k, path)).toBe(true);
    mkdir(k, '/P/C');
    expect(underOom(k, '/P/C')).toBe(false);
  });

  it('marks only the group itself when its own limit refused', () => {
    const { k, a } = hierarchy();
    write(k, '/P/A', 'memory.limit_in_bytes', 32 * 4096);
    touch(k, a, 33);
    expect([underOom(k, '/P'), underOom(k, '/P/A'), underOom(k, '/P/B')]).toEqual([false, true, false]);
  });

  it('is ended by a higher limit, not by an equal or lower one', () => {
    const { k, a } = hierarchy();
    touch(k, a, 65);
    write(k, '/P', 'memory.limit_in_bytes', 64 * 4096);
    expect(phase(k, a)).toBe(CHARGE_WAITING);
    write(k, '/P', 'memory.limit_in_bytes', 65 * 4096);
    expect(phase(k, a)).not.toBe(CHARGE_WAITING);
  });

  it('is ended by pages given back, but not by a move', () => {
    const { k, a, b } = hierarchy();
    const { region } = touch(k, b, 32);
    touch(k, a, 33);
    cgroupAttach(k, 1, a, ROOT_MEMCG, true);
    expect(phase(k, a)).toBe(CHARGE_WAITING);
    untouch(k, b, region, 31, 1);
    expect(phase(k, a)).not.toBe(CHARGE_WAITING);
  });

  it('is not ended by a limit elsewhere that is not under OOM', () => {
    const { k, a } = hierarchy();
    write(k, '/P/A', 'memory.limit_in_bytes', 32 * 4096);
    touch(k, a, 33);
    write(k, '/P', 'memory.limit_in_bytes', '16M');
    expect(phase(k, a)).toBe(CHARGE_WAITING);
  });

  it('lets a second sleeper wait without the lock, and wakes both', () => {
    const { k, a, b } = hierarchy();
    touch(k, a, 65);
    touch(k, b, 1);
    expect([k.charges.col.locked[a], k.charges.col.locked[b]]).toEqual([1, 0]);
    write(k, '/P', 'memory.limit_in_bytes', '16M');
    expect([phase(k, a), phase(k, b)]).not.toContain(CHARGE_WAITING);
  });

  it('is given up by a killed task, which forces a stack it was waiting for', () => {
    const { k, a } = hierarchy();
    write(k, '/P', 'memory.limit_in_bytes', '16M');
    const { k: k2 } = bootForTests();
    mkdir(k2, '/A');
    write(k2, '/A', 'memory.kmem.limit_in_bytes', '1M');
    write(k2, '/A', 'memory.oom_control', 1);
    write(k2, '/A', 'memory.limit_in_bytes', 32 * 4096);
    const t = spawn(k2, '/A');
    touch(k2, t, 32);
    cloneVm(k2, t);
    expect(phase(k2, t)).toBe(CHARGE_WAITING);
    expect(counters(k2, '/A')).toMatchObject({ res: [32, 32, 7], kmem: [2, 2, 0] });
    sendSignal(k2, t, SIGKILL);
    doExit(k2, t);
    expect(counters(k2, '/A')).toMatchObject({ res: [0, 34, 8], kmem: [0, 2, 0] });
    expect(underOom(k2, '/A')).toBe(false);
    expect(k2.memcgs.col.oomLock[group(k2, '/A')]).toBe(0);
    expect(phase(k, a)).toBe(CHARGE_NONE);
  });
});

describe('a sleeper of a group', () => {
  /** A of 32 pages, its killer off, with who sleeps there, and a cousin B that holds a stock. */
  function asleep(): { k: Kernel; sleeper: number; sleeps: () => boolean } {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.kmem.limit_in_bytes', '1M');
    write(k, '/A', 'memory.oom_control', 1);
    write(k, '/A', 'memory.limit_in_bytes', 32 * 4096);
    const sleeper = spawn(k, '/A');
    touch(k, sleeper, 40);
    return { k, sleeper, sleeps: () => phase(k, sleeper) === CHARGE_WAITING };
  }

  it('is woken by 0 in oom_control, not by 1, and by a higher memsw limit', () => {
    const first = asleep();
    write(first.k, '/A', 'memory.oom_control', 1);
    expect(first.sleeps()).toBe(true);
    write(first.k, '/A', 'memory.oom_control', 0);
    expect(first.sleeps()).toBe(false);
    const { k, sleeps } = asleep();
    write(k, '/A', 'memory.memsw.limit_in_bytes', '1G');
    expect(sleeps()).toBe(true);
    write(k, '/A', 'memory.memsw.limit_in_bytes', '2G');
    expect(sleeps()).toBe(false);
  });

  it('is woken by force_empty and rmdir of its group', () => {
    for (const empty of [
      (k: Kernel): number => write(k, '/A', 'memory.force_empty', 0),
      (k: Kernel): number => sysRmdir(k, 1, '/sys/fs/cgroup/memory/A'),
    ]) {
      const { k, sleeper, sleeps } = asleep();
      write(k, '/', 'tasks', sleeper);
      expect(sleeps()).toBe(true);
      expect(empty(k)).toBeGreaterThanOrEqual(0);
      expect(sleeps()).toBe(false);
    }
  });

  it('is not woken by kernel pages that are freed, a kernel limit, a reset of failcnt or a drained stock', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.kmem.limit_in_bytes', '1M');
    write(k, '/A', 'memory.oom_control', 1);
    write(k, '/A', 'memory.limit_in_bytes', 32 * 4096);
    const sleeper = spawn(k, '/A');
    const child = cloneVm(k, sleeper);
    touch(k, sleeper, 40);
    expect(phase(k, sleeper)).toBe(CHARGE_WAITING);
    doExit(k, child);
    sysWait4(k, sleeper, child);
    for (let i = 0; i < 50; i++) tick(k);
    expect(counters(k, '/A').kmem[0]).toBe(0);
    write(k, '/A', 'memory.kmem.limit_in_bytes', '2M');
    write(k, '/A', 'memory.failcnt', 0);
    mkdir(k, '/B');
    touch(k, spawn(k, '/B'), 1);
    expect(phase(k, sleeper)).toBe(CHARGE_WAITING);
    expect(underOom(k, '/A')).toBe(true);
  });
});

it('wakes the last to sleep first', () => {
  const { k, a, b } = hierarchy();
  touch(k, a, 65);
  touch(k, b, 1);
  const woken: number[] = [];
  listen(k, true);
  write(k, '/P', 'memory.limit_in_bytes', '16M');
  for (const { point, text } of drainTrace(k)) if (point === 'memcg_wakeup_oom') woken.push(Number(text.replace('pid=', '')));
  expect(woken).toEqual([b, a]);
});

describe('killing', () => {
  it('gives the dying a tick, then tries again', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.limit_in_bytes', 64 * 4096);
    const [big, small] = [spawn(k, '/A'), spawn(k, '/A')];
    touch(k, big, 40);
    touch(k, small, 25);
    expect(phase(k, small)).toBe(CHARGE_GRACE);
    expect(k.tasks.col.pending[big]).not.toBe(0);
  });
});
