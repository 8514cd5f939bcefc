/** What the documentation says of the evidence is counted here, from the cases themselves; that they pass is cases.test.ts. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

interface RawCase {
  readonly tolerance?: object;
  readonly carry?: string;
  readonly steps: readonly { readonly tolerance?: object; readonly sensitive?: unknown }[];
}
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const casesOf = (file: string): RawCase[] => JSON.parse(read(`./cases/${file}.json`)) as RawCase[];
const PAGE = read('../../public/docs/modelled.md');
const README = read('../../README.md');

const isEmpty = (tolerance: object | undefined): boolean => Object.keys(tolerance ?? {}).length === 0;
const FILES: readonly (readonly [string, string])[] = [
  ['random-kmemcg-v3', 'kernel stacks charged'],
  ['recorded', 'recorded scenarios'],
  ['random-3.8', 'stacks and slabs charged'],
  ['suites', 'restated from public suites'],
];

describe('the page of the evidence', () => {
  it.each(FILES)('counts the cases, steps and exact cases of %s', (file, words) => {
    const cases = casesOf(file);
    const exact = cases.filter((one) => isEmpty(one.tolerance) && one.steps.every((step) => isEmpty(step.tolerance)));
    const row = PAGE.split('\n').find((line) => line.startsWith('|') && line.includes(words)) ?? '';
    const cells = row.split('|').map((cell) => cell.trim());
    const steps = cases.reduce((sum, one) => sum + one.steps.length, 0);
    expect(cells.slice(2, 5)).toEqual([cases.length, steps, exact.length].map(String));
    expect(README).toContain(`${cases.length} `);
  });

  it('adds up, says how many are compared in part, and how many carry over in part', () => {
    const all = FILES.flatMap(([file]) => casesOf(file));
    expect(PAGE).toContain(`All ${all.length} cases pass`);
    expect(README).toContain(`All ${all.length} cases pass`);
    const random = casesOf('random-3.8');
    const sensitive = random.filter((one) => one.steps.some((step) => step.sensitive));
    expect(PAGE).toContain(`${sensitive.length} of the ${random.length} have such a step`);
    expect(all.filter(({ carry }) => carry === 'partly')).toHaveLength(13);
  });

  it('names as many corrected labels as there are', () => {
    expect(read('./errata.ts').match(/scenario: '/g)).toHaveLength(1);
  });
});
