import { expect, it } from 'vitest';
import { rowWindow, scrollToRow } from './window';

it('draws what is seen and a little more', () => {
  expect(rowWindow(1000, 20, 400, 100, 2)).toEqual({ from: 18, to: 27 });
  expect(rowWindow(3, 20, 0, 100)).toEqual({ from: 0, to: 3 });
  expect(rowWindow(0, 20, 500, 100)).toEqual({ from: 0, to: 0 });
});

it('scrolls only as far as needed', () => {
  expect(scrollToRow(2, 20, 0, 100)).toBeUndefined();
  expect(scrollToRow(7, 20, 0, 100)).toBe(60);
  expect(scrollToRow(1, 20, 60, 100)).toBe(20);
});
