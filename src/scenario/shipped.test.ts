import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocument } from './document';
import { encodeLink } from './link';
import { SHIPPED } from './shipped';

const FOLDER = new URL('../../public/scenarios/', import.meta.url);
/** The first four are meant to be passed on in a chat line, the later lessons may be longer. */
const SHORT = ['fork-bomb', 'fork-bomb-unlimited', 'tracked-not-limited', 'removed-but-charged'];

describe('the shipped documents', () => {
  it('are exactly those of the list', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(SHIPPED.map(({ name }) => `${name}.md`).sort());
  });

  it.each(SHIPPED)('$name parses without a warning, says what the list says of it, and checks itself', async ({ name, title, summary }) => {
    const text = readFileSync(new URL(`${name}.md`, FOLDER), 'utf8');
    const result = parseDocument(text);
    expect(result).toMatchObject({ ok: true, warnings: [], document: { title, summary } });
    if (!result.ok) return;
    expect(result.document.blocks.some(({ type }) => type === 'check')).toBe(true);
    const link = await encodeLink({ text, set: [] });
    expect(link.length).toBeLessThanOrEqual(SHORT.includes(name) ? 1800 : 4000);
  });
});
