import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocument } from './document';
import { encodeLink } from './link';
import { SHIPPED } from './shipped';
import { SHIPPED_NAMES } from './shipped-names';
import { SHIPPED_DETAILS } from './shipped-details';
import { TOPICS } from './supported';

const FOLDER = new URL('../../public/scenarios/', import.meta.url);
const NAMES = SHIPPED.map(({ name }) => name);

describe('the shipped documents', () => {
  it('are exactly those of the list, topic by topic', () => {
    expect(readdirSync(FOLDER).sort()).toEqual(NAMES.map((name) => `${name}.md`).sort());
    expect(Object.keys(SHIPPED_DETAILS)).toEqual(NAMES);
    expect(SHIPPED_NAMES).toEqual(NAMES);
    expect([...new Set(SHIPPED.map(({ topic }) => topic))]).toEqual(TOPICS);
    expect(SHIPPED.map(({ topic }) => TOPICS.indexOf(topic))).toEqual(
      SHIPPED.map(({ topic }) => TOPICS.indexOf(topic)).sort((a, b) => a - b),
    );
    expect(SHIPPED.filter(({ topic }) => topic === 'patches')).toHaveLength(13);
  });

  it.each(SHIPPED)('$name parses without a warning and says what the list says of it', ({ name, topic, title, summary }) => {
    const text = readFileSync(new URL(`${name}.md`, FOLDER), 'utf8');
    expect(parseDocument(text)).toMatchObject({ ok: true, warnings: [], document: { title, summary, topic, ...SHIPPED_DETAILS[name] } });
  });

  it.each(SHIPPED)('$name asks, checks after running, and ends with what one knows now', ({ name, topic }) => {
    const text = readFileSync(new URL(`${name}.md`, FOLDER), 'utf8');
    const parsed = parseDocument(text);
    const blocks = parsed.ok ? parsed.document.blocks : [];
    const types = blocks.map(({ type }) => type);
    expect(types.includes('sh')).toBe(true);
    expect(types.indexOf('check')).toBeGreaterThan(types.indexOf('sh'));
    const asked = types.indexOf('predict');
    expect(asked).toBeGreaterThanOrEqual(0);
    expect(types.lastIndexOf('check')).toBeGreaterThan(asked);
    expect(types.at(-1)).toBe('prose');
    if (topic !== 'patches') expect(text).toContain('\n**What you now know:** ');
    // The page itself leads on to the next one.
    expect(text).not.toMatch(/^Next: /m);
  });

  it.each(SHIPPED)('$name fits into a link', async ({ name, topic }) => {
    const text = readFileSync(new URL(`${name}.md`, FOLDER), 'utf8');
    const link = await encodeLink({ text, set: [] });
    // The first ones are meant to be passed on in a chat line.
    expect(link.length).toBeLessThanOrEqual(topic === 'basics' ? 1800 : 4000);
  });
});
