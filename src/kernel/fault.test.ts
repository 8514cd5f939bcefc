import { describe, expect, it } from 'vitest';
import { EFAULT } from './errno';
import { sysExit } from './exit';
import { FAULTS_PER_STEP, touchAnon } from './fault';
import { sysFork } from './fork';
import type { Kernel } from './kernel';
import { bootForTests, counters, group, mkdir, spawn, touch, touchMore, untouch } from './machine-for-tests';
import { mmap, mmRss } from './mm';
import { FRAME_ANON, FRAME_PAGETABLE } from './page';
import { freePageCount } from './page-allocator';
import { setCurrent } from './sched';

const framesOf = (k: Kernel, kind: number): number => k.frames.col.kind.filter((value) => value === kind).length;
const fork = (k: Kernel, pid: number): number => {
  setCurrent(k, 0, pid);
  return sysFork(k, pid, { prog: 'idle' });
};
const mmOf = (k: Kernel, pid: number): number => k.tasks.col.mm[pid]!;

describe('anonymous memory', () => {
  it('takes a frame and a charge at the first write only', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    const t = spawn(k, '/A');
    const { region } = touch(k, t, 40);
    touchMore(k, t, region, 0, 40);
    expect(framesOf(k, FRAME_ANON)).toBe(40);
    expect(k.memcgs.col.rss[group(k, '/A')]).toBe(40);
    expect(mmRss(k, mmOf(k, t))).toBe(40);
  });

  it('takes at most 32 faults a step', () => {
    const { k } = bootForTests();
    const t = spawn(k, '/');
    const region = mmap(k, mmOf(k, t), 100, 'anon');
    expect(touchAnon(k, t, region, 0, 100)).toBe(FAULTS_PER_STEP);
    expect(touchAnon(k, t, region, 0, 100)).toBe(2 * FAULTS_PER_STEP);
  });

  it('faults outside what is mapped', () => {
    const { k } = bootForTests();
    const t = spawn(k, '/');
    const { region } = touch(k, t, 10);
    untouch(k, t, region, 4, 2);
    expect(touchAnon(k, t, region, 0, 10)).toBe(4);
    expect(touchAnon(k, t, region, 4, 1)).toBe(-EFAULT);
    expect(touchAnon(k, t, region + 1, 0, 1)).toBe(-EFAULT);
  });

  it('is shared after fork until somebody writes', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    const t = spawn(k, '/A');
    const { region } = touch(k, t, 10);
    const child = fork(k, t);
    expect(framesOf(k, FRAME_ANON)).toBe(10);
    expect(mmRss(k, mmOf(k, child))).toBe(10);
    touchMore(k, child, region, 0, 3);
    expect(framesOf(k, FRAME_ANON)).toBe(13);
    // The last one that maps a page writes to it in place.
    touchMore(k, t, region, 0, 3);
    expect(framesOf(k, FRAME_ANON)).toBe(13);
    expect(k.memcgs.col.rss[group(k, '/A')]).toBe(13);
  });

  it('charges a copy to the group of the child, wherever the page was charged', () => {
    const { k } = bootForTests();
    for (const path of ['/A', '/B']) mkdir(k, path);
    const t = spawn(k, '/A');
    const { region } = touch(k, t, 4);
    const child = fork(k, t);
    k.tasks.col.memcg[child] = group(k, '/B');
    touchMore(k, child, region, 0, 1);
    expect(k.memcgs.col.rss[group(k, '/B')]).toBe(1);
    expect(counters(k, '/B').res).toEqual([32, 32, 0]);
    k.tasks.col.memcg[child] = group(k, '/A');
  });

  it('leaves nothing behind', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    const before = [freePageCount(k), framesOf(k, FRAME_PAGETABLE)];
    const t = spawn(k, '/A');
    const { region } = touch(k, t, 600);
    const child = fork(k, t);
    touchMore(k, child, region, 0, 600);
    sysExit(k, child, 0);
    sysExit(k, t, 0);
    expect(framesOf(k, FRAME_ANON)).toBe(0);
    expect(framesOf(k, FRAME_PAGETABLE)).toBe(before[1]);
    expect(k.memcgs.col.rss[group(k, '/A')]).toBe(0);
  });
});
