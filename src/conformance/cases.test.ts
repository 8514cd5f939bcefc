/**
 * The given cases on this engine. `unsupported.json` names those it cannot pass yet, each with the feature it waits
 * for; the list only shrinks: a case on it that passes fails here until it is taken off.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCases } from './case-format';
import { mismatchLine } from './report';
import { runCase } from './run-case';
import unsupported from './unsupported.json';

const FILES = ['recorded.json', 'random-kmemcg-v3.json', 'random-3.8.json', 'suites.json'];
const REASONS: ReadonlyMap<string, string> = new Map(Object.entries(unsupported));

for (const file of FILES) {
  describe(file, () => {
    const read = parseCases(readFileSync(new URL(`./cases/${file}`, import.meta.url), 'utf8'), file);
    for (const one of read) {
      if (!one.ok) throw new Error(one.problem);
      const { id } = one.case;
      const reason = REASONS.get(id);
      it(reason === undefined ? id : `${id} waits: ${reason}`, () => {
        const result = runCase(one.case);
        expect(result.mismatches.map((mismatch) => mismatchLine(id, mismatch))).toEqual([]);
        expect({ outcome: result.outcome, reason: result.reason }).toMatchObject(
          reason === undefined ? { outcome: 'passed' } : { outcome: 'skipped', reason },
        );
      });
    }
  });
}

it('names no case twice and none that is not there', () => {
  const ids = FILES.flatMap((file) =>
    parseCases(readFileSync(new URL(`./cases/${file}`, import.meta.url), 'utf8'), file).map((one) => (one.ok ? one.case.id : one.id)),
  );
  expect(new Set(ids).size).toBe(ids.length);
  expect([...REASONS.keys()].filter((id) => !ids.includes(id))).toEqual([]);
});
