import { describe, expect, it } from 'vitest';
import type { FramesView } from '../../engine/protocol';
import { FrameTable } from './frame-table.svelte';

const TOTAL = 4096;

/** A view of frames in runs, filled by `next`: 0..1 numbers of a seeded generator. */
function runs(next: () => number): FramesView {
  const starts = [0, 512, 1024, 3000].filter(() => next() < 0.7);
  const lengths = starts.map(() => 1 + Math.floor(next() * 400));
  const frames = lengths.reduce((sum, length) => sum + length, 0);
  return {
    total: TOTAL,
    full: false,
    runs: Uint32Array.from(starts.flatMap((start, i) => [start, lengths[i]!])),
    kind: Uint8Array.from({ length: frames }, () => Math.floor(next() * 8)),
    order: Uint8Array.from({ length: frames }, () => Math.floor(next() * 11)),
    owner: Uint32Array.from({ length: frames }, () => Math.floor(next() ** 4 * 900)),
  };
}

function full(): FramesView {
  const [kind, order, owner] = [new Uint8Array(TOTAL), new Uint8Array(TOTAL).fill(10), new Uint32Array(TOTAL)];
  return { total: TOTAL, full: true, runs: new Uint32Array(0), kind, order, owner };
}

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
}

/** The same frames in a table that has never been counted. */
function fresh(table: FrameTable): FrameTable {
  const copy = new FrameTable();
  copy.apply({ total: TOTAL, full: true, runs: new Uint32Array(0), kind: table.kind, order: table.order, owner: table.owner });
  return copy;
}

describe('FrameTable', () => {
  it('counts what comes and goes as if all were counted anew', () => {
    const table = new FrameTable();
    table.apply(full());
    expect(table.count().freeOrder[10]).toBe(TOTAL);
    const next = seeded(7);
    for (let i = 0; i < 40; i++) {
      table.apply(runs(next));
      if (i % 3 !== 0) continue;
      expect(table.count()).toEqual(fresh(table).count());
    }
    table.apply(full());
    expect(table.count()).toEqual(fresh(table).count());
  });

  it('does not gather stretches without end when nobody draws', () => {
    const table = new FrameTable();
    table.apply(full());
    const one = { kind: Uint8Array.of(1), order: new Uint8Array(1), owner: new Uint32Array(1) };
    for (let i = 0; i < 10000; i++) table.apply({ total: TOTAL, full: false, runs: Uint32Array.of(i % TOTAL, 1), ...one });
    const changed = table.takeChanged();
    expect(changed.length).toBeLessThan(9000);
    expect(changed[0]).toEqual({ from: 0, to: TOTAL });
    expect(table.takeChanged()).toEqual([]);
  });

  it('tells right after many changes that nobody asked about', () => {
    const table = new FrameTable();
    table.apply(full());
    table.count();
    const next = seeded(11);
    for (let i = 0; i < 30; i++) table.apply(runs(next));
    expect(table.count()).toEqual(fresh(table).count());
  });
});
