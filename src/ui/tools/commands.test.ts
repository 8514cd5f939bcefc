import { expect, it } from 'vitest';
import { matching } from './commands';

const all = ['Run', 'Next trace point', 'Go to group /rune', 'Save Trace as CSV'].map((title) => ({
  id: title,
  title,
  run: () => undefined,
}));
const titles = (query: string): string[] => matching(all, query).map(({ title }) => title);

it('finds commands by their beginning, a word, a part, or letters in order', () => {
  expect(titles('')).toHaveLength(4);
  expect(titles('run')).toEqual(['Run', 'Go to group /rune']);
  expect(titles('trace')).toEqual(['Next trace point', 'Save Trace as CSV']);
  expect(titles('tcsv')).toEqual(['Save Trace as CSV']);
  expect(titles('xyz')).toEqual([]);
});
