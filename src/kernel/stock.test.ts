import { describe, expect, it } from 'vitest';
import type { Kernel } from './kernel';
import { bootForTests, cloneVm, counters, group, mkdir, read, spawn, touch, write } from './machine-for-tests';
import { setCurrent } from './sched';
import { stockOf } from './stock';
import { sysClone, sysRmdir } from './syscalls';

const CPUS = 16;
const PAGE = 4096;

/** A group A with a task on each of 16 CPUs, each with one page. */
function machine(): { k: Kernel; tasks: number[] } {
  const { k } = bootForTests(CPUS);
  mkdir(k, '/A');
  const tasks = Array.from({ length: CPUS }, (_, cpu) => spawn(k, '/A', cpu));
  for (const task of tasks) touch(k, task, 1);
  return { k, tasks };
}

describe('stocks on 16 CPUs', () => {
  it('run usage ahead of what is used by 31 pages a CPU', () => {
    const { k } = machine();
    expect(counters(k, '/A').res).toEqual([CPUS * 32, CPUS * 32, 0]);
    expect(stockOf(k, group(k, '/A'))).toBe(CPUS * 31);
    expect(read(k, '/A', 'memory.stat')).toMatch(new RegExp(`^rss ${CPUS * PAGE}$`, 'm'));
  });

  it('are drained one by one by who charges on their CPU, the others stay', () => {
    const { k } = machine();
    mkdir(k, '/B');
    touch(k, spawn(k, '/B', 5), 1);
    expect(stockOf(k, group(k, '/A'))).toBe((CPUS - 1) * 31);
    expect(counters(k, '/A').res[0]).toBe((CPUS - 1) * 32 + 1);
    expect(stockOf(k, group(k, '/B'))).toBe(31);
  });

  it('are all drained by a charge on one CPU that finds no room, and only those of the group that refused', () => {
    const { k, tasks } = machine();
    mkdir(k, '/B');
    touch(k, spawn(k, '/B', 3), 1);
    const usage = counters(k, '/A').res[0]!;
    write(k, '/A', 'memory.limit_in_bytes', usage * PAGE);
    expect(touch(k, tasks[3]!, 1).done).toBe(1);
    expect(counters(k, '/A').res).toEqual([CPUS + 1, CPUS * 32, 2]);
    expect(stockOf(k, group(k, '/A'))).toBe(0);
    expect(stockOf(k, group(k, '/B'))).toBe(31);
  });

  it('are all drained by rmdir and by force_empty', () => {
    const { k, tasks } = machine();
    for (const task of tasks) write(k, '/', 'tasks', task);
    expect(counters(k, '/A').res[0]).toBe(CPUS * 32);
    write(k, '/A', 'memory.force_empty', 0);
    expect(counters(k, '/A').res[0]).toBe(0);
    mkdir(k, '/B');
    for (const task of tasks) {
      write(k, '/B', 'tasks', task);
      touch(k, task, 1);
      write(k, '/', 'tasks', task);
    }
    expect(k.stocks.col.pages.reduce((sum, held) => sum + held, 0)).toBe(CPUS * 31);
    expect(sysRmdir(k, 1, '/sys/fs/cgroup/memory/B')).toBe(0);
    expect(k.stocks.col.pages.every((held) => held === 0)).toBe(true);
  });

  it('serve stacks of the CPU they lie on', () => {
    const { k } = bootForTests(CPUS);
    mkdir(k, '/A');
    write(k, '/A', 'memory.kmem.limit_in_bytes', '1M');
    const tasks = [0, 9].map((cpu) => spawn(k, '/A', cpu));
    for (let i = 0; i < 16; i++) for (const task of tasks) cloneVm(k, task);
    expect(counters(k, '/A')).toMatchObject({ res: [64, 64, 0], kmem: [64, 64, 0] });
    cloneVm(k, tasks[1]!);
    expect([k.stocks.col.pages[0], k.stocks.col.pages[9]]).toEqual([0, 30]);
  });
});

it('places new tasks on one CPU after the other, those of a bound parent and bound ones where they belong', () => {
  const { k } = bootForTests(4);
  const idle = { prog: 'idle' };
  setCurrent(k, 0, 1);
  const { cpu } = k.tasks.col;
  const free = Array.from({ length: 8 }, () => cpu[sysClone(k, 1, idle, {})]!);
  const begin = free[0]!;
  expect(free).toEqual(free.map((_, i) => (begin + i) % 4));
  const bound = sysClone(k, 1, idle, { cpu: 3 });
  expect(cpu[bound]).toBe(3);
  expect([1, 2, 3].map(() => k.tasks.col.cpu[sysClone(k, bound, idle, { vm: true })])).toEqual([3, 3, 3]);
});
