import { describe, expect, it } from 'vitest';
import { CHARGE_STOPS, type ChargeRecord, drainCharges, watchCharges } from './charge-path';
import { sysFork } from './fork';
import { bootForTests, mkdir, spawn, touch, write } from './machine-for-tests';
import type { Kernel } from './kernel';
import { setCurrent } from './sched';
import { stateHash } from './state-hash';

const IDLE = { prog: 'idle' };
const PAGE = 4096;

function machine(): { k: Kernel; a: number; task: number } {
  const { k } = bootForTests();
  write(k, '/', 'memory.use_hierarchy', 1);
  const a = mkdir(k, '/A');
  write(k, '/A', 'memory.kmem.limit_in_bytes', 4 * PAGE);
  const task = spawn(k, '/A');
  setCurrent(k, 0, task);
  watchCharges(k, true);
  return { k, a, task };
}

function fork(k: Kernel, pid: number): ChargeRecord {
  sysFork(k, pid, IDLE);
  return drainCharges(k).find((record) => record.pages === 2)!;
}
const way = (record: ChargeRecord): string[] => record.steps.map(({ stop, outcome }) => (outcome === 'pass' ? stop : `${stop}:${outcome}`));

describe('the way of a charge', () => {
  it('of a stack goes by key, flags and kernel counter to a batch, and is committed', () => {
    const { k, a, task } = machine();
    const record = fork(k, task);
    expect(way(record)).toEqual(['alloc', 'key', 'flags', 'account', 'kmem', 'try', 'stock:miss', 'res', 'memsw', 'refill', 'commit']);
    expect(record).toMatchObject({ kind: 'kernel', group: a, pid: task, outcome: 'charged', resumed: false });
    expect(record.steps.find(({ stop }) => stop === 'res')).toMatchObject({ pages: 32, counters: [{ group: a }, { group: 1 }] });
    expect(way(fork(k, task))).toEqual(['alloc', 'key', 'flags', 'account', 'kmem', 'try', 'stock', 'commit']);
  });

  it('names the counter that refused, and goes no further', () => {
    const { k, a, task } = machine();
    fork(k, task);
    fork(k, task);
    const record = fork(k, task);
    expect(way(record)).toEqual(['alloc', 'key', 'flags', 'account', 'kmem:refused', 'enomem']);
    expect(record.outcome).toBe('refused');
    expect(record.steps[4]!.counters).toEqual([{ group: a, usage: 4, limit: 4, refused: true }]);
  });

  it('of a page that finds no room is tried alone after its batch, reclaims, and waits for the OOM killer', () => {
    const { k } = bootForTests();
    const a = mkdir(k, '/A');
    write(k, '/A', 'memory.limit_in_bytes', 3 * PAGE);
    write(k, '/A', 'memory.oom_control', 1);
    const task = spawn(k, '/A');
    setCurrent(k, 0, task);
    watchCharges(k, true);
    touch(k, task, 3);
    drainCharges(k);
    touch(k, task, 1);
    const [record] = drainCharges(k);
    expect(way(record!).slice(0, 6)).toEqual(['fault', 'try', 'stock:miss', 'res:refused', 'retry', 'stock:miss']);
    expect(way(record!).filter((step) => step.startsWith('reclaim'))).toHaveLength(6);
    expect(way(record!).at(-1)).toBe('oom:waits');
    expect(record).toMatchObject({ kind: 'user', group: a, outcome: 'waits' });
  });

  it('ends at once where nobody is accounted', () => {
    const { k } = bootForTests();
    watchCharges(k, true);
    setCurrent(k, 0, 1);
    sysFork(k, 1, IDLE);
    expect(way(drainCharges(k).find((record) => record.pages === 2)!)).toEqual(['alloc', 'key:miss', 'nobody']);
  });

  it('only goes where the drawing has a line', () => {
    const { k, task } = machine();
    write(k, '/A', 'memory.limit_in_bytes', 40 * PAGE);
    touch(k, task, 50);
    for (let i = 0; i < 4; i++) sysFork(k, task, IDLE);
    const next = new Map<string, readonly string[]>(CHARGE_STOPS.map((stop) => [stop.id, stop.next]));
    for (const record of drainCharges(k))
      record.steps.slice(1).forEach((step, i) => expect(next.get(record.steps[i]!.stop)).toContain(step.stop));
  });

  it('is the same for the machine whether anybody watches or not', () => {
    const run = (watched: boolean): string => {
      const { k, task } = machine();
      watchCharges(k, watched);
      write(k, '/A', 'memory.limit_in_bytes', 40 * PAGE);
      touch(k, task, 50);
      for (let i = 0; i < 4; i++) sysFork(k, task, IDLE);
      return stateHash(k);
    };
    expect(run(true)).toBe(run(false));
  });
});
