import { describe, expect, it } from 'vitest';
import { cgroupAttach } from './cgroup';
import { CHARGE_WAITING } from './charge-in-flight';
import { ENOMEM } from './errno';
import { checkInvariants } from './invariants';
import { bootForTests, cloneVm, counters, group, mkdir, read, spawn, touch, write } from './machine-for-tests';
import { sysMmap, sysTouch } from './syscalls';

const PAGE = 4096;

const stat = (text: string | number, key: string): string | undefined => new RegExp(`^${key} (.*)$`, 'm').exec(String(text))?.[1];

describe('moving charges', () => {
  it('leaves them where they are unless the target asks', () => {
    const { k } = bootForTests();
    for (const path of ['/A', '/B']) mkdir(k, path);
    const t = spawn(k, '/A');
    touch(k, t, 100);
    cgroupAttach(k, 1, t, group(k, '/B'), true);
    expect(counters(k, '/A').res[0]).toBe(128);
    expect(counters(k, '/B').res[0]).toBe(0);
  });

  it('moves anonymous pages in one lump, and a page more through the stock', () => {
    const { k } = bootForTests();
    for (const path of ['/A', '/B']) mkdir(k, path);
    write(k, '/B', 'memory.move_charge_at_immigrate', 1);
    const t = spawn(k, '/A');
    touch(k, t, 100);
    expect(cgroupAttach(k, 1, t, group(k, '/B'), true)).toBe(0);
    expect(stat(read(k, '/B', 'memory.stat'), 'rss')).toBe('409600');
    expect(stat(read(k, '/A', 'memory.stat'), 'rss')).toBe('0');
    expect(counters(k, '/B').res).toEqual([131, 132, 0]);
    expect(counters(k, '/A').res[0]).toBe(0);
  });

  it('asks for that page even with nothing to move', () => {
    const { k } = bootForTests();
    mkdir(k, '/B');
    write(k, '/B', 'memory.move_charge_at_immigrate', 1);
    spawn(k, '/B');
    expect(counters(k, '/B').res).toEqual([31, 32, 0]);
  });

  it('is refused where they do not fit: the task stays, the failures too', () => {
    const { k } = bootForTests();
    for (const path of ['/A', '/B']) mkdir(k, path);
    write(k, '/B', 'memory.move_charge_at_immigrate', 1);
    write(k, '/B', 'memory.limit_in_bytes', 50 * 4096);
    const t = spawn(k, '/A');
    touch(k, t, 100);
    expect(cgroupAttach(k, 1, t, group(k, '/B'), true)).toBe(-ENOMEM);
    expect(read(k, '/A', 'tasks')).toBe(String(t));
    // The lump, then one batch; 18 pages each after a refused batch; two for the page that does not fit.
    expect(counters(k, '/B').res).toEqual([0, 50, 1 + 18 + 2]);
    expect(stat(read(k, '/A', 'memory.stat'), 'rss')).toBe('409600');
  });

  it('does not move with a task that does not own its memory', () => {
    const { k } = bootForTests();
    for (const path of ['/A', '/B']) mkdir(k, path);
    write(k, '/B', 'memory.move_charge_at_immigrate', 1);
    const t = spawn(k, '/A');
    touch(k, t, 10);
    cgroupAttach(k, 1, cloneVm(k, t), group(k, '/B'), true);
    expect(counters(k, '/B').res).toEqual([0, 0, 0]);
  });

  it('takes what is swapped out along, and uncharges the group that is left', () => {
    const { k } = bootForTests(1, 16384, { swapPages: 256 });
    for (const path of ['/A', '/B']) mkdir(k, path);
    write(k, '/B', 'memory.move_charge_at_immigrate', 1);
    const t = spawn(k, '/A');
    touch(k, t, 100);
    expect(write(k, '/A', 'memory.limit_in_bytes', 40 * PAGE)).toBeGreaterThan(0);
    const swapped = Number(stat(read(k, '/A', 'memory.stat'), 'swap'));
    expect(swapped).toBeGreaterThan(0);
    expect(write(k, '/B', 'tasks', t)).toBeGreaterThan(0);
    expect(Number(stat(read(k, '/B', 'memory.stat'), 'swap'))).toBe(swapped);
    expect(Number(stat(read(k, '/B', 'memory.stat'), 'rss'))).toBe(100 * PAGE - swapped);
    expect(counters(k, '/A')).toMatchObject({ res: [0, 128, 0], memsw: [0, 128, 0] });
    // 100 pages and slots, and the batch for one page more.
    expect(counters(k, '/B').memsw[0]).toBe(131);
    expect(counters(k, '/B').res[0]).toBe(131 - swapped / PAGE);
    expect(checkInvariants(k)).toEqual([]);
  });

  it('takes anonymous pages with bit 0, mapped pages of files with bit 1, each only of the group that is left', () => {
    const pages = (bits: number): readonly (string | undefined)[] => {
      const { k } = bootForTests();
      for (const path of ['/A', '/B', '/C']) mkdir(k, path);
      write(k, '/B', 'memory.move_charge_at_immigrate', bits);
      const t = spawn(k, '/C');
      touch(k, t, 5);
      write(k, '/A', 'tasks', t);
      touch(k, t, 10);
      const shared = sysMmap(k, t, { pages: 20, kind: 'shared' });
      sysTouch(k, t, shared, 0, 20);
      write(k, '/B', 'tasks', t);
      expect(stat(read(k, '/C', 'memory.stat'), 'rss')).toBe(String(5 * PAGE));
      return ['rss', 'cache'].map((line) => stat(read(k, '/B', 'memory.stat'), line));
    };
    expect(pages(1)).toEqual([String(10 * PAGE), '0']);
    expect(pages(2)).toEqual(['0', String(20 * PAGE)]);
    expect(pages(3)).toEqual([String(10 * PAGE), String(20 * PAGE)]);
  });

  it('leaves kernel pages with who paid', () => {
    const { k } = bootForTests();
    for (const path of ['/A', '/B']) mkdir(k, path);
    for (const path of ['/A', '/B']) write(k, path, 'memory.kmem.limit_in_bytes', '1M');
    write(k, '/B', 'memory.move_charge_at_immigrate', 3);
    const t = spawn(k, '/A');
    const child = cloneVm(k, t);
    for (const pid of [t, child]) write(k, '/B', 'tasks', pid);
    expect([counters(k, '/A').kmem[0], counters(k, '/B').kmem[0]]).toEqual([2, 0]);
  });

  it('does nothing where the task already is, and charges nothing to the root', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    const t = spawn(k, '/A');
    touch(k, t, 100);
    for (const path of ['/A', '/']) write(k, path, 'memory.move_charge_at_immigrate', 1);
    write(k, '/A', 'tasks', t);
    expect(counters(k, '/A').res).toEqual([128, 128, 0]);
    write(k, '/', 'tasks', t);
    expect(counters(k, '/A').res).toEqual([28, 128, 0]);
    expect(counters(k, '/').res).toEqual([0, 0, 0]);
    expect(read(k, '/', 'memory.usage_in_bytes')).toBe(String(100 * PAGE));
  });

  it('tells nobody when only the page more is refused', () => {
    const { k } = bootForTests();
    for (const path of ['/A', '/B']) mkdir(k, path);
    write(k, '/B', 'memory.move_charge_at_immigrate', 1);
    write(k, '/B', 'memory.limit_in_bytes', 50 * PAGE);
    const t = spawn(k, '/A');
    touch(k, t, 50);
    expect(write(k, '/B', 'tasks', t)).toBeGreaterThan(0);
    expect(counters(k, '/B').res).toEqual([50, 50, 2]);
  });

  it('wakes who waits under OOM on either side, even when it fails', () => {
    const wakes = (from: string, to: string, fits: boolean): boolean => {
      const { k } = bootForTests();
      for (const path of ['/A', '/B']) {
        mkdir(k, path);
        write(k, path, 'memory.move_charge_at_immigrate', 1);
        write(k, path, 'memory.oom_control', 1);
      }
      const mover = spawn(k, from);
      touch(k, mover, 10);
      write(k, '/A', 'memory.limit_in_bytes', 32 * PAGE);
      if (!fits) write(k, to, 'memory.limit_in_bytes', to === '/A' ? 32 * PAGE : 4 * PAGE);
      const sleeper = spawn(k, '/A');
      expect(touch(k, sleeper, 40).blocked).toBe(true);
      expect(write(k, to, 'tasks', mover)).toBe(fits ? String(mover).length + 1 : -ENOMEM);
      return k.charges.col.phase[sleeper] !== CHARGE_WAITING;
    };
    expect([wakes('/A', '/B', true), wakes('/A', '/B', false), wakes('/B', '/A', false)]).toEqual([true, true, true]);
  });
});
