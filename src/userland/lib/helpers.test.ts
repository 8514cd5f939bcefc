import { describe, expect, it } from 'vitest';
import { inColumns, table } from './columns';
import { formatDate, momentOf, momentOfTick } from './date';
import { unescape } from './escapes';
import { FindError, parseFind } from './find-expression';
import { modeText, typeText } from './mode';
import { humanSize, parseCount, parseDuration } from './numbers';
import { parseOptions, type OptionSpec } from './options';
import { quote, quoteIfNeeded } from './quote';
import { parseSignal, signalName } from './signals';
import { compareByKeys, ordering, parseKey, type SortKey } from './sort-keys';
import { parseSet } from './translate';

describe('options', () => {
  const spec: OptionSpec = { short: 'pm:v', long: { parents: 'p', mode: 'm', verbose: 'v', version: 'version', color: 'color?' } };
  const read = (line: string, other = spec) => parseOptions(line.split(' '), other);
  it('reads bunches, values, long names and operands anywhere', () => {
    expect(read('-pm 700 a -v b')).toEqual({
      options: [
        { name: 'p', value: undefined },
        { name: 'm', value: '700' },
        { name: 'v', value: undefined },
      ],
      operands: ['a', 'b'],
    });
    expect(read('-m700 --par --mode=7 -- -x')).toEqual({
      options: [
        { name: 'm', value: '700' },
        { name: 'p', value: undefined },
        { name: 'm', value: '7' },
      ],
      operands: ['-x'],
    });
    expect(read('a -p', { short: '+p' })).toEqual({ options: [], operands: ['a', '-p'] });
    expect(read('--color --color=always -')).toEqual({
      options: [
        { name: 'color', value: undefined },
        { name: 'color', value: 'always' },
      ],
      operands: ['-'],
    });
  });
  it('says faults as getopt does', () => {
    expect(read('-q')).toBe("invalid option -- 'q'");
    expect(read('-m')).toBe("option requires an argument -- 'm'");
    expect(read('--foo=1')).toBe("unrecognized option '--foo=1'");
    expect(read('--mode')).toBe("option '--mode' requires an argument");
    expect(read('--parents=x')).toBe("option '--parents' doesn't allow an argument");
    expect(read('--ver')).toBe("option '--ver' is ambiguous; possibilities: '--verbose' '--version'");
  });
});

