import { describe, expect, it } from 'vitest';
import { encodeLink } from '../scenario/link';
import { SHIPPED } from '../scenario/shipped';
import { readLink } from '../ui/page/link';
import { shippedText } from './texts';

function open(link: string) {
  const address = new URL(link, 'http://127.0.0.1:1/embed.html');
  return readLink(address, address.href, shippedText);
}

describe('opening the address of an embed', () => {
  it('without a document is the fork bomb', async () => {
    expect(await open('?panels=tree')).toMatchObject({
      ok: true,
      session: {
        origin: { kind: 'shipped', name: 'fork-bomb' },
        text: expect.stringContaining('title: A fork bomb'),
        journal: [],
        tick: 0,
      },
    });
  });

  it.each(SHIPPED)('finds $name among its own scripts', async ({ name, title }) => {
    expect(await open(`?scenario=${name}`)).toMatchObject({ ok: true, session: { text: expect.stringContaining(title) } });
  });

  it('brings back document, journal and moment of a link', async () => {
    const journal = [{ type: 'exec', tick: 3, tty: 1, line: 'ls' }] as const;
    const link = await encodeLink({ text: '# x', set: ['seed=4'], journal, tick: 9, select: '/a', rules: 1 });
    expect(await open(link)).toEqual({
      ok: true,
      session: { text: '# x', origin: { kind: 'text' }, set: ['seed=4'], journal, tick: 9, select: '/a' },
      colourBy: 'owner',
      note: undefined,
    });
  });

  it.each([
    ['?scenario=fork-bom', 'There is no scenario "fork-bom"; did you mean "fork-bomb"?'],
    ['#s1.AAAA', 'The link cannot be opened.'],
    ['#s9.x', 'newer version'],
    ['?src=/lesson.md', 'The document /lesson.md could not be loaded'],
  ])('says why it cannot: %s', async (link, words) => {
    const opened = await open(link);
    expect(opened.ok ? '' : opened.message).toContain(words);
  });
});
