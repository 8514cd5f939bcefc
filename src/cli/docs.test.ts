import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../scenario/document';
import { OPERATORS, readClaims, SOURCE_WORDS } from '../scenario/claim';
import { Problems } from '../scenario/problem';
import { FIELDS } from '../scenario/schema';
import { EXPRESSION_TEXTS, FIELD_TEXTS, OPERATOR_TEXTS } from './docs/field-texts';
import { docFiles } from './docs/files';
import { jsonSchema } from './docs/json-schema';
import { readArguments } from './sim-arguments';
import { simulateDocument } from './sim-document';

const files = await docFiles();

/** The document that a page shows between four backquotes. */
function sampleOf(page: string): string {
  return /````markdown\n([^]*?\n)````/.exec(page)?.[1] ?? '';
}

/** What becomes of a text on the command line. */
function simulate(text: string): { status: number; said: string } {
  const parsed = readArguments(['lesson.md']);
  if (!parsed.ok) throw new Error(parsed.message);
  let said = '';
  const outlet = {
    out: (more: string | Uint8Array) => void (said += String(more)),
    err: (more: string | Uint8Array) => void (said += String(more)),
  };
  return { status: simulateDocument({ file: 'lesson.md', text }, parsed.value, outlet).status, said };
}

describe('what a teacher reads', () => {
  const guide = readFileSync(new URL('../../public/docs/write-a-lesson.md', import.meta.url), 'utf8');
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

  it.each([
    ['the guide', sampleOf(guide)],
    ['the README', sampleOf(readme)],
    ['the format page', sampleOf(files['public/docs/scenario-format.md']!)],
  ])('%s shows a lesson that holds what it claims', (_where, text) => {
    const { status, said } = simulate(text);
    expect(said).toMatch(/^ok /m);
    expect(said).not.toMatch(/warning|FAIL/);
    expect(status).toBe(0);
  });

  it('the guide quotes a claim that does not hold as it is told', () => {
    const told = /```\n(FAIL .*)\n```/.exec(guide)?.[1];
    expect(simulate(sampleOf(guide).replace('<= 1M', '== 1M')).said.split('\n')).toContain(told);
  });
});

describe('the documents made from the code', () => {
  it.each(Object.keys(files))('%s is as `npm run docs` writes it', (path) => {
    expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(files[path]);
  });

  it('describe every field of the schema, and no other', () => {
    const known = Object.entries(FIELDS).flatMap(([key, inner]) => [key, ...(inner ?? []).map((each) => `${key}.${each}`)]);
    expect(Object.keys(FIELD_TEXTS).sort()).toEqual(known.sort());
  });

  it('give an example of each field that the validator takes', () => {
    for (const [path, { example }] of Object.entries(FIELD_TEXTS)) {
      const [outer, inner] = path.split('.');
      const parsed = parseDocument(`---\n${outer}: ${inner === undefined ? example : `{ ${inner}: ${example} }`}\n---\n`);
      expect([path, parsed.ok ? 'ok' : parsed.problems]).toEqual([path, 'ok']);
    }
  });

  it('describe every word and operator of the check language, each by an example that parses', () => {
    const forms = EXPRESSION_TEXTS.map(({ form }) => form);
    for (const word of SOURCE_WORDS) expect(forms).toContain(word);
    expect(OPERATOR_TEXTS.flatMap(({ form }) => form.split(' ')).sort()).toEqual([...OPERATORS, 'unchanged'].sort());
    const problems = new Problems();
    const examples = EXPRESSION_TEXTS.map(({ example }) => example);
    expect(readClaims(examples, 1, problems, problems)).toHaveLength(examples.length);
    expect(problems.list).toEqual([]);
  });

  it('hold the sample of the format page to the format', () => {
    const parsed = parseDocument(sampleOf(files['public/docs/scenario-format.md']!));
    expect(parsed).toMatchObject({ ok: true, warnings: [] });
    expect(parsed.ok && parsed.document.blocks.map(({ type }) => type)).toEqual(['prose', 'sh', 'predict', 'check']);
  });

  it('refuse in the JSON schema what the validator refuses', () => {
    expect(jsonSchema()).toMatchObject({
      additionalProperties: false,
      properties: {
        minutes: { type: 'integer', minimum: 1, maximum: 240 },
        machine: {
          additionalProperties: false,
          properties: { kernel: { enum: ['kmemcg-v3', '3.8'], default: '3.8' }, cpus: { maximum: 16 } },
        },
        patches: { properties: { without: { type: 'array', items: { minimum: 1, maximum: 13 }, uniqueItems: true } } },
      },
    });
  });
});