describe('numbers', () => {
  it('reads counts and times', () => {
    expect(['4096', '4K', '4kB', '1M', '2b', '1.5K', '-1', '', '9999999999999999'].map(parseCount)).toEqual([
      4096,
      4096,
      4000,
      1048576,
      1024,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(['1', '0.1', '.5', '2m', '1e-3', '0.0001', 'x', '1y', '-1'].map(parseDuration)).toEqual([
      1000,
      100,
      500,
      120000,
      1,
      1,
      undefined,
      undefined,
      undefined,
    ]);
    expect(parseDuration('inf')).toBe(Number.MAX_SAFE_INTEGER);
  });
  it('shows sizes', () => {
    expect([0, 1023, 1024, 10240, 10241, 1048575, 1048576, 1500000000].map((n) => humanSize(n))).toEqual([
      '0',
      '1023',
      '1.0K',
      '10K',
      '11K',
      '1.0M',
      '1.0M',
      '1.4G',
    ]);
    expect(humanSize(1500, 1000)).toBe('1.5k');
  });
});

describe('names, modes and signals', () => {
  it('quotes as coreutils do', () => {
    expect(['x', "it's", 'a b', 'a\nb', 'a"b\'c'].map(quote)).toEqual(["'x'", '"it\'s"', "'a b'", "'a'$'\\n''b'", "'a\"b'\\''c'"]);
    expect(['x', 'a b', 'a$b', '#a', 'a#', ''].map(quoteIfNeeded)).toEqual(['x', "'a b'", "'a$b'", "'#a'", 'a#', "''"]);
  });
  it('writes modes', () => {
    expect([0o040755, 0o100644, 0o041777, 0o120777, 0o104755].map(modeText)).toEqual([
      'drwxr-xr-x',
      '-rw-r--r--',
      'drwxrwxrwt',
      'lrwxrwxrwx',
      '-rwsr-xr-x',
    ]);
    expect(typeText(0o100644, 0)).toBe('regular empty file');
  });
  it('knows signals', () => {
    expect(['9', 'KILL', 'sigterm', 'CLD', '65', 'nope'].map(parseSignal)).toEqual([9, 9, 15, 17, undefined, undefined]);
    expect([9, 15, 0, 99].map(signalName)).toEqual(['KILL', 'TERM', 'EXIT', undefined]);
  });
  it('reads escapes', () => {
    expect(unescape('a\\tb\\0101\\q', 'echo')).toEqual({ text: 'a\tbA\\q', stopped: false });
    expect(unescape('a\\cb', 'echo')).toEqual({ text: 'a', stopped: true });
    expect(unescape("\\'\\x41\\101", 'dollar').text).toBe("'AA");
  });
});

describe('the calendar', () => {
  it('knows days', () => {
    expect(formatDate('%F %T %a %j %u', momentOf(0))).toBe('1970-01-01 00:00:00 Thu 001 4');
    expect(formatDate('%F %a', momentOf(951782400))).toBe('2000-02-29 Tue');
    expect(formatDate('%c|%-d|%_m|%I%p|%s|%N', momentOfTick(1500))).toBe('Tue Sep 18 14:03:58 2012|18| 9|02PM|1347977038|500000000');
    expect(formatDate('%F', momentOf(-1))).toBe('1969-12-31');
  });
});

describe('tables', () => {
  it('sets names in columns as wide as there is room', () => {
    expect(inColumns(['a', 'b', 'c'], 80)).toBe('a  b  c\n');
    expect(inColumns(['aaaa', 'b', 'cc', 'd'], 10)).toBe('aaaa  cc\nb     d\n');
    expect(inColumns(['long-name', 'x'], 5)).toBe('long-name\nx\n');
    expect(table([['a', '1'], ['bb', '22']], [false, true])).toBe('a   1\nbb 22\n'); // prettier-ignore
  });
});

describe('sort keys', () => {
  const plain = ordering('n')!;
  it('reads and compares', () => {
    const key = parseKey('2,2n') as SortKey;
    expect(key).toMatchObject({ field: 2, endField: 2, char: 1 });
    expect(compareByKeys('a 10', 'b 9', [key], plain, undefined)).toBe(1);
    expect(compareByKeys('-2', '1', [], plain, undefined)).toBe(-1);
    expect(compareByKeys('0.10', '.1', [], plain, undefined)).toBe(0);
    expect(compareByKeys('99999999999999999999', '100000000000000000000', [], plain, undefined)).toBe(-1);
    expect(parseKey('x')).toBe("invalid number at field start: invalid count at start of 'x'");
  });
});

describe('sets of tr', () => {
  const text = (set: readonly number[] | string): string => (typeof set === 'string' ? set : String.fromCharCode(...set));
  it('reads ranges, classes and repeats', () => {
    expect(text(parseSet('a-c[:digit:]'))).toBe('abc0123456789');
    expect(text(parseSet('x[y*]', 4))).toBe('xyyy');
    expect(text(parseSet('[z*3]', 0))).toBe('zzz');
    expect(text(parseSet('\\101\\n'))).toBe('A\n');
    expect(parseSet('c-a')).toBe("range-endpoints of 'c-a' are in reverse collating sequence order");
    expect(parseSet('[:foo:]')).toBe("invalid character class 'foo'");
  });
});

describe('expressions of find', () => {
  it('refuses what it does not know', () => {
    for (const [words, message] of [
      [['-foo'], "unknown predicate `-foo'"],
      [['-name'], "missing argument to `-name'"],
      [['-exec', 'ls'], "missing argument to `-exec'"],
      [['('.repeat(1), '-name', 'x'], "invalid expression; I was expecting to find a ')' somewhere but did not see one."],
      [Array.from({ length: 500 }, () => '('), 'expression too deep'],
    ] as const)
      expect(() => parseFind(words)).toThrow(new FindError(message));
  });
});
