import { beforeEach, describe, expect, it } from 'vitest';
import { ENOMEM, ENOSPC } from './errno';
import { checkInvariants } from './invariants';
import type { Kernel } from './kernel';
import { bootForTests, counters, group, mkdir, spawn, write } from './machine-for-tests';
import { counterValue } from './memcg';
import { KMEM } from './res-counter';
import { isQuiet, setCurrent, tick } from './sched';
import { O_CREAT, O_WRONLY, sysChdir, sysClose, sysMkdir, sysMount, sysOpen, sysRmdir, sysStat, sysSync, sysUmount } from './syscalls';
import { sysctlWrite } from './sysctl';

let k: Kernel;
let t: number;

function settle(): void {
  for (let i = 0; i < 10_000 && !isQuiet(k); i++) tick(k);
}

/** The loop of the letter: mkdir x; cd x, until one is refused. How deep, and why it ended. */
function chain(dir: string, most = 20_000): { depth: number; error: number } {
  setCurrent(k, 0, t);
  for (let depth = 0; depth < most; depth++) {
    const made = sysMkdir(k, t, depth === 0 ? dir : 'x');
    if (made !== 0) return { depth, error: made };
    sysChdir(k, t, depth === 0 ? dir : 'x');
    if (depth < 10) {
      settle();
      setCurrent(k, 0, t);
    }
  }
  return { depth: most, error: 0 };
}

function kmem(): number {
  return counterValue(k, group(k, '/A'), KMEM, 'usage');
}

function boot(limit: string): void {
  ({ k } = bootForTests(1, 65536, { kernel: '3.8' }));
  mkdir(k, '/A');
  write(k, '/A', 'memory.kmem.limit_in_bytes', limit);
  t = spawn(k, '/A');
  expect(sysMkdir(k, 1, '/mnt')).toBe(0);
  expect(sysMount(k, 1, '/dev/ram1', '/mnt', 'ext2')).toBe(0);
  settle();
}

describe('a loop that makes directories', () => {
  it.each([
    ['1M', '/tmp/d', 1302],
    ['4M', '/tmp/d', 5334],
    ['1M', '/mnt/d', 1025],
    ['4M', '/mnt/d', 4208],
  ])('stops at a kernel limit of %s on %s within two percent of %i levels', (limit, dir, recorded) => {
    boot(limit);
    const { depth, error } = chain(dir);
    expect(error).toBe(-ENOMEM);
    expect(Math.abs(depth - recorded)).toBeLessThanOrEqual(recorded * 0.02);
    expect(counters(k, '/A').kmem[2]).toBeGreaterThan(0);
    expect(checkInvariants(k)).toEqual([]);
  });

  it('keeps every byte of it when the caches are dropped', () => {
    boot('1M');
    chain('/tmp/d');
    const before = kmem();
    sysctlWrite(k, 'vm/drop_caches', '2\n');
    expect(kmem()).toBe(before);
  });
});

describe('a disk', () => {
  beforeEach(() => {
    boot('64M');
  });

  function files(n: number): void {
    setCurrent(k, 0, t);
    for (let i = 0; i < n; i++) {
      const fd = sysOpen(k, t, `/mnt/f${i}`, O_CREAT | O_WRONLY);
      expect(fd).toBeGreaterThanOrEqual(0);
      sysClose(k, t, fd);
      if (i < 10) {
        settle();
        setCurrent(k, 0, t);
      }
    }
  }

  it('costs an inode and a dentry for an empty file, a fifth of a page', () => {
    files(10);
    const before = kmem();
    setCurrent(k, 0, t);
    for (let i = 0; i < 1000; i++) sysClose(k, t, sysOpen(k, t, `/mnt/g${i}`, O_CREAT | O_WRONLY));
    expect(Math.abs(kmem() - before - 218)).toBeLessThanOrEqual(10);
  });

  it('costs a dentry for a name that is not there, once', () => {
    files(10);
    const before = kmem();
    setCurrent(k, 0, t);
    for (let round = 0; round < 2; round++) for (let i = 0; i < 1000; i++) expect(sysStat(k, t, `/mnt/none${i}`)).toBe(-2);
    expect(Math.abs(kmem() - before - 47)).toBeLessThanOrEqual(2);
  });

  it('gives back the dentries of what nobody uses, if it is much, and finds the names again', () => {
    files(400);
    const few = kmem();
    sysctlWrite(k, 'vm/drop_caches', '2\n');
    expect(kmem()).toBe(few);
    setCurrent(k, 0, t);
    for (let i = 0; i < 3000; i++) sysClose(k, t, sysOpen(k, t, `/mnt/g${i}`, O_CREAT | O_WRONLY));
    const many = kmem();
    sysctlWrite(k, 'vm/drop_caches', '2\n');
    expect(many - kmem()).toBeGreaterThan(100);
    setCurrent(k, 0, t);
    expect(sysStat(k, t, '/mnt/g7')).toMatchObject({ kind: 'file' });
    expect(checkInvariants(k)).toEqual([]);
  });

  it('gives back the names of a whole chain once its last is looked at, and keeps the inodes that were not written', () => {
    expect(chain('/mnt/d', 3000).depth).toBe(3000);
    setCurrent(k, 0, t);
    sysChdir(k, t, '/');
    const before = kmem();
    const cached = counters(k, '/A').res[0]! - before;
    sysctlWrite(k, 'vm/drop_caches', '2\n');
    // Recorded: 118 of the 143 slabs of names, and not one page of the directories.
    expect(Math.abs(before - kmem() - 118)).toBeLessThanOrEqual(3);
    expect(counters(k, '/A').res[0]! - kmem()).toBe(cached);
    // Written back, they go as well, each with its page.
    sysSync(k);
    for (let i = 0; i < 5; i++) sysctlWrite(k, 'vm/drop_caches', '2\n');
    expect(counters(k, '/A').res[0]! - kmem()).toBeLessThan(cached - 2000);
    setCurrent(k, 0, t);
    expect(sysStat(k, t, '/mnt/d/x/x/x')).toMatchObject({ kind: 'directory' });
    expect(checkInvariants(k)).toEqual([]);
  });

  it('is full behind 15,863 directories; one more costs a page for a moment', () => {
    const { depth, error } = chain('/mnt/d');
    expect([depth, error]).toEqual([15863, -ENOSPC]);
    const [usage, most] = counters(k, '/A').res;
    expect(usage).toBeLessThan(most!);
    setCurrent(k, 0, t);
    expect(sysMkdir(k, t, 'x')).toBe(-ENOSPC);
    expect(counters(k, '/A').res[0]).toBe(usage! - 1);
    expect(checkInvariants(k)).toEqual([]);
  });

  it('is empty of everything when it is unmounted', () => {
    files(50);
    setCurrent(k, 0, t);
    expect(chain('/mnt/d', 40).depth).toBe(40);
    setCurrent(k, 0, t);
    sysChdir(k, t, '/');
    expect(sysUmount(k, 1, '/mnt')).toBe(0);
    expect(counters(k, '/A').res[0]! - kmem()).toBeLessThanOrEqual(32);
    expect(k.bufferHeads.size).toBe(0);
    expect(sysRmdir(k, 1, '/mnt')).toBe(0);
    expect(checkInvariants(k)).toEqual([]);
  });
});
