import { describe, expect, it } from 'vitest';
import { sysFork } from './fork';
import type { Kernel } from './kernel';
import { bootForTests, cloneVm, group, mkdir, spawn, touch, write } from './machine-for-tests';
import { oomBadness, oomScore } from './oom-badness';
import { memCgroupOutOfMemory, outOfMemory } from './oom-kill';
import { setCurrent } from './sched';
import { fatalSignalPending } from './signal';

/** A page of a user. */
const PAGE = { gfpMask: 0x280da, order: 0 };

const killed = (k: Kernel, pids: readonly number[]): number[] => pids.filter((pid) => fatalSignalPending(k, pid));

/** A hierarchical group P with a child group, and the pages held by a task in each. */
function machine(pages: readonly [number, number]): { k: Kernel; p: number; c: number } {
  const { k } = bootForTests();
  mkdir(k, '/P');
  write(k, '/P', 'memory.use_hierarchy', 1);
  write(k, '/P', 'memory.limit_in_bytes', '1M');
  mkdir(k, '/P/c');
  const [p, c] = [spawn(k, '/P'), spawn(k, '/P/c')];
  touch(k, p, pages[0]);
  touch(k, c, pages[1]);
  return { k, p, c };
}

describe('the victim', () => {
  it('is who holds most in the whole subtree', () => {
    const { k, p, c } = machine([10, 20]);
    memCgroupOutOfMemory(k, p, group(k, '/P'));
    expect(killed(k, [p, c])).toEqual([c]);
  });

  it('is not looked for outside', () => {
    const { k, p, c } = machine([10, 20]);
    const outsider = spawn(k, '/');
    touch(k, outsider, 500);
    memCgroupOutOfMemory(k, p, group(k, '/P'));
    expect(killed(k, [p, c, outsider])).toEqual([c]);
  });

  it('takes along all that share its memory, wherever they stand', () => {
    const { k, p, c } = machine([10, 20]);
    const child = cloneVm(k, c);
    write(k, '/', 'tasks', child);
    memCgroupOutOfMemory(k, p, group(k, '/P'));
    expect(killed(k, [p, c, child])).toEqual([c, child]);
  });

  it('is a child with memory of its own, the worst one, before its parent', () => {
    const { k, p, c } = machine([10, 20]);
    setCurrent(k, 0, c);
    const children = [sysFork(k, c, { prog: 'idle' }), sysFork(k, c, { prog: 'idle' })] as const;
    touch(k, children[1], 3);
    memCgroupOutOfMemory(k, p, group(k, '/P'));
    expect(killed(k, [p, c, ...children])).toEqual([children[1]]);
  });

  it('is nobody while somebody of the subtree is dying', () => {
    const { k, p, c } = machine([10, 20]);
    memCgroupOutOfMemory(k, p, group(k, '/P'));
    memCgroupOutOfMemory(k, p, group(k, '/P'));
    expect(killed(k, [p, c])).toEqual([c]);
  });

  it('is spared by oom_score_adj -1000 and preferred by a high one', () => {
    const { k, p, c } = machine([10, 20]);
    k.tasks.col.oomScoreAdj[c] = -1000;
    memCgroupOutOfMemory(k, p, group(k, '/P'));
    expect(killed(k, [p, c])).toEqual([p]);
    expect(oomBadness(k, c, 0, 1000)).toBe(0);
  });
});

describe('out of memory on the machine', () => {
  it('takes the worst of all, never init', () => {
    const { k, outside } = bootForTests();
    const pids = [spawn(k, '/'), spawn(k, '/')];
    touch(k, pids[1]!, 600);
    expect(outOfMemory(k, pids[0]!, PAGE)).toBe('killed');
    expect(killed(k, [outside, ...pids])).toEqual([pids[1]]);
    expect(outOfMemory(k, pids[0]!, PAGE)).toBe('wait');
  });

  it('finds nobody where there is only init', () => {
    const { k, outside } = bootForTests();
    expect(outOfMemory(k, outside, PAGE)).toBe('none');
  });

  it('shows the score in thousandths of the machine', () => {
    const { k } = bootForTests();
    const t = spawn(k, '/');
    touch(k, t, 8192);
    expect(oomScore(k, t)).toBeGreaterThan(450);
    expect(oomScore(k, 1)).toBe(0);
  });
});
