import { describe, expect, it } from 'vitest';
import { ChargeLog, MOST_CHARGES } from './charge-log';
import type { ChargeView } from './protocol';

const charge = (group: number, ...counters: number[]): Omit<ChargeView, 'n'> => ({
  ...{ tick: 1, cpu: 0, pid: 7, comm: 'x', kind: 'user' as const, pages: 1, group, resumed: false, outcome: 'charged' as const },
  steps: [
    {
      stop: 'res',
      outcome: 'pass',
      pages: 1,
      counters: counters.map((one) => ({ group: one, usage: 0, limit: -1, refused: false })),
      note: '',
    },
  ],
});

describe('ChargeLog', () => {
  it('keeps the last charges of each group whose counter was asked, and all of them for the root', () => {
    const log = new ChargeLog();
    log.push([charge(3, 3, 2), charge(4, 4)]);
    expect([1, 2, 3, 4, 5].map((group) => log.of(group, 9).map(({ n }) => n))).toEqual([[1, 2], [1], [1], [2], []]);
  });
  it('forgets no quiet group under a flood in another one', () => {
    const log = new ChargeLog();
    log.push([charge(2, 2)]);
    for (let i = 0; i < 1000; i++) log.push([charge(3, 3)]);
    expect(log.of(2, 9)).toHaveLength(1);
    expect(log.of(3, 1000)).toHaveLength(MOST_CHARGES);
    expect(log.of(3, 1)[0]!.n).toBe(1001);
    expect(log.count(3)).toBe(1000);
  });
  it('begins anew elsewhere', () => {
    const log = new ChargeLog();
    log.push([charge(2, 2)]);
    const { version } = log;
    log.clear();
    expect(log.of(2, 9)).toEqual([]);
    expect(log.version).toBeGreaterThan(version);
  });
});
