/**
 * One link of every form ever released, as it was written then. These lines are never changed and never removed: a link in somebody's
 * lecture notes must open for ever. They are decoded, not compared as text, for compressed bytes differ between browsers.
 */
import { describe, expect, it } from 'vitest';
import { decodeLink, type LinkState } from './link';

const text = '---\ntitle: Golden\nmachine: { ram: 64M }\n---\nA lesson in Grüße.\n\n```sh\nmkdir a\n```\n';
const journal = [
  { type: 'exec', tick: 12, tty: 1, line: 'echo 4M > a/memory.kmem.limit_in_bytes' },
  { type: 'interrupt', tick: 40, tty: 0 },
  { type: 'eof', tick: 41, tty: 1 },
] as const;

const PACKED = '09XV5SrJLMlJtVJwz89JSc3jyk1MzsjMS7VSqFYoSsy1UjAz8VWo5dLV1eVyVMhJLS7Oz1PIzFNwLzq85_D8VD0uroSEhOIMrtzslMwihUQQjwsA';
const JOURNAL =
  'i65WKqksSFWyUkqtSE1W0lEqyUzOVrIyNNJRKimpVLIy1FHKycwDyydn5CuY-CrYKSTq56bm5hdV6mXnpubq5WTmZpbEZ-bFJ1WWpBYr1erATczMK0ktKiotKIEba2IANdYASVlqfhpCgSHM3tpYAA';

const GOLDEN: readonly (readonly [form: string, search: string, fragment: string, state: LinkState])[] = [
  ['s1: a document', '', `#s1.${PACKED}`, { text, set: [] }],
  [
    's1: a document with everything',
    '',
    `#s1.${PACKED}&t=1204&sel=/a%20b/c%26d&view=frames&j=${JOURNAL}&set=machine.ram%3D128M&set=seed%3D9&e=1`,
    { text, set: ['machine.ram=128M', 'seed=9'], tick: 1204, select: '/a b/c&d', view: 'frames', journal, rules: 1 },
  ],
  ['s1: a shipped scenario', '?scenario=fork-bomb', '', { scenario: 'fork-bomb', set: [] }],
  [
    's1: a shipped scenario at a moment',
    '?scenario=fork-bomb&set=machine.cpus%3D2',
    `#s1.&t=1204&j=${JOURNAL}&e=1`,
    { scenario: 'fork-bomb', set: ['machine.cpus=2'], tick: 1204, journal, rules: 1 },
  ],
  [
    's1: an outside document at a moment',
    '?src=https://example.org/lesson.md%3Fx%3D1',
    '#s1.&t=7&e=1',
    { src: 'https://example.org/lesson.md?x=1', set: [], tick: 7, rules: 1 },
  ],
  [
    's1: a journal with lines that the lesson waits for, and with its going on',
    '?scenario=fork-bomb',
    '#s1.&t=12&j=i65WKqksSFWyUkqtSE1W0lEqyUzOVrIy0FEqKalUsjLUUcrJzANJJyeWKOkoZeTnpChZlRSVptbqwHWm58P1mSIJoxhoiWFgbnZKZpFCjFKiQlKMklJtLAA&e=1',
    {
      scenario: 'fork-bomb',
      set: [],
      tick: 12,
      journal: [
        { type: 'exec', tick: 0, tty: 1, line: 'cat', hold: true },
        { type: 'go', tick: 5 },
        { type: 'exec', tick: 9, tty: 1, line: 'mkdir "a b"' },
      ],
      rules: 1,
    },
  ],
  ['s1: an override typed by hand', '?src=my/lesson.md&set=machine.ram=128M', '', { src: 'my/lesson.md', set: ['machine.ram=128M'] }],
];

describe('golden links', () => {
  it.each(GOLDEN)('%s', async (_form, search, fragment, state) => {
    expect(await decodeLink(fragment, search)).toEqual({ ok: true, state });
  });
});
