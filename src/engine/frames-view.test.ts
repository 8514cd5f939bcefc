import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BufferPool } from './buffer-pool';
import { FramesReader } from './frames-view';
import type { FramesView } from './protocol';

function tableOf(total: number) {
  const room = Math.ceil(total / 8) * 8;
  return { total, kind: new Uint8Array(room), order: new Uint8Array(room), owner: new Uint32Array(room) };
}
type Table = ReturnType<typeof tableOf>;

/** What a page does with a view. */
function apply(page: Table, view: FramesView): void {
  for (let i = 0, at = 0; i < view.runs.length; i += 2) {
    const from = view.runs[i]!;
    const length = view.runs[i + 1]!;
    page.kind.set(view.kind.subarray(at, at + length), from);
    page.order.set(view.order.subarray(at, at + length), from);
    page.owner.set(view.owner.subarray(at, at + length), from);
    at += length;
  }
}

describe('FramesReader', () => {
  it('sends all, then nothing, then the run that changed', () => {
    const [table, reader, pool] = [tableOf(1000), new FramesReader(), new BufferPool()];
    expect(reader.read(table, pool, 0)).toMatchObject({ total: 1000, full: true });
    expect(reader.read(table, pool, 0)).toBeUndefined();
    table.owner[501] = 7;
    const view = reader.read(table, pool, 0)!;
    expect([...view.runs]).toEqual([500, 4]);
    expect([...view.owner]).toEqual([0, 7, 0, 0]);
    expect(view.full).toBe(false);
  });

  it('keeps the copy of a page equal, whatever changes', () => {
    const change = fc.record({ at: fc.nat(98), length: fc.integer({ min: 1, max: 60 }), value: fc.nat(7) });
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 8 }), (rounds) => {
        const [table, page, reader, pool] = [tableOf(99), tableOf(99), new FramesReader(), new BufferPool()];
        for (const changes of rounds) {
          for (const { at, length, value } of changes) {
            const to = Math.min(99, at + length);
            (value % 2 === 0 ? table.owner : value % 3 === 0 ? table.order : table.kind).fill(value, at, to);
          }
          const view = reader.read(table, pool, 0);
          if (view !== undefined) apply(page, view);
        }
        if (rounds.length > 0) expect(page).toEqual(table);
      }),
    );
  });
});

describe('BufferPool', () => {
  it('uses returned buffers again', () => {
    const pool = new BufferPool();
    const buffer = pool.take(5000, 0);
    expect(buffer.byteLength).toBe(8192);
    pool.give([buffer]);
    expect(pool.take(6000, 0)).toBe(buffer);
    expect(pool.take(6000, 0)).not.toBe(buffer);
  });

  it('waits for a page that is slow, but not for ever', () => {
    const pool = new BufferPool();
    for (let i = 0; i < 4; i++) {
      expect(pool.maySend(0)).toBe(true);
      pool.take(10, 0);
    }
    expect(pool.maySend(100)).toBe(false);
    expect(pool.maySend(1000)).toBe(true);
    pool.give([new ArrayBuffer(4096)]);
    expect(pool.maySend(100)).toBe(true);
  });
});
