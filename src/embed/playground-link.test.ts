import { describe, expect, it } from 'vitest';
import { RULES_VERSION } from '../engine/protocol';
import { decodeLink } from '../scenario/link';
import { playgroundAddress } from './playground-link';

const journal = [{ type: 'exec', tick: 3, tty: 1, line: 'ls' }] as const;
const base = 'https://example.org/course/embed.html?panels=tree#s1.x';

describe('the way to the whole page', () => {
  it('is short for a shipped document at its start', async () => {
    const session = { text: '# x', origin: { kind: 'shipped', name: 'fork-bomb' }, set: [], journal: [], tick: 0 } as const;
    expect(await playgroundAddress(session, base)).toBe('https://example.org/course/?scenario=fork-bomb');
  });

  it('carries journal, moment and chosen group', async () => {
    const session = { text: '# x', origin: { kind: 'text' }, set: ['seed=2'], journal, tick: 9, select: '/a' } as const;
    const { origin, pathname, hash, search } = new URL(await playgroundAddress(session, base));
    expect(origin + pathname).toBe('https://example.org/course/');
    expect(await decodeLink(hash, search)).toEqual({
      ok: true,
      state: { text: '# x', set: ['seed=2'], journal, tick: 9, select: '/a', rules: RULES_VERSION },
    });
  });

  it('keeps the address of a fetched document', async () => {
    const session = { text: '# x', origin: { kind: 'source', address: 'my/lesson.md' }, set: [], journal, tick: 9 } as const;
    expect(await playgroundAddress(session, base)).toContain('/course/?src=my/lesson.md#s1.&t=9&j=');
  });
});
