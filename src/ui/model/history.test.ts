import { expect, it } from 'vitest';
import { EMPTY_HISTORY, remember, walk } from './history';

const two = remember(remember(EMPTY_HISTORY, 'ls'), 'cat tasks');

it('walks back and forth and keeps the unfinished line', () => {
  const one = walk(two, -1, 'ech');
  expect(one.line).toBe('cat tasks');
  const first = walk(one.history, -1, one.line);
  expect(first.line).toBe('ls');
  expect(walk(first.history, -1, 'ls').line).toBe('ls');
  const back = walk(walk(first.history, 1, 'ls').history, 1, 'cat tasks');
  expect(back.line).toBe('ech');
});

it('keeps neither blanks nor repetitions', () => {
  expect(remember(remember(two, 'cat tasks'), '  ').lines).toEqual(['ls', 'cat tasks']);
});
