import { describe, expect, it } from 'vitest';
import {
  counterOf,
  createCounters,
  groupOfCounter,
  KMEM,
  kindOfCounter,
  RES,
  RESOURCE_MAX,
  resCounterCharge,
  resCounterChargeNofail,
  resCounterInit,
  resCounterMargin,
  resCounterResetFailcnt,
  resCounterResetMax,
  resCounterSetLimit,
  resCounterUncharge,
  resCounterUnchargeUntil,
  type Counters,
} from './res-counter';
import { Stores } from './store';

/** Three counters in a line: grandparent 4, parent 8, child 12. */
function chain(): { counters: Counters; top: number; middle: number; leaf: number } {
  const counters = createCounters(new Stores());
  const [top, middle, leaf] = [counterOf(1, RES), counterOf(2, RES), counterOf(3, RES)];
  resCounterInit(counters, top, 0);
  resCounterInit(counters, middle, top);
  resCounterInit(counters, leaf, middle);
  return { counters, top, middle, leaf };
}
const state = (counters: Counters, c: number): number[] => [counters.col.usage[c]!, counters.col.max[c]!, counters.col.failcnt[c]!];

describe('res counter', () => {
  it('starts empty and unlimited', () => {
    const { counters, leaf } = chain();
    expect(state(counters, leaf)).toEqual([0, 0, 0]);
    expect(counters.col.limit[leaf]).toBe(RESOURCE_MAX);
    expect(counters.col.softLimit[leaf]).toBe(RESOURCE_MAX);
  });

  it('places "unlimited" between the page multiples around LLONG_MAX', () => {
    expect(RESOURCE_MAX).toBeGreaterThan(2 ** 51 - 1);
    expect(RESOURCE_MAX).toBeLessThan(2 ** 51);
  });

  it('charges the whole chain', () => {
    const { counters, top, middle, leaf } = chain();
    expect(resCounterCharge(counters, leaf, 5)).toBe(0);
    expect(resCounterCharge(counters, middle, 2)).toBe(0);
    expect([leaf, middle, top].map((c) => counters.col.usage[c])).toEqual([5, 7, 7]);
  });

  it('counts a refusal only where it happens, and leaves the max raised below', () => {
    const { counters, top, middle, leaf } = chain();
    resCounterSetLimit(counters, middle, 10);
    resCounterCharge(counters, leaf, 9);
    expect(resCounterCharge(counters, leaf, 2)).toBe(middle);
    expect(state(counters, leaf)).toEqual([9, 11, 0]);
    expect(state(counters, middle)).toEqual([9, 9, 1]);
    expect(state(counters, top)).toEqual([9, 9, 0]);
  });

  it('fills a limit exactly', () => {
    const { counters, leaf } = chain();
    resCounterSetLimit(counters, leaf, 10);
    expect(resCounterCharge(counters, leaf, 10)).toBe(0);
    expect(resCounterMargin(counters, leaf)).toBe(0);
    expect(resCounterCharge(counters, leaf, 1)).toBe(leaf);
  });

  it('charges by force over every limit and counts each', () => {
    const { counters, top, middle, leaf } = chain();
    for (const c of [leaf, top]) resCounterSetLimit(counters, c, 1);
    expect(resCounterChargeNofail(counters, leaf, 2)).toBe(leaf);
    expect([leaf, middle, top].map((c) => state(counters, c))).toEqual([[2, 2, 1], [2, 2, 0], [2, 2, 1]]); // prettier-ignore
    expect(resCounterMargin(counters, leaf)).toBe(0);
  });

  it('answers what is left in the first counter when uncharged', () => {
    const { counters, top, leaf, middle } = chain();
    resCounterCharge(counters, middle, 3);
    resCounterCharge(counters, leaf, 4);
    expect(resCounterUncharge(counters, leaf, 3)).toBe(1);
    expect(counters.col.usage[top]).toBe(4);
  });

  it('uncharges only below a given counter', () => {
    const { counters, top, middle, leaf } = chain();
    resCounterCharge(counters, leaf, 4);
    expect(resCounterUnchargeUntil(counters, leaf, middle, 4)).toBe(0);
    expect([counters.col.usage[middle], counters.col.usage[top]]).toEqual([4, 4]);
  });

  it('clamps at zero and says so', () => {
    const { counters, leaf } = chain();
    resCounterCharge(counters, leaf, 1);
    expect(resCounterUncharge(counters, leaf, 2)).toBe(0);
    expect(counters.col.underflows[leaf]).toBe(1);
  });

  it('refuses a limit below the usage and takes one equal to it', () => {
    const { counters, leaf } = chain();
    resCounterCharge(counters, leaf, 4);
    expect(resCounterSetLimit(counters, leaf, 3)).toBe(false);
    expect(resCounterSetLimit(counters, leaf, 4)).toBe(true);
    expect(counters.col.limit[leaf]).toBe(4);
  });

  it('resets max to the usage and failcnt to 0', () => {
    const { counters, leaf } = chain();
    resCounterSetLimit(counters, leaf, 4);
    resCounterCharge(counters, leaf, 4);
    resCounterCharge(counters, leaf, 1);
    resCounterUncharge(counters, leaf, 3);
    resCounterResetMax(counters, leaf);
    resCounterResetFailcnt(counters, leaf);
    expect(state(counters, leaf)).toEqual([1, 1, 0]);
  });

  it('knows group and kind of a counter', () => {
    expect(groupOfCounter(counterOf(7, KMEM))).toBe(7);
    expect(kindOfCounter(counterOf(7, KMEM))).toBe(KMEM);
  });
});
