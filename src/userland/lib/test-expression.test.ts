import { describe, expect, it } from 'vitest';
import { bracketArguments, evaluateTest, type TestProbe } from './test-expression';

const probe: TestProbe = {
  stat: (path) => {
    if (path === 'dir') return { mode: 0o040755, size: 0, ino: 1 };
    if (path === 'file') return { mode: 0o100644, size: 3, ino: 2, mtime: 5 };
    if (path === 'old') return { mode: 0o100755, size: 0, ino: 3, mtime: 1 };
    return undefined;
  },
  isatty: (fd) => fd === 0,
};
const test = (line: string) => evaluateTest(line === '' ? [] : line.split(' '), probe, 'bash');
const words = (line: string) => evaluateTest(line.split(' '), probe, 'coreutils').error;

describe('test', () => {
  it.each([
    ['', 1],
    ['x', 0],
    ['-d dir', 0],
    ['-f dir', 1],
    ['-e nosuch', 1],
    ['-s file', 0],
    ['-x file', 1],
    ['-x old', 0],
    ['file -nt old', 0],
    ['-t 0', 0],
    ['! x', 1],
    ['a = a', 0],
    ['a == b', 1],
    ['a != b', 0],
    ['a < b', 0],
    ['10 -gt 9', 0],
    ['-1 -lt 0', 0],
    ['9223372036854775807 -eq 9223372036854775807', 0],
    ['! a = b', 0],
    ['( x )', 0],
    ['-d dir -a -f file', 0],
    ['-d nosuch -o -f file', 0],
    ['a = b -o b = b -a c = c', 0],
    ['! ( a = b ) -a x', 0],
    ['-n', 0],
    ['=', 0],
    ['! =', 1],
    ['= = =', 0],
  ])('[ %s ] is %i', (line, status) => {
    expect(test(line)).toEqual({ status });
  });

  it.each([
    ['a b', 'a: unary operator expected'],
    ['= a', '=: unary operator expected'],
    ['a b c', 'b: binary operator expected'],
    ['a -eq 1', 'a: integer expression expected'],
    ['1.5 -lt 2', '1.5: integer expression expected'],
    ['a = b c', 'too many arguments'],
    ['a b c d e', 'too many arguments'],
    ['a = b -a', 'argument expected'],
    ['-q b', '-q: unary operator expected'],
    ['( a = b c', "`)' expected, found c"],
  ])('[ %s ] says %s', (line, error) => {
    expect(test(line)).toEqual({ status: 2, error });
  });

  it('says it in coreutils words', () => {
    expect(words('a b')).toBe("missing argument after 'b'");
    expect(words('-q b')).toBe("'-q': unary operator expected");
    expect(words('a b c')).toBe("'b': binary operator expected");
    expect(words('a -eq 1')).toBe("invalid integer 'a'");
    expect(words('a = b c')).toBe("extra argument 'c'");
    expect(words('a = b -a')).toBe("missing argument after '-a'");
  });

  it('wants its bracket closed', () => {
    expect(bracketArguments(['a', ']'], 'bash')).toEqual(['a']);
    expect(bracketArguments(['a'], 'bash')).toBe("missing `]'");
  });
});
