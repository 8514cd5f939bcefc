import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reservedPages } from './config';
import { checkInvariants } from './invariants';
import { FRAME_ANON, FRAME_KERNEL, FRAME_STACK } from './page';
import { allocPages, blockHead, freeBlocks, freePageCount, freePages } from './page-allocator';
import { watermarkOk } from './alloc-slowpath';
import { bootScripts } from './scripted-for-tests';

const CONFIG = { ramPages: 4096, cpus: 1, swapPages: 0, kernel: 'kmemcg-v3', without: [], seed: 1 } as const;

it('reserves a fixed part of memory and hands out the rest', () => {
  const { k } = bootScripts({});
  expect(reservedPages(CONFIG)).toBe(1024 + 64);
  expect(k.zone.pages.col.managed[0]).toBe(4096 - 1088);
});

it('splits a block on the way down and merges it on the way back', () => {
  const { k } = bootScripts({});
  const before = freeBlocks(k);
  const pfn = allocPages(k, 3, FRAME_KERNEL, 7);
  expect(pfn % 8).toBe(0);
  for (let i = 0; i < 8; i++) {
    expect(k.frames.col.kind[pfn + i]).toBe(FRAME_KERNEL);
    expect(k.frames.col.order[pfn + i]).toBe(3);
    expect(k.frames.col.info[pfn + i]).toBe(7);
    expect(blockHead(k, pfn + i)).toBe(pfn);
  }
  freePages(k, pfn);
  expect(freeBlocks(k)).toEqual(before);
});

it('answers -1 when no block is large enough, though pages are free', () => {
  const { k } = bootScripts({});
  const taken: number[] = [];
  for (let pfn = allocPages(k, 0, FRAME_ANON, 0); pfn !== -1; pfn = allocPages(k, 0, FRAME_ANON, 0)) taken.push(pfn);
  expect(freePageCount(k)).toBe(0);
  // Every other page free: no two of them are buddies.
  for (const pfn of taken) if (pfn % 2 === 0) freePages(k, pfn);
  expect(freePageCount(k)).toBeGreaterThan(1000);
  expect(allocPages(k, 1, FRAME_STACK, 0)).toBe(-1);
});

it('keeps the watermark free, and blocks that could serve an order', () => {
  const { k } = bootScripts({});
  const { min, low, high } = k.zone.pages.col;
  expect([min[0], low[0], high[0]]).toEqual([109, 136, 163]);
  while (watermarkOk(k, 0, min[0]!)) allocPages(k, 0, FRAME_ANON, 0);
  expect(freePageCount(k)).toBe(min[0]!);
});

it('refuses a frame freed twice', () => {
  const { k } = bootScripts({});
  const pfn = allocPages(k, 0, FRAME_ANON, 0);
  freePages(k, pfn);
  expect(() => freePages(k, pfn)).toThrow('freed twice');
});

it('stays consistent under any order of requests', () => {
  const request = fc.record({ order: fc.integer({ min: 0, max: 10 }), free: fc.boolean(), which: fc.nat() });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 200 }), (requests) => {
      const { k } = bootScripts({});
      const free = freePageCount(k);
      const held: number[] = [];
      for (const { order, free: back, which } of requests) {
        if (back && held.length > 0) freePages(k, held.splice(which % held.length, 1)[0]!);
        else {
          const pfn = allocPages(k, order, FRAME_KERNEL, 0);
          if (pfn !== -1) held.push(pfn);
        }
      }
      const lost = /^frame \d+ of kind \d+ is in use by nobody$/;
      expect(checkInvariants(k).filter((rule) => !lost.test(rule))).toEqual([]);
      for (const pfn of held) freePages(k, pfn);
      expect(freePageCount(k)).toBe(free);
      expect(checkInvariants(k)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});
