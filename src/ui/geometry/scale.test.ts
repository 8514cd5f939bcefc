import { expect, it } from 'vitest';
import { linear, ticks } from './scale';

it('goes there and back', () => {
  const scale = linear(0, 1000, 100, 600);
  expect([scale(0), scale(500), scale(1000)]).toEqual([100, 350, 600]);
  expect(scale.invert(350)).toBe(500);
  expect(linear(3, 3, 10, 20)(99)).toBe(10);
});

it('has round ticks', () => {
  expect(ticks(1000, 10)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  expect(ticks(1750, 4)).toEqual([0, 500, 1000, 1500]);
  expect(ticks(3, 10)).toEqual([0, 1, 2, 3]);
});
