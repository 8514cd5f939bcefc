import { expect, it } from 'vitest';
import { placeAt, stepAt } from './place';

const TEXT = `---
title: A title
machine:
  ram: 64M
---
Words.

\`\`\`sh
mkdir a
ls
\`\`\`

\`\`\`check
a/memory.failcnt == 0
\`\`\`

\`\`\`text
mkdir b
\`\`\`

\`\`\`sh
mkdir c`;
const lineOf = (words: string): number => TEXT.split('\n').indexOf(words) + 1;

it('tells what a line is', () => {
  expect(placeAt(TEXT, lineOf('title: A title'))).toEqual({ in: 'front', outer: undefined });
  expect(placeAt(TEXT, lineOf('  ram: 64M'))).toEqual({ in: 'front', outer: 'machine' });
  expect(placeAt(TEXT, 1)).toEqual({ in: 'prose' });
  expect(placeAt(TEXT, lineOf('Words.'))).toEqual({ in: 'prose' });
  expect(placeAt(TEXT, lineOf('```sh'))).toEqual({ in: 'prose' });
  expect(placeAt(TEXT, lineOf('ls'))).toEqual({ in: 'sh' });
  expect(placeAt(TEXT, lineOf('ls') + 1)).toEqual({ in: 'prose' });
  expect(placeAt(TEXT, lineOf('a/memory.failcnt == 0'))).toEqual({ in: 'check' });
  expect(placeAt(TEXT, lineOf('mkdir b'))).toEqual({ in: 'prose' });
  expect(placeAt(TEXT, lineOf('mkdir c'))).toEqual({ in: 'sh' });
  expect(placeAt('', 1)).toEqual({ in: 'prose' });
  expect(placeAt('---\nti', 2)).toEqual({ in: 'front', outer: undefined });
});

it('finds the step of a line, as the document counts its blocks', () => {
  expect(stepAt(TEXT, lineOf('Words.'))).toBeUndefined();
  expect(stepAt(TEXT, lineOf('```sh'))).toBe(1);
  expect(stepAt(TEXT, lineOf('ls'))).toBe(1);
  expect(stepAt(TEXT, lineOf('mkdir b'))).toBe(1);
  expect(stepAt(TEXT, lineOf('mkdir c'))).toBe(4);
});
