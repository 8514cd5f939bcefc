import { describe, expect, it } from 'vitest';
import { type Node, readFrontMatter, readValue } from './front-matter';
import { Problems } from './problem';

/** The reading as plain data, places left out. */
function plain(node: Node): unknown {
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'list') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
}

function read(text: string) {
  const problems = new Problems();
  const mapping = readFrontMatter(text.split('\n'), 2, problems);
  return { value: plain(mapping), mapping, problems: problems.list };
}

describe('front matter', () => {
  it('reads scalars, lists, and mappings in flow and in block form', () => {
    const { value, problems } = read(
      [
        'title: A bomb, contained   # a comment',
        'summary: "quoted: # \\"no\\" comment"',
        "note: 'it''s'",
        'machine: { ram: 64M, cpus: 1, kernel: "kmemcg-v3" }',
        '# a line of comment',
        '',
        'patches:',
        '  without: [1, 13]  # two',
        '  why: a, b',
        'empty: []',
      ].join('\n'),
    );
    expect(problems).toEqual([]);
    expect(value).toEqual({
      title: 'A bomb, contained',
      summary: 'quoted: # "no" comment',
      note: "it's",
      machine: { ram: '64M', cpus: '1', kernel: 'kmemcg-v3' },
      patches: { without: ['1', '13'], why: 'a, b' },
      empty: [],
    });
  });

  it('keeps the place of every key and value', () => {
    const { mapping } = read('title: x\nmachine: { ram: 64M, list: [a, b] }');
    const machine = mapping.entries[1]!;
    expect(machine.key).toMatchObject({ line: 3, column: 1 });
    expect(machine.value).toMatchObject({ line: 3, column: 10 });
    if (machine.value.kind !== 'mapping') throw new Error('no mapping');
    expect(machine.value.entries[0]).toMatchObject({ key: { column: 12 }, value: { column: 17 } });
    expect(machine.value.entries[1]!.value).toMatchObject({ items: [{ column: 29 }, { column: 32 }] });
  });

  it.each([
    ['title x', 2, 1, 'has no ":"'],
    ['title: "x', 2, 8, 'not closed'],
    ['title: "x" y', 2, 12, 'nothing was expected behind the value'],
    ['title: "\\q"', 2, 9, 'no such escape'],
    ['title: a: b', 2, 9, 'needs the value in quotes'],
    ['title:x', 2, 7, 'a blank is needed'],
    ['title: |', 2, 8, 'block text'],
    ['title: &a x', 2, 8, 'anchor'],
    ['title: *a', 2, 8, 'alias'],
    ['title: !!str x', 2, 8, 'tag'],
    ['list: [a, [b]]', 2, 11, 'cannot be nested this deep'],
    ['list: [a, b', 2, 12, ', or ] was expected'],
    ['list: [', 2, 7, 'not closed'],
    ['list: [a,, b]', 2, 10, 'before this comma'],
    ['map: { a: { b: 1 } }', 2, 11, 'cannot be nested this deep'],
    ['map: { a }', 2, 8, 'has no ":"'],
    ['map: { a: }', 2, 11, 'has no value'],
    ['map: { a: 1', 2, 12, ', or } was expected'],
    ['a:\n  b: 1\n    c: 2', 4, 5, 'one level of mapping'],
    ['  a: 1', 2, 3, 'no mapping was opened'],
    ['a:\n\tb: 1', 3, 2, 'not with tabs'],
    ['- a', 2, 1, 'written in one line'],
    ['a:', 2, 1, 'has no value'],
    ['ä: 1', 2, 1, 'a key is a word'],
  ])('refuses %j with its place', (text, line, column, message) => {
    const { problems } = read(text);
    expect(problems).toContainEqual({ line, column, message: expect.stringContaining(message) });
  });

  it('reads the value of an override by the same rules', () => {
    const problems = new Problems();
    expect(plain(readValue('[1, 2]', problems)!)).toEqual(['1', '2']);
    expect(plain(readValue('128M', problems)!)).toBe('128M');
    expect(problems.none).toBe(true);
  });
});
