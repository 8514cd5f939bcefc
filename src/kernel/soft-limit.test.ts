import { describe, expect, it } from 'vitest';
import type { Kernel } from './kernel';
import { bootForTests, counters, mkdir, read, spawn, touch, write } from './machine-for-tests';
import { freePageCount } from './page-allocator';
import { tick } from './sched';

const PAGE = 4096;
const swapped = (k: Kernel, path: string): number => Number(/^swap (\d+)$/m.exec(String(read(k, path, 'memory.stat')))![1]) / PAGE;

/** A machine of 16M with swap, and tasks that hold memory in A and in B. */
function machine(pages: readonly [number, number], soft: readonly [string, string]): { k: Kernel; outside: number } {
  const { k } = bootForTests(1, 4096, { swapPages: 8192 });
  ['/A', '/B'].forEach((path, i) => {
    mkdir(k, path);
    expect(write(k, path, 'memory.soft_limit_in_bytes', soft[i]!)).toBe(soft[i]!.length + 1);
    touch(k, spawn(k, path), pages[i]!);
  });
  return { k, outside: spawn(k, '/') };
}

/** Takes memory in the root until the background reclaim has worked. */
function press(k: Kernel, outside: number): void {
  const { high } = k.zone.pages.col;
  touch(k, outside, freePageCount(k) - high[0]! + 40);
  for (let i = 0; i < 20; i++) tick(k);
}

describe('a soft limit', () => {
  it('is any size, even below the usage, and stops nothing by itself', () => {
    const { k } = machine([500, 500], ['0', '-1']);
    expect(counters(k, '/A').res).toEqual([500, 512, 0]);
    expect(read(k, '/B', 'memory.soft_limit_in_bytes')).toBe('9223372036854775807');
    expect(write(k, '/A', 'memory.soft_limit_in_bytes', '1T')).toBeLessThan(0);
  });

  it('lets the machine take first from the group furthest above its own', () => {
    const { k, outside } = machine([1000, 1000], ['3M', '1M']);
    press(k, outside);
    expect(swapped(k, '/B')).toBeGreaterThan(0);
    expect(swapped(k, '/A')).toBe(0);
  });

  it('below which nobody is lets the machine take from everybody', () => {
    const { k, outside } = machine([1000, 1000], ['-1', '-1']);
    press(k, outside);
    expect([swapped(k, '/A') > 0, swapped(k, '/B') > 0]).toEqual([true, true]);
  });
});
