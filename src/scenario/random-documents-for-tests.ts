/** Random documents, claims and links for tests: true ones with mistakes in them, pieces in any order, and bytes. */
import { readdirSync, readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { toBase64url } from './base64url';

const PIECES: readonly string[] = [
  ...'--- ``` ~~~ ```sh ```check ```predict machine ram title seed format patches without { } [ ] , " \' \\ # ( ) == != <= ~ unchanged 4M 9G -1'.split(
    ' ',
  ),
  ...'tasks( frames( static_key offline status stdout dmesg a/b a/memory.stat rss /proc/meminfo __proto__ constructor 0x10 1e9 null'.split(
    ' ',
  ),
  ...['\n', '\n', '\r\n', ': ', ' ', '\t', '- [x] ', '- [ ] ', '> ', '\u0000', '\ud800', 'é', '\u202e', '\ufeff'],
];

const FOLDER = new URL('../../public/scenarios/', import.meta.url);
const SHIPPED_TEXTS = readdirSync(FOLDER).map((name) => readFileSync(new URL(name, FOLDER), 'utf8'));

const pieces = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...PIECES), { maxLength }).map((list) => list.join(''));

/** A text with some letters replaced, cut out or put in. */
function damaged(texts: readonly string[], put: readonly string[]): fc.Arbitrary<string> {
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 20 }), fc.constantFrom(...put));
  return fc.tuple(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 8 })).map(([text, edits]) =>
    edits.reduce((now, [at, drop, piece]) => {
      const from = at % (now.length + 1);
      return now.slice(0, from) + piece + now.slice(from + drop);
    }, text),
  );
}

/** What somebody may hand to the parser as a document. */
export const randomDocument: fc.Arbitrary<string> = fc.oneof(
  pieces(120),
  pieces(60).map((text) => `---\n${text}\n---\n${text}`),
  pieces(60).map((text) => `\`\`\`predict\n${text}\n\`\`\`\n`),
  fc.string({ unit: 'binary', maxLength: 300 }),
  damaged(SHIPPED_TEXTS, PIECES),
);

/** What somebody may put behind `set=`. */
export const randomOverrides: fc.Arbitrary<string[]> = fc.array(fc.oneof(pieces(8), fc.string({ maxLength: 40 })), { maxLength: 2 });

/** Lines of a check block. */
export const randomClaims: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((list) => list.join(' ')),
  fc.string({ unit: 'binary', maxLength: 60 }),
  damaged(
    [
      'bomb/memory.kmem.failcnt > 0',
      'a/memory.stat rss == 4M # why',
      'stdout ~ "a \\"b\\" \\\\ \\n"',
      'tasks( / ) <= b/memory.stat total_rss',
    ],
    PIECES,
  ),
);

function packed(data: Uint8Array | string): string {
  return toBase64url(new Uint8Array(deflateRawSync(data)));
}

const DOCUMENT = packed(SHIPPED_TEXTS[0]!);
const JOURNAL = packed('[{"type":"exec","tick":2,"tty":1,"line":"ls"},{"type":"go","tick":3}]');
const LINKS = [`#s1.${DOCUMENT}&t=4&sel=/a%20b&view=frames&j=${JOURNAL}&set=seed%3D3&e=1`, `#s1.&t=12&j=${JOURNAL}&e=1`, `#s1.${DOCUMENT}`];
const LINK_PIECES = [
  'A',
  '_',
  '-',
  '%',
  '%2',
  '%00',
  '&',
  '=',
  '.',
  '#',
  '',
  's1.',
  's9.',
  '\u0000',
  'é',
  '\ud800',
  'AAAA',
  '&j=',
  '&t=9',
  '&set=a=b',
  '&e=',
];
/** Kilobytes that unpack to megabytes. */
const BOMBS = [1, 4, 16].map((megabytes) => packed(new Uint8Array(megabytes * 2 ** 20)));

/** What somebody may put behind `#`. */
export const randomFragment: fc.Arbitrary<string> = fc.oneof(
  { weight: 30, arbitrary: damaged(LINKS, LINK_PIECES) },
  { weight: 20, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => `#s1.${toBase64url(bytes)}&j=${toBase64url(bytes)}`) },
  { weight: 15, arbitrary: fc.json({ maxDepth: 4 }).map((json) => `#s1.&j=${packed(json)}`) },
  { weight: 20, arbitrary: randomDocument.map((text) => `#s1.${packed(text)}`) },
  { weight: 15, arbitrary: fc.string({ unit: 'binary', maxLength: 100 }).map((text) => `#s1.${text}`) },
  {
    weight: 1,
    arbitrary: damaged(
      BOMBS.map((bomb) => `#s1.&j=${bomb}`),
      LINK_PIECES,
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom(...BOMBS).map((bomb) => `#s1.${bomb}`) },
);

/** What somebody may put behind `?`. */
export const randomSearch: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 60 }),
  damaged(['?scenario=fork-bomb&set=machine.ram%3D128M', '?src=https://example.org/lesson.md', '?src=my/lesson.md'], LINK_PIECES),
);
