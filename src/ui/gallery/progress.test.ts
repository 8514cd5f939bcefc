// @vitest-environment jsdom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { doneLessons, forgetDone, markDone } from './progress';

beforeEach(() => localStorage.clear());
afterEach(() => vi.restoreAllMocks());

it('remembers each lesson once, until told to forget', () => {
  markDone('fork-bomb');
  markDone('stock');
  markDone('fork-bomb');
  expect([...doneLessons()]).toEqual(['fork-bomb', 'stock']);
  forgetDone();
  expect(doneLessons().size).toBe(0);
});

it('reads no names that no lesson could have', () => {
  localStorage.setItem('memcg.done', '<b> ../x fork-bomb');
  expect([...doneLessons()]).toEqual(['fork-bomb']);
});

it('goes without storage', () => {
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  expect(() => markDone('x')).not.toThrow();
  expect(doneLessons().size).toBe(0);
});
