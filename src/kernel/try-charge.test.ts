import { describe, expect, it } from 'vitest';
import { bootForTests, cloneVm, counters, group, mkdir, read, spawn, touch, touchMore, untouch, write } from './machine-for-tests';
import { stockOf } from './stock';
import { ENOMEM } from './errno';

describe('charging user pages', () => {
  it('takes 32 pages at a time and serves from the stock', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    const t = spawn(k, '/A');
    touch(k, t, 1);
    expect(counters(k, '/A').res).toEqual([32, 32, 0]);
    expect(stockOf(k, group(k, '/A'))).toBe(31);
    touch(k, t, 31);
    expect(counters(k, '/A').res).toEqual([32, 32, 0]);
    touch(k, t, 1);
    expect(counters(k, '/A').res).toEqual([64, 64, 0]);
  });

  it('counts one failure a page near the limit', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.limit_in_bytes', 40 * 4096);
    const t = spawn(k, '/A');
    expect(touch(k, t, 40).done).toBe(40);
    expect(counters(k, '/A').res).toEqual([40, 40, 8]);
  });

  it('gives pages back to the counter, never to the stock', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    const t = spawn(k, '/A');
    const { region } = touch(k, t, 10);
    untouch(k, t, region, 5, 5);
    expect(counters(k, '/A').res).toEqual([27, 32, 0]);
    expect(stockOf(k, group(k, '/A'))).toBe(22);
  });

  it("drains another group's stock when it refills, and reaches it no other way", () => {
    const { k } = bootForTests();
    for (const path of ['/A', '/B']) mkdir(k, path);
    const [a, b] = [spawn(k, '/A'), spawn(k, '/B')];
    touch(k, a, 1);
    touch(k, b, 1);
    expect(counters(k, '/A').res).toEqual([1, 32, 0]);
    expect(counters(k, '/B').res).toEqual([32, 32, 0]);
  });

  it('keeps a stock for each CPU', () => {
    const { k } = bootForTests(2);
    mkdir(k, '/A');
    touch(k, spawn(k, '/A', 0), 1);
    touch(k, spawn(k, '/A', 1), 1);
    expect(counters(k, '/A').res).toEqual([64, 64, 0]);
  });

  it('drains the subtree when a page fits only so: two failures', () => {
    const { k } = bootForTests();
    mkdir(k, '/P');
    write(k, '/P', 'memory.use_hierarchy', 1);
    for (const path of ['/P/A', '/P/B']) mkdir(k, path);
    write(k, '/P', 'memory.limit_in_bytes', 32 * 4096);
    touch(k, spawn(k, '/P/A'), 1);
    expect(touch(k, spawn(k, '/P/B'), 1).done).toBe(1);
    expect(counters(k, '/P').res).toEqual([2, 32, 2]);
    expect(counters(k, '/P/B').res[1]).toBe(32);
  });

  it('sleeps after seven failures when the killer is off, and six at each vain wake-up', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.limit_in_bytes', 32 * 4096);
    write(k, '/A', 'memory.oom_control', 1);
    const t = spawn(k, '/A');
    const stuck = touch(k, t, 40);
    expect(stuck).toMatchObject({ done: 32, blocked: true });
    expect(counters(k, '/A').res).toEqual([32, 32, 7]);
    expect(read(k, '/A', 'memory.oom_control')).toBe('oom_kill_disable 1\nunder_oom 1');
    write(k, '/A', 'memory.limit_in_bytes', 40 * 4096);
    touchMore(k, t, stuck.region, stuck.done, 40);
    expect(touchMore(k, t, stuck.region, stuck.done, 40)).toEqual({ done: 40, blocked: false });
    expect(read(k, '/A', 'memory.oom_control')).toBe('oom_kill_disable 1\nunder_oom 0');
  });

  it('kills the task that finds nobody else: its page goes to the root', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.limit_in_bytes', 32 * 4096);
    const t = spawn(k, '/A');
    expect(touch(k, t, 40)).toMatchObject({ done: 32, blocked: false });
    expect(counters(k, '/A').res).toEqual([32, 32, 7]);
  });
});

describe('charging kernel pages', () => {
  it('charges stacks to kmem exactly and to memory through the stock', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.kmem.limit_in_bytes', '1M');
    const t = spawn(k, '/A');
    for (let i = 0; i < 16; i++) expect(cloneVm(k, t)).toBeGreaterThan(0);
    expect(counters(k, '/A')).toMatchObject({ kmem: [32, 32, 0], res: [32, 32, 0] });
    cloneVm(k, t);
    expect(counters(k, '/A')).toMatchObject({ kmem: [34, 34, 0], res: [64, 64, 0] });
  });

  it('refuses at the kmem limit at once', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.kmem.limit_in_bytes', 3 * 4096);
    const t = spawn(k, '/A');
    expect(cloneVm(k, t)).toBeGreaterThan(0);
    expect(cloneVm(k, t)).toBe(-ENOMEM);
    expect(counters(k, '/A')).toMatchObject({ kmem: [2, 2, 1], res: [32, 32, 0] });
  });

  it('takes a whole new batch with one page left in the stock, and keeps that page', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.kmem.limit_in_bytes', '1M');
    const t = spawn(k, '/A');
    touch(k, t, 31);
    cloneVm(k, t);
    expect(stockOf(k, group(k, '/A'))).toBe(31);
    expect(counters(k, '/A').res).toEqual([64, 64, 0]);
  });

  it('forces the charge of a clone that is killed by its own OOM: eight failures', () => {
    const { k } = bootForTests();
    mkdir(k, '/A');
    write(k, '/A', 'memory.kmem.limit_in_bytes', '1M');
    write(k, '/A', 'memory.limit_in_bytes', 32 * 4096);
    const t = spawn(k, '/A');
    touch(k, t, 32);
    expect(cloneVm(k, t)).toBeLessThan(0);
    expect(counters(k, '/A')).toMatchObject({ res: [32, 34, 8], kmem: [0, 2, 0] });
  });
});
