import { expect, it } from 'vitest';
import { pointAt, seenAt, WHOLE } from './map-view';

it('finds the point under a place again, at every zoom', () => {
  expect(seenAt({ k: 4, x: -10, y: 3 }, [5, 6])).toEqual([10, 27]);
  for (const view of [WHOLE, { k: 4, x: -10, y: 3 }]) expect(pointAt(view, seenAt(view, [7, 9]))).toEqual([7, 9]);
});
