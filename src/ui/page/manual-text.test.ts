import { expect, it } from 'vitest';
import { pieces } from './manual-text';

const KNOWN = new Set(['memory.stat', 'memory.failcnt', 'hog', 'cat', 'tasks']);

it('leads to other pages and not to itself', () => {
  expect(pieces('See memory.stat.\nNot memory.failcnt, nor memory.nothing.', 'memory.failcnt', KNOWN)).toEqual([
    { text: 'See ', page: false },
    { text: 'memory.stat', page: true },
    { text: '. Not memory.failcnt, nor memory.nothing.', page: false },
  ]);
});

it('takes no plain word for a page', () => {
  expect(pieces('the cat has tasks', 'x', KNOWN).filter(({ page }) => page)).toEqual([]);
  expect(pieces('hog anon', 'x', KNOWN)[0]).toEqual({ text: 'hog', page: true });
});
