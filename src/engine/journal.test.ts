import { describe, expect, it } from 'vitest';
import { divergence, Journal } from './journal';
import type { JournalEntry } from './protocol';

const exec = (tick: number, line: string): JournalEntry => ({ type: 'exec', tick, tty: 1, line });

describe('Journal', () => {
  it('gives an entry of tick T only with the tick behind T', () => {
    const journal = new Journal([exec(3, 'a'), exec(3, 'b'), exec(7, 'c')]);
    expect([0, 3, 4, 7, 8].map((tick) => journal.givenBefore(tick))).toEqual([0, 0, 2, 2, 3]);
  });

  it('keeps all lines typed at one present', () => {
    const journal = new Journal();
    expect(journal.add(exec(5, 'a'))).toBe(0);
    expect(journal.add(exec(5, 'b'))).toBe(1);
    expect(journal.add(exec(9, 'c'))).toBe(2);
    expect(journal.entries).toHaveLength(3);
  });

  it('drops the future behind a present that was travelled to', () => {
    const journal = new Journal([exec(3, 'a'), exec(7, 'b'), exec(9, 'c')]);
    journal.arrivedAt(7);
    expect(journal.add(exec(7, 'x'))).toBe(1);
    expect(journal.add(exec(7, 'y'))).toBe(2);
    expect(journal.entries.map((entry) => entry.type === 'exec' && entry.line)).toEqual(['a', 'x', 'y']);
  });

  it('drops what is left of a known future that was run into', () => {
    const journal = new Journal([exec(3, 'a'), exec(7, 'b'), exec(9, 'c')]);
    journal.arrivedAt(0);
    expect(journal.add(exec(8, 'x'))).toBe(2);
  });

  it('takes entries in any order', () => {
    expect(new Journal([exec(9, 'b'), exec(3, 'a')]).entries.map(({ tick }) => tick)).toEqual([3, 9]);
  });
});

describe('divergence', () => {
  it('is the first tick at which two journals differ', () => {
    const a = [exec(3, 'a'), exec(7, 'b')];
    expect(divergence(a, a)).toBe(Infinity);
    expect(divergence(a, [exec(3, 'a')])).toBe(7);
    expect(divergence(a, [exec(3, 'a'), exec(5, 'b')])).toBe(5);
    expect(divergence(a, [exec(3, 'x'), exec(7, 'b')])).toBe(3);
    expect(divergence(a, [{ type: 'interrupt', tick: 3, tty: 1 }])).toBe(3);
  });
});
