import { describe, expect, it } from 'vitest';
import { expandGlob, globFind, globMatch, globPrefix, globSuffix, hasGlob } from './glob';

describe('glob', () => {
  it.each([
    ['*', 'anything', true],
    ['memory.*', 'memory.stat', true],
    ['memory.*', 'cgroup.procs', false],
    ['?', 'a', true],
    ['?', '', false],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[^a]', 'b', true],
    ['[]a]', ']', true],
    ['[[:digit:]]*', '7up', true],
    ['[', '[', true],
    ['\\*', '*', true],
    ['\\*', 'x', false],
    ['[\\]]', ']', true],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'aXbY', false],
    ['', '', true],
  ])('%s against %s: %s', (pattern, text, matches) => {
    expect(globMatch(pattern, text)).toBe(matches);
  });

  it.each([
    ['@(a|bc)d', 'bcd', true],
    ['*(ab)', 'ababab', true],
    ['*(ab)', '', true],
    ['+(ab)', '', false],
    ['?(x)y', 'y', true],
    ['!(*.c)', 'main.h', true],
    ['!(*.c)', 'main.c', false],
    ['+([0-9])', '4096', true],
  ])('extended %s against %s: %s', (pattern, text, matches) => {
    expect(globMatch(pattern, text, { extended: true })).toBe(matches);
  });

  it('finds prefixes, suffixes and places', () => {
    expect(globPrefix('*/', 'a/b/c', false)).toBe(2);
    expect(globPrefix('*/', 'a/b/c', true)).toBe(4);
    expect(globPrefix('x', 'a', true)).toBe(-1);
    expect(globSuffix('.*', 'a.b.c', false)).toBe(2);
    expect(globSuffix('.*', 'a.b.c', true)).toBe(4);
    expect(globFind('b*', 'abcabc')).toEqual([1, 6]);
    expect(globFind('b', 'abcabc', 2)).toEqual([4, 5]);
    expect(globFind('z', 'abc')).toBeUndefined();
  });

  it('stays bounded on a pattern made to explode', () => {
    expect(globMatch('a*'.repeat(200) + 'b', 'a'.repeat(2000))).toBe(false);
  });

  it('knows patterns from words', () => {
    expect(hasGlob('a*')).toBe(true);
    expect(hasGlob('a\\*')).toBe(false);
    expect(hasGlob('[')).toBe(false);
    expect(hasGlob('[ab]')).toBe(true);
  });

  it('expands paths', () => {
    const tree: Record<string, string[]> = {
      '.': ['b', 'a', '.h', 'f'],
      a: ['tasks', 'x'],
      'a/': ['tasks', 'x'],
      b: ['tasks'],
      'b/': ['tasks'],
    };
    const all = new Set(['a', 'b', 'f', '.h', 'a/tasks', 'a/x', 'b/tasks']);
    const directory = { list: (path: string) => tree[path], exists: (path: string) => all.has(path) };
    expect(expandGlob('*', directory)).toEqual(['a', 'b', 'f']);
    expect(expandGlob('.*', directory)).toEqual(['.h']);
    expect(expandGlob('*/tasks', directory)).toEqual(['a/tasks', 'b/tasks']);
    expect(expandGlob('*/x', directory)).toEqual(['a/x']);
    expect(expandGlob('*/', directory)).toEqual(['a/', 'b/']);
    expect(expandGlob('a/*', directory)).toEqual(['a/tasks', 'a/x']);
    expect(expandGlob('z*', directory)).toEqual([]);
  });
});
