import { expect, it } from 'vitest';
import { fileName } from './save-file';

it('makes a file name of a title', () => {
  expect(fileName('A fork bomb, contained')).toBe('a-fork-bomb-contained');
  expect(fileName('../../etc')).toBe('etc');
  expect(fileName('…')).toBe('scenario');
});
