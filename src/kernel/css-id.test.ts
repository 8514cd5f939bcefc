import { describe, expect, it } from 'vitest';
import { cgroupMkdir, cgroupRmdir } from './cgroup';
import { CSS_ID_MAX, releaseCssId, takeCssId } from './css-id';
import { ENOSPC } from './errno';
import { bootForTests, mkdir } from './machine-for-tests';
import { subtree } from './memcg';
import { GRACE_PERIOD } from './rcu';
import { tick } from './sched';

describe('css ids', () => {
  it('are the lowest free ones', () => {
    const { k } = bootForTests();
    expect([takeCssId(k), takeCssId(k), takeCssId(k)]).toEqual([2, 3, 4]);
    releaseCssId(k, 3);
    expect([takeCssId(k), takeCssId(k)]).toEqual([3, 5]);
  });

  it('run out at 65535 groups', () => {
    const { k } = bootForTests();
    for (let id = 2; id <= CSS_ID_MAX; id++) expect(takeCssId(k)).toBe(id);
    expect(takeCssId(k)).toBe(-ENOSPC);
    expect(cgroupMkdir(k, 1, 'x')).toBe(-ENOSPC);
  });

  it('are kept until the group is freed, and order the walk over a subtree', () => {
    const { k } = bootForTests();
    const [a, b] = [mkdir(k, '/A'), mkdir(k, '/B')];
    cgroupRmdir(k, a);
    const c = cgroupMkdir(k, 1, 'C');
    expect(k.memcgs.col.css[c]).toBe(4);
    for (let i = 0; i < GRACE_PERIOD + 2; i++) tick(k);
    const d = cgroupMkdir(k, 1, 'D');
    expect(k.memcgs.col.css[d]).toBe(2);
    expect(subtree(k, 1)).toEqual([1, d, b, c]);
  });
});
