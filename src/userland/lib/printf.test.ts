import { describe, expect, it } from 'vitest';
import { formatEcho } from './echo';
import { formatPrintf } from './printf';

describe('printf', () => {
  it.each<[string, string[], string]>([
    ['%s\\n', ['a', 'b'], 'a\nb\n'],
    ['%s-%s\\n', ['a', 'b', 'c'], 'a-b\nc-\n'],
    ['%5d|%-5d|%05d|%+d\\n', ['42', '42', '42', '42'], '   42|42   |00042|+42\n'],
    ['%x %X %#x %o %#o\\n', ['255', '255', '255', '8', '8'], 'ff FF 0xff 10 010\n'],
    ['%.3s|%10.2s|\\n', ['abcdef', 'abcdef'], 'abc|        ab|\n'],
    ['%d %d %d\\n', ['0x10', '010', "'A"], '16 8 65\n'],
    ['%u\\n', ['-1'], '18446744073709551615\n'],
    ['%d\\n', [], '0\n'],
    ['%s\\n', [], '\n'],
    ['%c%c\\n', ['hello', 'world'], 'hw\n'],
    ['%b', ['a\\tb\\0101\\n'], 'a\tbA\n'],
    ['%b%s', ['x\\cy', 'z'], 'x'],
    ['%f %.2f %e %g %g %G\\n', ['1.5', '2.345', '12345.678', '0.0001', '1e10', '1e-10'], '1.500000 2.35 1.234568e+04 0.0001 1e+10 1E-10\n'],
    ['100%%\\n', [], '100%\n'],
    ['%*d|%-*d|\\n', ['6', '42', '4', '7'], '    42|7   |\n'],
    ['\\x41\\101\\e\\u00e9', [], 'AA\x1b\xc3\xa9'],
    ['%q\\n', ["it's $HOME"], "it\\'s\\ \\$HOME\n"],
    ['%5%', [], ''],
    ['%ld %lu\\n', ['9223372036854775807', '18446744073709551615'], '9223372036854775807 18446744073709551615\n'],
    ['%.0f %5.1f|\\n', ['0.5', '9.96'], '0  10.0|\n'],
    ['%.0f %.0f %.1f %.0e\\n', ['1.5', '2.5', '0.25', '2.5'], '2 2 0.2 2e+00\n'],
    ['%03d.txt\\n', ['1', '2'], '001.txt\n002.txt\n'],
  ])('%s %j', (format, args, out) => {
    expect(formatPrintf(format, args, 'bash').out).toBe(out);
  });

  it('says faults in the words of each', () => {
    expect(formatPrintf('%d\\n', ['abc'], 'bash')).toEqual({ out: '0\n', errors: ['abc: invalid number'], status: 1 });
    expect(formatPrintf('%d\\n', ['12abc'], 'bash')).toEqual({ out: '12\n', errors: ['12abc: invalid number'], status: 1 });
    expect(formatPrintf('%d\\n', ['abc'], 'coreutils').errors).toEqual(["'abc': expected a numeric value"]);
    expect(formatPrintf('%d\\n', ['12abc'], 'coreutils').errors).toEqual(["'12abc': value not completely converted"]);
    expect(formatPrintf('%z\\n', [], 'bash').errors).toEqual(["`\\': invalid format character"]);
    expect(formatPrintf('%k\\n', [], 'coreutils').errors).toEqual(['%k: invalid conversion specification']);
  });

  it('bounds widths', () => {
    expect(formatPrintf('%65536d', ['1'], 'bash')).toMatchObject({ errors: [], status: 0 });
    for (const format of ['%65537d', '%*d', '%.70000d'])
      expect(formatPrintf(`a${format}b`, ['70000', '1'], 'bash')).toMatchObject({ out: 'a', status: 1 });
  });
});

describe('echo', () => {
  it.each<[string[], string]>([
    [['a', 'b'], 'a b\n'],
    [['-n', 'a'], 'a'],
    [['-e', 'a\\tb\\n'], 'a\tb\n\n'],
    [['-ne', 'x\\cy'], 'x'],
    [['-e', '\\0101\\x42'], 'AB\n'],
    [['-x', 'a'], '-x a\n'],
    [['-E', 'a\\n'], 'a\\n\n'],
    [[], '\n'],
  ])('%j', (args, out) => {
    expect(formatEcho(args)).toBe(out);
  });
});
