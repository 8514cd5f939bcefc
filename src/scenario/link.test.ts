import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64url, toBase64url } from './base64url';
import type { JournalEntry } from './journal';
import { decodeLink, encodeLink, LinkError, type LinkState, rulesNote } from './link';

function packed(data: Uint8Array | string): string {
  return toBase64url(new Uint8Array(deflateRawSync(data)));
}

/** Splits what `encodeLink` wrote as a browser would. */
async function reopen(link: string) {
  const { hash, search } = new URL(link, 'https://example.org/playground/');
  return decodeLink(hash, search);
}

async function message(fragment: string, search = ''): Promise<string> {
  const result = await decodeLink(fragment, search);
  return result.ok ? '' : result.message;
}

const wellFormed = fc.string({ unit: 'grapheme', maxLength: 400 });
const entry: fc.Arbitrary<JournalEntry> = fc.oneof(
  fc.record({
    type: fc.constant('exec' as const),
    tick: fc.maxSafeNat(),
    tty: fc.constantFrom(0 as const, 1 as const),
    line: wellFormed,
  }),
  fc.record({
    type: fc.constant('exec' as const),
    tick: fc.maxSafeNat(),
    tty: fc.constant(1 as const),
    line: wellFormed,
    hold: fc.constant(true as const),
  }),
  fc.record({ type: fc.constant('go' as const), tick: fc.maxSafeNat() }),
  fc.record({
    type: fc.constantFrom('interrupt' as const, 'eof' as const),
    tick: fc.maxSafeNat(),
    tty: fc.constantFrom(0 as const, 1 as const),
  }),
);
const rest = {
  tick: fc.maxSafeNat(),
  select: wellFormed,
  view: fc.string({ unit: 'grapheme', maxLength: 50 }),
  journal: fc.array(entry, { minLength: 1, maxLength: 20 }),
  rules: fc.nat(),
};
const set = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { maxLength: 4 });
const withText = fc.record({ text: wellFormed.filter((text) => text !== ''), set, ...rest }, { requiredKeys: ['text', 'set'] });
const withName = fc.record(
  { scenario: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/), set, ...rest },
  { requiredKeys: ['scenario', 'set', 'tick', 'rules'] },
);

describe('a link', () => {
  it('brings back what was put in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof<fc.Arbitrary<LinkState>[]>(withText, withName), async (state) => {
        expect(await reopen(await encodeLink(state))).toEqual({ ok: true, state });
      }),
      { numRuns: 300 },
    );
  });

  it('to an unedited document is just its name or address', async () => {
    expect(await encodeLink({ scenario: 'fork-bomb', set: [], rules: 1 })).toBe('?scenario=fork-bomb');
    expect(await encodeLink({ src: 'https://example.org/l.md', set: ['seed=2'] })).toBe('?src=https://example.org/l.md&set=seed%3D2');
    expect(await encodeLink({ scenario: 'fork-bomb', set: [], tick: 12, select: '/bomb', rules: 1 })).toBe(
      '?scenario=fork-bomb#s1.&t=12&sel=/bomb&e=1',
    );
    expect(await decodeLink('', '?scenario=fork-bomb&panels=tree')).toEqual({ ok: true, state: { scenario: 'fork-bomb', set: [] } });
  });

  it('says nothing when there is none', async () => {
    expect(await decodeLink('', '')).toEqual({ ok: true, state: { set: [] } });
    expect(await decodeLink('#', '?')).toEqual({ ok: true, state: { set: [] } });
  });

  it('cannot be made of more than 256 KiB', async () => {
    await expect(encodeLink({ text: 'x'.repeat(262145), set: [] })).rejects.toThrow(LinkError);
    const full = 'x'.repeat(262144);
    expect(await reopen(await encodeLink({ text: full, set: [] }))).toEqual({ ok: true, state: { text: full, set: [] } });
  });

  it.each([
    ['#s2.abc', '', 'newer version'],
    ['#s99999.abc', '', 'newer version'],
    ['#s0.abc', '', 'never was a version s0'],
    ['#hello', '', 'not a link of this playground'],
    ['#s1.%%%', '', 'characters in it that no link has'],
    ['#s1.AAAAAAA', '', 'cannot be unpacked'],
    [`#s1.${packed('a document').slice(0, 6)}`, '', 'cut short'],
    [`#s1.${packed(new Uint8Array([0xff, 0xfe, 0xc0]))}`, '', 'cannot be unpacked'],
    [`#s1.${packed(new Uint8Array(262145))}`, '', 'larger than 256 KiB'],
    [`#s1.${packed(new Uint8Array(50_000_000))}`, '', 'larger than 256 KiB'],
    [`#s1.&j=${packed(new Uint8Array(50_000_000))}`, '', 'larger than 256 KiB'],
    ['#s1.&t=soon', '', 'moment (t) is not a number'],
    ['#s1.&t=99999999999999999', '', 'moment (t) is not a number'],
    ['#s1.&t=9007199254740993', '', 'moment (t) is not a number'],
    ['#s1.&e=x', '', 'rules version'],
    [`#s1.&j=${packed('[{"type":"exec","tick":1,"tty":1,"line":"a"},{"type":"shout"}]')}`, '', 'command 2 is none'],
    [`#s1.&j=${packed('{}')}`, '', 'no list of commands'],
    [`#s1.&j=${packed('[')}`, '', 'no list of commands'],
    [`#s1.&j=${packed(`[${'[],'.repeat(10000)}[]]`)}`, '', 'damaged'],
    ['', '?scenario=../../etc/passwd', 'no scenario that could be shipped'],
    ['', '?scenario=a&src=b.md', 'two documents'],
    ['', '?src=javascript:alert(1)', 'neither an https address nor a path'],
    ['', '?src=http://example.org/x.md', 'neither an https address nor a path'],
    ['', '?src=//example.org/x.md', 'neither an https address nor a path'],
    ['', '?src=/%5Cexample.org', 'neither an https address nor a path'],
    ['', '?src=https://user:pw@example.org/x.md', 'neither an https address nor a path'],
    ['', `?${'set=a%3D1&'.repeat(40)}`, 'overrides too many fields'],
    [`#s1.${'A'.repeat(800_000)}`, '', 'longer than any link'],
  ])('that is broken is refused in words: %.60s %s', async (fragment, search, words) => {
    const text = await message(fragment, search);
    expect(text).toMatch(/^The link cannot be opened\. [A-Z].*\.$/);
    expect(text).toContain(words);
  });
});

describe('rules', () => {
  it('are spoken of only when they differ', () => {
    expect(rulesNote(undefined, 3)).toBeUndefined();
    expect(rulesNote(3, 3)).toBeUndefined();
    expect(rulesNote(2, 3)).toContain('corrected since');
    expect(rulesNote(4, 3)).toContain('newer rules');
  });
});

describe('base64url', () => {
  it('goes there and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9000 }), (bytes) => {
        const text = toBase64url(bytes);
        expect(text).toMatch(/^[A-Za-z0-9_-]*$/);
        expect(fromBase64url(text)).toEqual(bytes);
      }),
      { numRuns: 100 },
    );
  });
});
