import { describe, expect, it } from 'vitest';
import { evaluate } from './expression';

const names = new Map([
  ['k0', 4096n],
  ['k1', 9223372036854775807n],
  ['ncpus', 2n],
]);

describe('expressions of assert', () => {
  it.each([
    ['1 + 2 * 3', 7n],
    ['(1 + 2) * 3', 9n],
    ['10 - 3 - 2', 5n],
    ['-3 + 5', 2n],
    ['abs(k0-k1) > 5', 1n],
    ['k1 == 9223372036854775807', 1n],
    ['k1 - k0 >= 4096*ncpus', 1n],
    ['k0 < 4096', 0n],
    ['k0 != 4096', 0n],
    ['k0 <= 4096', 1n],
  ])('%s', (source, value) => {
    expect(evaluate(source, names)).toBe(value);
  });

  it.each([
    ['who + 1', 'nothing was kept under the name "who"'],
    ['1 +', 'a number or a name is missing'],
    ['(1', 'a bracket is not closed'],
    ['1 2', 'something is left over'],
    ['1 § 2', 'cannot read the expression from column 2'],
  ])('%s is refused', (source, message) => {
    expect(() => evaluate(source, names)).toThrow(message);
  });
});
