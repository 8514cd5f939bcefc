import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ATTRIBUTES } from './attributes';
import { CONTROLS, HEIGHTS, PANELS, THEMES } from './choices';
import { HOST_EVENTS } from './host-messages';
import { HOST_REQUESTS, HostRequestSchema } from './host-protocol';
import { EmbedParamsSchema } from './params';
import { LinkParamsSchema } from '../scenario/link-params';

const PAGE = readFileSync(new URL('../../public/docs/embed.md', import.meta.url), 'utf8');
const MESSAGES = readFileSync(new URL('./host-messages.ts', import.meta.url), 'utf8');

/** The rows of the table whose first column is headed so: first cell without its quotes, and the rest. */
function table(head: string): Map<string, string> {
  const lines = PAGE.split('\n');
  const rows = lines.slice(lines.findIndex((line) => new RegExp(`^\\| ${head} +\\|`).test(line)) + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return new Map(
    rows.slice(0, end).map((row) => {
      const [, first = '', ...rest] = row.split('|').map((cell) => cell.trim());
      return [first.replaceAll('`', ''), rest.join('|')];
    }),
  );
}
const sorted = (names: Iterable<string>): string[] => [...names].sort();

describe('the embedder’s reference', () => {
  it('has every parameter of an embed’s address, with its values', () => {
    const rows = table('parameter');
    const ofLinks = Object.keys(LinkParamsSchema.entries).filter((name) => ['scenario', 'src', 'set'].includes(name));
    expect(sorted(rows.keys())).toEqual(sorted([...Object.keys(EmbedParamsSchema.entries), ...ofLinks]));
    for (const [name, values] of Object.entries({ panels: PANELS, controls: CONTROLS, theme: THEMES, height: HEIGHTS }))
      for (const value of values) expect(rows.get(name)).toContain(`\`${value}\``);
  });

  it('has every attribute of the element', () => {
    expect(sorted(table('attribute').keys())).toEqual(sorted(ATTRIBUTES));
  });

  it('has every request with its fields, every event and every code', () => {
    const rows = table('request');
    expect(sorted(rows.keys())).toEqual(sorted(HOST_REQUESTS));
    for (const { entries } of HostRequestSchema.options)
      for (const field of Object.keys(entries).filter((name) => name !== 'id' && name !== 'type'))
        expect(rows.get(entries.type.literal)).toContain(`\`${field}\``);
    expect(sorted(table('event').keys())).toEqual(sorted(HOST_EVENTS));
    const codes = /type HostErrorCode =\s*([^;]+);/.exec(MESSAGES)![1]!.match(/\w+/g)!;
    expect(sorted(table('code').keys())).toEqual(sorted(codes));
  });

  it('ends with the types as they are', () => {
    expect(PAGE.trimEnd().endsWith(`\`\`\`ts\n${MESSAGES.slice(MESSAGES.indexOf('export const HOST_PROTOCOL')).trim()}\n\`\`\``)).toBe(
      true,
    );
  });
});
