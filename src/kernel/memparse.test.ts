import { describe, expect, it } from 'vitest';
import { E2BIG, EINVAL } from './errno';
import { formatPages, parseSize, parseU64 } from './memparse';
import { RESOURCE_MAX } from './res-counter';

const size = (text: string): string => {
  const parsed = parseSize(text);
  return parsed.ok ? formatPages(parsed.value) : `errno ${parsed.errno}`;
};

describe('sizes', () => {
  it.each([
    ['4M', '4194304'],
    ['4m', '4194304'],
    ['4096K', '4194304'],
    ['1g', '1073741824'],
    ['1K', '4096'],
    ['5000', '8192'],
    ['4095', '4096'],
    ['4097', '8192'],
    ['1', '4096'],
    ['0', '0'],
    ['0x100000', '1048576'],
    ['0X10000K', '67108864'],
    ['010', '4096'],
    ['0400000', '131072'],
    [' 8M ', '8388608'],
    ['8M \n', '8388608'],
    ['', '0'],
    [' ', '0'],
    ['-1', '9223372036854775807'],
    ['-01\n', '9223372036854775807'],
    ['9223372036854775807', '9223372036854775808'],
    ['9223372036854775808', '9223372036854775808'],
    ['9223372036854771712', '9223372036854771712'],
    ['18446744073709547520', '18446744073709547520'],
    ['18446744073709551615', '0'],
    ['18446744073709551616', '0'],
  ])('%j is %s bytes', (text, bytes) => expect(size(text)).toBe(bytes));

  it.each(['1T', '4P', '7E', '-2', '-', '-1x', '-0x1', '+4M', 'abc', '4MB', '4Mx', '4.5M', '4 M', 'max', '4M 5M', '0x', '08', '1KK'])('%j is EINVAL', (text) =>
    expect(parseSize(text)).toEqual({ ok: false, errno: EINVAL }),
  ); // prettier-ignore

  it('takes 62 bytes, newline counted, and no more', () => {
    expect(size('0'.repeat(61) + '\n')).toBe('0');
    expect(parseSize('0'.repeat(62) + '\n')).toEqual({ ok: false, errno: E2BIG });
  });

  it('keeps what …807 is rounded to apart from unlimited', () => {
    expect(parseSize('9223372036854775807')).toEqual({ ok: true, value: 2 ** 51 });
    expect(parseSize('-1')).toEqual({ ok: true, value: RESOURCE_MAX });
  });
});

describe('plain numbers', () => {
  it.each([
    ['1\n', 1n],
    [' 60 ', 60n],
    ['0x10', 16n],
    ['010', 8n],
    ['\n', 0n],
    ['18446744073709551617', 1n],
  ])('%j is %s', (text, value) => expect(parseU64(text)).toEqual({ ok: true, value }));

  it.each(['', '-1', '1K', 'x', '1 2'])('%j is EINVAL', (text) => expect(parseU64(text)).toEqual({ ok: false, errno: EINVAL }));

  it('takes 63 bytes and no more', () => {
    expect(parseU64('0'.repeat(63))).toEqual({ ok: true, value: 0n });
    expect(parseU64('0'.repeat(64))).toEqual({ ok: false, errno: E2BIG });
  });
});
