import { expect, it } from 'vitest';
import type { Kernel } from './kernel';
import { rootCache } from './kmem-cache';
import { bootForTests, mkdir, read, spawn, write } from './machine-for-tests';
import { setCurrent, tick } from './sched';
import { sysExit, sysFork, sysMmap, sysMunmap } from './syscalls';

const inUse = (k: Kernel): number => k.slabs.col.objects[rootCache(k, 'vm_area_struct')]!;

it('costs a struct for each mapping but those of private memory, which join', () => {
  const { k } = bootForTests();
  const t = spawn(k, '/');
  const before = inUse(k);
  const shared = [0, 1, 2].map(() => sysMmap(k, t, { pages: 4, kind: 'shared' }));
  expect(inUse(k)).toBe(before + 3);
  for (let i = 0; i < 3; i++) sysMmap(k, t, { pages: 4, kind: 'anon' });
  expect(inUse(k)).toBe(before + 3);
  const locked = [0, 1, 2].map(() => sysMmap(k, t, { pages: 4, kind: 'locked' }));
  expect(inUse(k)).toBe(before + 4);
  sysMunmap(k, t, locked[0]!);
  expect(inUse(k)).toBe(before + 4);
  for (const region of [...shared, locked[1]!, locked[2]!]) sysMunmap(k, t, region);
  expect(inUse(k)).toBe(before);
});

it('copies them with the map, and gives them back with it', () => {
  const { k } = bootForTests();
  const t = spawn(k, '/');
  for (let i = 0; i < 30; i++) sysMmap(k, t, { pages: 1, kind: 'shared' });
  const before = inUse(k);
  setCurrent(k, 0, t);
  const child = sysFork(k, t, { prog: 'idle' });
  expect(inUse(k)).toBe(before + 40);
  sysExit(k, child, 0);
  expect(inUse(k)).toBe(before);
});

it('is kernel memory of an accounted group', () => {
  const { k } = bootForTests(1, 65536, { kernel: '3.8' });
  mkdir(k, '/A');
  write(k, '/A', 'memory.kmem.limit_in_bytes', '64K');
  const t = spawn(k, '/A');
  const map = (): number => sysMmap(k, t, { pages: 1, kind: 'shared' });
  map();
  for (let i = 0; i < 20; i++) tick(k);
  let made = 0;
  while (made < 2000 && map() > 0) made++;
  expect(made).toBeLessThan(2000);
  expect(read(k, '/A', 'memory.kmem.slabinfo')).toMatch(/^vm_area_struct +[1-9]/m);
  expect(Number(read(k, '/A', 'memory.kmem.failcnt'))).toBeGreaterThan(0);
});
