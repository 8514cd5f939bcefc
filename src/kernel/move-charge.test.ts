import { describe, expect, it } from 'vitest';
import { cgroupAttach } from './cgroup';
import { ENOMEM } from './errno';
import { bootForTests, cloneVm, counters, group, mkdir, read, spawn, touch, write } from './machine-for-tests';

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
});
