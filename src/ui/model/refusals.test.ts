import { expect, it } from 'vitest';
import { group } from '../testing/views';
import { refusals } from './refusals';

const at = (failcnt: number) => group({ kmem: { usage: 1024, max: 1024, limit: 1024, failcnt } });

it('counts what rose, in the counter where it rose', () => {
  expect(refusals(new Map([[2, at(3)]]), [at(10)])).toEqual([{ group: 2, counter: 'kmem', count: 7 }]);
});
it('takes a reset for no refusal', () => expect(refusals(new Map([[2, at(10)]]), [at(0)])).toEqual([]));
it('counts a new group from nothing', () => expect(refusals(new Map(), [at(2)])).toHaveLength(1));
