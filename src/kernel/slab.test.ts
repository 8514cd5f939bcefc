import { expect, it } from 'vitest';
import { checkInvariants } from './invariants';
import { freePageCount } from './page-allocator';
import { bootScripts } from './scripted-for-tests';
import { slabFree, slabLines, slabReserve, slabTake } from './slab';

it('takes a slab of the recorded size for the first object and packs the others into it', () => {
  const { k } = bootScripts({});
  const free = freePageCount(k);
  const slabs = new Set<number>();
  for (let i = 0; i < 14; i++) {
    expect(slabReserve(k, 1, 'ext2_inode_cache')).toBe(0);
    slabs.add(slabTake(k, 'ext2_inode_cache'));
  }
  // 12 objects in 2 pages.
  expect(slabs.size).toBe(2);
  expect(free - freePageCount(k)).toBe(4);
  expect(slabLines(k, 0).find(({ name }) => name === 'ext2_inode_cache')).toMatchObject({
    objects: 14,
    slabs: 2,
    perSlab: 12,
    pagesPerSlab: 2,
  });
  expect(checkInvariants(k)).toEqual([]);
});

it('keeps the slabs on the CPU’s lists and a few empty ones of the node, and gives the others back', () => {
  const { k } = bootScripts({});
  const free = freePageCount(k);
  slabReserve(k, 1, 'buffer_head', 39 * 200);
  const objects = Array.from({ length: 39 * 200 }, () => slabTake(k, 'buffer_head'));
  expect(free - freePageCount(k)).toBe(200);
  objects.forEach((slab) => slabFree(k, slab));
  // One the CPU allocates from, up to 31 on its own list, 6 of the node.
  expect(free - freePageCount(k)).toBeGreaterThanOrEqual(7);
  expect(free - freePageCount(k)).toBeLessThanOrEqual(38);
  expect(checkInvariants(k)).toEqual([]);
});

it('allocates from the slabs it kept before it asks for new ones', () => {
  const { k } = bootScripts({});
  slabReserve(k, 1, 'buffer_head', 39 * 20);
  const objects = Array.from({ length: 39 * 20 }, () => slabTake(k, 'buffer_head'));
  objects.forEach((slab) => slabFree(k, slab));
  const free = freePageCount(k);
  slabReserve(k, 1, 'buffer_head', 39 * 20);
  objects.forEach((_, i) => (objects[i] = slabTake(k, 'buffer_head')));
  expect(freePageCount(k)).toBe(free);
  expect(checkInvariants(k)).toEqual([]);
});

it('gives nothing back while one object of a slab is in use', () => {
  const { k } = bootScripts({});
  slabReserve(k, 1, 'buffer_head', 39 * 10);
  const objects = Array.from({ length: 39 * 10 }, () => slabTake(k, 'buffer_head'));
  const free = freePageCount(k);
  const last = new Map(objects.map((slab, i) => [slab, i]));
  objects.forEach((slab, i) => {
    if (last.get(slab) !== i) slabFree(k, slab);
  });
  expect(freePageCount(k)).toBe(free);
});

it('gives every kind of object a cache of its own name when it is told not to merge them', () => {
  const names = (slubNomerge: boolean): string[] => slabLines(bootScripts({}, { kernel: '3.8', slubNomerge }).k, 0).map(({ name }) => name);
  expect(names(false)).not.toContain('filp');
  expect(names(true)).toContain('filp');
  expect(names(true)).toEqual(expect.arrayContaining(names(false)));
  const { k } = bootScripts({}, { kernel: '3.8', slubNomerge: true });
  slabReserve(k, 1, 'filp');
  const before = slabLines(k, 0).find(({ name }) => name === 'filp')!.objects;
  slabTake(k, 'filp');
  expect(slabLines(k, 0).find(({ name }) => name === 'filp')!.objects).toBe(before + 1);
  expect(checkInvariants(k)).toEqual([]);
});
