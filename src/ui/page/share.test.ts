import { expect, it } from 'vitest';
import { decodeLink } from '../../scenario';
import { parseMarkdown } from '../markdown/parse';
import { atStart, badgeCode, isLong, markdownLink, sourceLink } from './share';

const BASE = 'https://example.org/memcg/';
it('makes a badge that Markdown reads as a link around a picture', () => {
  const badge = badgeCode({ base: BASE, link: '#s1.AB&sel=/a(b)', title: 'x' }, 'Open [this] \\ one');
  expect(parseMarkdown(badge)).toEqual([
    {
      type: 'paragraph',
      children: [{ type: 'link', href: `${BASE}#s1.AB&sel=/a%28b%29`, children: [{ type: 'text', text: 'Open [this] \\ one' }] }],
    },
  ]);
});

it('makes a link that Markdown reads as one, whatever the title', () => {
  const title = 'A *bomb* [in] `sh` <b> _x_ \\';
  expect(parseMarkdown(markdownLink({ base: BASE, link: '?scenario=stock', title }))).toEqual([
    { type: 'paragraph', children: [{ type: 'link', href: `${BASE}?scenario=stock`, children: [{ type: 'text', text: title }] }] },
  ]);
});

it('links to a document elsewhere, and back', async () => {
  const link = sourceLink(BASE, ' https://example.org/l.md?a=1&b=2#x ');
  const { search, hash } = new URL(link!);
  expect(await decodeLink(hash, search)).toEqual({ ok: true, state: { src: 'https://example.org/l.md?a=1&b=2#x', set: [] } });
  for (const address of ['', 'http://example.org/x.md', 'javascript:alert(1)', '//example.org/x', 'https://u:p@example.org/']) {
    expect(sourceLink(BASE, address)).toBeUndefined();
  }
});

it('begins anew, and knows what is long', () => {
  const session = {
    text: 'x',
    origin: { kind: 'text' },
    set: ['seed=2'],
    journal: [{ type: 'eof', tick: 1, tty: 1 }],
    tick: 9,
    select: '/a',
  } as const;
  expect(atStart(session)).toEqual({ ...session, journal: [], tick: 0, select: undefined });
  expect(isLong('x'.repeat(2001))).toBe(true);
  expect(isLong('x'.repeat(2000))).toBe(false);
});
