/**
 * Charges that sleep under OOM, and what has changed by the time their tasks run again.
 */
import { expect, it } from 'vitest';
import type { KernelVersion } from './config';
import { checkIdle, DRIVEN_HOOKS, drivenTask, HIERARCHY, isIdle, order, type Call } from './driven-task-for-tests';
import { cgroupByPath } from './cgroup';
import { checkInvariants } from './invariants';
import { createKernel, type Kernel } from './kernel';
import { createInit, INIT_PID } from './kthread';
import { counterValue } from './memcg';
import { workers } from './random-operations-for-tests';
import { settle } from './random-machine-for-tests';
import { RES } from './res-counter';
import { tick } from './sched';
import { isAlive } from './task';

const A = `${HIERARCHY}/A`;

function boot(kernel: KernelVersion, swapPages = 0): Kernel {
  const k = createKernel({ ramPages: 8192, cpus: 1, swapPages, kernel, without: [], seed: 1 }, DRIVEN_HOOKS);
  createInit(k, drivenTask());
  tick(k);
  return k;
}

/** Has a task make calls, and lets everything come to rest. */
function run(k: Kernel, pid: number, ...calls: readonly Call[]): void {
  for (const call of calls) order(k, pid, call);
  settle(k);
  expect([...checkInvariants(k), ...checkIdle(k)]).toEqual([]);
}
const knob = (k: Kernel, name: string, value: number): void => run(k, INIT_PID, { do: 'write', path: `${A}/${name}`, text: `${value}\n` });

/** A task in a group. */
function spawn(k: Kernel, group = A): number {
  run(k, INIT_PID, { do: 'fork' });
  const pid = workers(k).at(-1)!;
  run(k, INIT_PID, { do: 'write', path: `${group}/tasks`, text: `${pid}\n` });
  return pid;
}

const usage = (k: Kernel): number => counterValue(k, cgroupByPath(k, '/A'), RES, 'usage');

it('gives a page back that two tasks slept for and only one could map', () => {
  const k = boot('kmemcg-v3');
  run(k, INIT_PID, { do: 'mkdir', path: A });
  knob(k, 'memory.limit_in_bytes', 8 * 4096);
  knob(k, 'memory.oom_control', 1);
  const first = spawn(k);
  run(k, first, { do: 'map', pages: 20, kind: 'anon' }, { do: 'touch', region: 0, from: 0, pages: 8 }, { do: 'vm' });
  const second = workers(k).at(-1)!;
  for (const pid of [first, second]) run(k, pid, { do: 'touch', region: 0, from: 8, pages: 1 });
  expect([first, second].some((pid) => isIdle(k, pid))).toBe(false);
  knob(k, 'memory.limit_in_bytes', 12 * 4096);
  expect([first, second].every((pid) => isIdle(k, pid))).toBe(true);
  expect(usage(k)).toBe(9);
});

it('charges a stack as a stack when somebody else took the last task_struct meanwhile', () => {
  for (let pages = 58; pages < 62; pages++) {
    const k = boot('3.8');
    run(k, INIT_PID, { do: 'mkdir', path: A });
    knob(k, 'memory.kmem.limit_in_bytes', 4096 * 4096);
    const parents = [spawn(k), spawn(k)];
    knob(k, 'memory.oom_control', 1);
    knob(k, 'memory.limit_in_bytes', pages * 4096);
    for (let forks = 0; forks < 12; forks++) for (const pid of parents) order(k, pid, { do: 'fork' });
    settle(k);
    for (let more = 1; more <= 60; more++) knob(k, 'memory.limit_in_bytes', (pages + 4 * more) * 4096);
    expect(parents.every((pid) => isIdle(k, pid))).toBe(true);
  }
});

it('takes the objects of a killed task from where it reserved them', () => {
  let killed = 0;
  // Somewhere here the root cache, which has no more to give to a killed task, is full.
  for (let others = 0; others < 48; others++) {
    const k = boot('3.8');
    run(k, INIT_PID, { do: 'mkdir', path: A });
    knob(k, 'memory.kmem.limit_in_bytes', 4096 * 4096);
    for (let i = 0; i < others; i++) run(k, INIT_PID, { do: 'mkdir', path: `/data/o${i}` });
    const pid = spawn(k);
    knob(k, 'memory.limit_in_bytes', 12 * 4096);
    for (let i = 0; i < 30; i++) order(k, pid, { do: 'mkdir', path: `/data/d${i}` });
    settle(k);
    expect(checkInvariants(k)).toEqual([]);
    killed += isAlive(k, pid) ? 0 : 1;
  }
  expect(killed).toBeGreaterThan(0);
});

it('asks for its objects anew when the cache it slept for went with its group', () => {
  const k = boot('3.8');
  run(k, INIT_PID, { do: 'mkdir', path: A });
  knob(k, 'memory.kmem.limit_in_bytes', 4096 * 4096);
  knob(k, 'memory.oom_control', 1);
  const pid = spawn(k);
  run(k, pid, { do: 'map', pages: 64, kind: 'anon' }, { do: 'eventfd', nonblock: true });
  knob(k, 'memory.limit_in_bytes', 32 * 4096);
  run(k, pid, { do: 'touch', region: 0, from: 0, pages: 32 }, { do: 'eventfd', nonblock: true });
  expect(usage(k)).toBe(32);
  expect(isIdle(k, pid)).toBe(false);
  run(k, INIT_PID, { do: 'write', path: `${HIERARCHY}/tasks`, text: `${pid}\n` }, { do: 'rmdir', path: A });
  expect(isIdle(k, pid)).toBe(true);
  expect(cgroupByPath(k, '/A')).toBe(0);
});

it('charges a page that comes back from swap to nobody who was removed while its charge slept', () => {
  const k = boot('kmemcg-v3', 256);
  run(k, INIT_PID, { do: 'mkdir', path: A });
  knob(k, 'memory.use_hierarchy', 1);
  knob(k, 'memory.oom_control', 1);
  knob(k, 'memory.limit_in_bytes', 32 * 4096);
  run(k, INIT_PID, { do: 'mkdir', path: `${A}/B` });
  const pid = spawn(k, `${A}/B`);
  run(
    k,
    pid,
    { do: 'map', pages: 60, kind: 'anon' },
    { do: 'touch', region: 0, from: 0, pages: 32 },
    { do: 'touch', region: 0, from: 32, pages: 28 },
  );
  run(k, INIT_PID, { do: 'fork' });
  const other = workers(k).at(-1)!;
  run(k, INIT_PID, { do: 'write', path: `${HIERARCHY}/tasks`, text: `${pid}\n` });
  run(k, other, { do: 'swapoff' });
  expect(isIdle(k, other)).toBe(false);
  run(k, INIT_PID, { do: 'rmdir', path: `${A}/B` });
  expect(cgroupByPath(k, '/A/B')).toBe(0);
  knob(k, 'memory.limit_in_bytes', 64 * 4096);
  expect(isIdle(k, other)).toBe(true);
});
