import { describe, expect, it } from 'vitest';
import { compileRegex, RegexError } from './regex';

const groups = (pattern: string, text: string, extended: boolean) => {
  const match = compileRegex(pattern, { extended }).exec(text);
  if (match === undefined) return undefined;
  return Array.from({ length: match.length / 2 }, (_, i) => (match[i * 2]! < 0 ? undefined : text.slice(match[i * 2], match[i * 2 + 1])));
};

describe('regex', () => {
  it.each<[string, string, (string | undefined)[] | undefined]>([
    ['abc', 'xabcx', ['abc']],
    ['a.c', 'xaXc', ['aXc']],
    ['^a', 'ba', undefined],
    ['a$', 'ba', ['a']],
    ['a*', 'aaab', ['aaa']],
    ['*a', 'x*a', ['*a']],
    ['[0-9][0-9]*', 'fork 512 of', ['512']],
    ['\\(a\\)\\(b\\)*', 'ac', ['a', 'a', undefined]],
    ['a\\{2,3\\}', 'aaaa', ['aaa']],
    ['a\\|b', 'xb', ['b']],
    ['a+', 'a+', ['a+']],
    ['a\\+', 'aa', ['aa']],
    ['x^y', 'x^y', ['x^y']],
    ['\\(.\\)\\1', 'abccd', ['cc', 'c']],
    ['\\<for', 'before for', ['for']],
    ['[[:upper:]]\\w*', 'my Word', ['Word']],
    ['^\\(.*\\)\\n\\1$', 'a\\na', undefined],
    ['[]x]*', 'a]x]', ['']],
    ['\\.', 'a.b', ['.']],
  ])('basic %s on %s', (pattern, text, expected) => {
    expect(groups(pattern, text, false)).toEqual(expected);
  });

  it.each<[string, string, (string | undefined)[] | undefined]>([
    ['a|ab|abc', 'abcd', ['abc']],
    ['(a|ab)(c|bcd)', 'abcd', ['abcd', 'a', 'bcd']],
    ['^(memory|kmem)\\.[a-z_]+$', 'memory.limit_in_bytes', ['memory.limit_in_bytes', 'memory']],
    ['([0-9]+)K?', '4096K', ['4096K', '4096']],
    ['a{1', 'a{1', ['a{1']],
    ['a{,2}b', 'aab', ['aab']],
    ['(a*)*b', 'aaab', ['aaab', 'aaa']],
    ['(a*)+', 'b', ['', '']],
    ['x?', '', ['']],
    ['a)', 'a)', ['a)']],
    ['(foo|bar)\\1', 'foobarbar', ['barbar', 'bar']],
    ['()', 'x', ['', '']],
    ['a^b', 'a^b', undefined],
  ])('extended %s on %s', (pattern, text, expected) => {
    expect(groups(pattern, text, true)).toEqual(expected);
  });

  it('searches on from a place, and folds case', () => {
    expect(compileRegex('[0-9]').exec('1a2', 1)).toEqual([2, 3]);
    expect(compileRegex('OOM', { ignoreCase: true }).exec('an oom')).toEqual([3, 6]);
  });

  it.each([
    ['(', true, 'Unmatched ( or \\('],
    ['\\(', false, 'Unmatched ( or \\('],
    ['\\)', false, 'Unmatched ) or \\)'],
    ['[a', false, 'Unmatched [, [^, [:, [., or [='],
    ['[[:foo:]]', false, 'Invalid character class name'],
    ['[z-a]', false, 'Invalid range end'],
    ['a\\', false, 'Trailing backslash'],
    ['\\1', false, 'Invalid back reference'],
    ['a\\{1', false, 'Unmatched { or \\{'],
    ['a\\{2,1\\}', false, 'Invalid content of \\{\\}'],
    ['(a{1000}){1000}', true, 'Regular expression too big'],
    ['('.repeat(5000), true, 'Regular expression too big'],
  ])('refuses %s', (pattern, extended, message) => {
    expect(() => compileRegex(pattern, { extended })).toThrow(new RegexError(message));
  });

  it('stays bounded on patterns made to explode', () => {
    expect(compileRegex('(a|aa)+$', { extended: true }).exec('a'.repeat(3000) + 'b')).toBeUndefined();
    expect(compileRegex('(a*)*(b*)*c', { extended: true }).exec('ab'.repeat(1000))).toBeUndefined();
    expect(() => compileRegex('(a*)*(a*)*\\1c', { extended: true }).exec('a'.repeat(200))).toThrow(RegexError);
  });
});
