import { expect, it } from 'vitest';
import { parseDocument } from '../../scenario';
import { looksLikeDocument, readFile, wrapScript } from './incoming';

it('reads a document as it is', async () => {
  expect(await readFile(new File(['# Grüße\n'], 'lesson.md'))).toEqual({ ok: true, text: '# Grüße\n' });
});

it('makes a document of a script', async () => {
  const read = await readFile(new File(['#!/bin/bash\nmkdir a\ncat <<E\n```\nE\n'], 'my "first".sh'));
  if (!read.ok) throw new Error(read.message);
  const parsed = parseDocument(read.text);
  expect(parsed).toMatchObject({ ok: true, warnings: [], document: { title: 'my  first .sh' } });
  expect(parsed.ok && parsed.document.blocks.map(({ type }) => type)).toEqual(['sh']);
  expect(wrapScript('x', 'ls')).toContain('```sh\nls\n```');
});

it.each([
  ['too large', new File(['x'.repeat(262_145)], 'big.md')],
  ['no text', new File([new Uint8Array([0xff, 0xfe, 0x00])], 'picture.md')],
  ['with a NUL', new File(['a\0b'], 'core')],
])('refuses what is %s, by name', async (_what, file) => {
  expect(await readFile(file)).toMatchObject({ ok: false, message: expect.stringContaining(file.name) });
});

it('tells a document from a paragraph', () => {
  expect(looksLikeDocument('---\ntitle: x\n---\nwords')).toBe(true);
  expect(looksLikeDocument('words\n\n```sh\nls\n```\n')).toBe(true);
  expect(looksLikeDocument('just words --- and a dash')).toBe(false);
  expect(looksLikeDocument('mkdir a\ncd a')).toBe(false);
});
