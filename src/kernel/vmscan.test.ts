import { describe, expect, it } from 'vitest';
import { checkInvariants } from './invariants';
import type { Kernel } from './kernel';
import { lruPages } from './lru';
import { bootForTests, counters, group, mkdir, read, spawn, touch, touchMore, write } from './machine-for-tests';
import { lruAddDrain } from './pagevec';
import { openSwapArea, totalSwapPages } from './swap-area';
import { fileTruncate } from './filemap';
import { setCurrent } from './sched';
import { O_CREAT, O_RDWR, sysClose, sysOpen, sysRead, sysStat, sysUnlink } from './syscalls';

const stat = (k: Kernel, path: string, key: string): number =>
  Number(new RegExp(`^${key} ([0-9]+)$`, 'm').exec(String(read(k, path, 'memory.stat')))?.[1]) / 4096;

/** Reads `pages` pages of a disk file as task `pid`. */
function readDisk(k: Kernel, pid: number, path: string, pages: number): void {
  setCurrent(k, 0, pid);
  const fd = sysOpen(k, pid, path, O_RDWR | O_CREAT);
  const found = sysStat(k, pid, path);
  if (typeof found === 'number') throw new Error(`stat: ${found}`);
  if (found.size < pages * 4096) fileTruncate(k, found.ino, pages * 4096);
  let left = pages;
  while (left > 0) {
    setCurrent(k, 0, pid);
    const text = sysRead(k, pid, fd, 32 * 4096);
    if (typeof text === 'string') left -= text.length / 4096;
  }
  sysClose(k, pid, fd);
}

describe('reclaim for a group', () => {
  it('swaps as a real 3.8 did: 1000 pages under 2M are refused 67 times and leave 13 pages in stock', () => {
    const { k } = bootForTests(1, 131072);
    openSwapArea(k.swap, 8192);
    mkdir(k, '/A');
    write(k, '/A', 'memory.limit_in_bytes', '2M');
    const t = spawn(k, '/A');
    expect(touch(k, t, 1000).done).toBe(1000);
    expect(counters(k, '/A').res[2]).toBe(67);
    expect(counters(k, '/A').memsw[0]).toBe(1013);
    expect(checkInvariants(k)).toEqual([]);
  });

  it('takes 267 of 500 pages when the limit falls to 256, and all of them at 0', () => {
    const { k } = bootForTests(1, 131072);
    mkdir(k, '/A');
    touch(k, spawn(k, '/A'), 500);
    lruAddDrain(k);
    // At the usage, and one page below it: the stock goes, for nothing else can.
    for (const limit of ['2M', '2093056', '-1']) write(k, '/A', 'memory.limit_in_bytes', limit);
    openSwapArea(k.swap, 8192);
    write(k, '/A', 'memory.limit_in_bytes', '1M');
    expect([stat(k, '/A', 'rss'), stat(k, '/A', 'swap')]).toEqual([233, 267]);
    expect(write(k, '/A', 'memory.limit_in_bytes', '0')).toBe(2);
    expect([stat(k, '/A', 'rss'), stat(k, '/A', 'swap')]).toEqual([0, 500]);
  });

  it('takes clean pages of files 32 at a time, the oldest first', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    const t = spawn(k, '/A');
    readDisk(k, t, '/data/f', 600);
    write(k, '/A', 'memory.limit_in_bytes', '1M');
    expect(stat(k, '/A', 'cache')).toBe(600 - 11 * 32);
    expect(checkInvariants(k)).toEqual([]);
  });

  it('leaves what is used twice on the active list until the other is shorter', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    const t = spawn(k, '/A');
    readDisk(k, t, '/data/f', 64);
    lruAddDrain(k);
    readDisk(k, t, '/data/f', 32);
    expect([lruPages(k, group(k, '/A'), 2), lruPages(k, group(k, '/A'), 3)]).toEqual([32, 32]);
  });

  it('brings a page back from swap for the group that paid for it, and frees its slot when it is written', () => {
    const { k } = bootForTests();
    openSwapArea(k.swap, 1024);
    mkdir(k, '/A');
    const t = spawn(k, '/A');
    const { region } = touch(k, t, 100);
    lruAddDrain(k);
    write(k, '/A', 'memory.limit_in_bytes', '0');
    write(k, '/A', 'memory.limit_in_bytes', '-1');
    expect([stat(k, '/A', 'swap'), k.swap.area.col.used[0]]).toEqual([100, 100]);
    touchMore(k, t, region, 0, 100);
    expect([stat(k, '/A', 'rss'), stat(k, '/A', 'swap'), k.swap.area.col.used[0]]).toEqual([100, 0, 0]);
    expect(stat(k, '/A', 'pgmajfault') * 4096).toBe(13);
    expect(checkInvariants(k)).toEqual([]);
  });
});

it.each([
  [0, 'only pages of files'],
  [100, 'anonymous ones as well'],
])('takes with swappiness %d %s', (swappiness) => {
  const { k } = bootForTests(1, 16384, { swapPages: 4096 });
  mkdir(k, '/A');
  write(k, '/A', 'memory.swappiness', swappiness);
  const t = spawn(k, '/A');
  touch(k, t, 300);
  readDisk(k, t, '/data/f', 300);
  write(k, '/A', 'memory.limit_in_bytes', '1M');
  expect(stat(k, '/A', 'cache')).toBeLessThan(300);
  expect(stat(k, '/A', 'swap') > 0).toBe(swappiness > 0);
});

it('a swap area of 1024 slots gives 1023 to pages, and none while it is off', () => {
  const { k } = bootForTests();
  openSwapArea(k.swap, 1024);
  expect(totalSwapPages(k)).toBe(1023);
  k.swap.area.col.on[0] = 0;
  expect(totalSwapPages(k)).toBe(0);
});

it('a file that goes takes its pages along', () => {
  const { k } = bootForTests();
  mkdir(k, '/A');
  const t = spawn(k, '/A');
  readDisk(k, t, '/data/f', 50);
  expect(stat(k, '/A', 'cache')).toBe(50);
  sysUnlink(k, t, '/data/f');
  expect(stat(k, '/A', 'cache')).toBe(0);
  expect(checkInvariants(k)).toEqual([]);
});
