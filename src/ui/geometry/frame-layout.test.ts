import { describe, expect, it } from 'vitest';
import { blockBox, cellOf, frameAt, layoutFrames, paintFrames, tileRows } from './frame-layout';

describe('layoutFrames', () => {
  it('fills a square box with a square of tiles', () => {
    expect(layoutFrames(16384, 400, 400)).toEqual({ total: 16384, columns: 4, rows: 4, width: 128, height: 128 });
  });
  it('follows the shape of the box', () => {
    expect(layoutFrames(16384, 900, 300).columns).toBeGreaterThan(4);
    expect(layoutFrames(16384, 200, 900).columns).toBeLessThan(4);
  });
  it('keeps a place for a last tile that is not full', () => {
    const layout = layoutFrames(2500, 300, 100);
    expect(layout.columns * layout.rows).toBeGreaterThanOrEqual(3);
  });
});

describe('cells', () => {
  const layout = layoutFrames(5000, 500, 300);
  it('go there and back', () => {
    for (let pfn = 0; pfn < layout.total; pfn++) {
      const { x, y } = cellOf(layout, pfn);
      expect(frameAt(layout, x, y)).toBe(pfn);
    }
  });
  it('are none outside the machine', () => {
    expect(frameAt(layout, -1, 0)).toBeUndefined();
    expect(frameAt(layout, layout.width, 0)).toBeUndefined();
    expect(frameAt(layoutFrames(1000, 100, 100), 31, 31)).toBeUndefined();
  });
});

describe('blockBox', () => {
  const layout = layoutFrames(16384, 400, 400);
  it.each([0, 1, 2, 3, 5, 8, 10])('holds exactly the frames of a block of order %i', (order) => {
    const head = 3 << order;
    const box = blockBox(layout, head, order);
    expect(box.width * box.height).toBe(1 << order);
    for (let pfn = head; pfn < head + (1 << order); pfn++) {
      const { x, y } = cellOf(layout, pfn);
      expect(x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height).toBe(true);
    }
  });
  it('stands beside or below its buddy', () => {
    for (let order = 0; order < 10; order++) {
      const one = blockBox(layout, 0, order);
      const buddy = blockBox(layout, 1 << order, order);
      expect([buddy.x - one.x, buddy.y - one.y]).toEqual(order % 2 === 0 ? [one.width, 0] : [0, one.height]);
    }
  });
});

describe('paintFrames', () => {
  it('paints the frames it is asked to and no other', () => {
    const layout = layoutFrames(3000, 300, 100);
    const pixels = new Uint32Array(layout.width * layout.height);
    const row = Uint32Array.from({ length: 3000 }, (_, pfn) => pfn);
    const table = Uint32Array.from({ length: 3000 << 3 }, (_, at) => (at >> 3) + 1);
    paintFrames(layout, pixels, 1000, 2100, new Uint8Array(3000), row, table);
    for (let pfn = 0; pfn < layout.total; pfn++) {
      const { x, y } = cellOf(layout, pfn);
      expect(pixels[y * layout.width + x]).toBe(pfn >= 1000 && pfn < 2100 ? pfn + 1 : 0);
    }
  });
});

describe('tileRows', () => {
  it('holds every frame of the runs, and no row of tiles without one', () => {
    const layout = layoutFrames(40 * 1024, 400, 300);
    const runs = [
      { from: 3, to: 5 },
      { from: 12 * 1024 - 1, to: 13 * 1024 + 1 },
      { from: 39 * 1024, to: 40 * 1024 },
    ];
    const boxes = tileRows(layout, runs);
    const boxOf = (pfn: number): number => {
      const { x, y } = cellOf(layout, pfn);
      return boxes.findIndex((box) => x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height);
    };
    const used = new Set<number>();
    for (const { from, to } of runs) for (let pfn = from; pfn < to; pfn++) used.add(boxOf(pfn));
    expect([...used].sort()).toEqual(boxes.map((_, i) => i));
    expect(boxes.length).toBeLessThan(layout.rows);
    expect(tileRows(layout, [])).toEqual([]);
  });
});
