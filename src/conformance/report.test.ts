import { expect, it } from 'vitest';
import { caseLines, totals, totalsLine } from './report';
import type { CaseResult } from './run-case';

const passed: CaseResult = { id: 'a.1', outcome: 'passed', mismatches: [], steps: 3, compared: 3 };
const skipped: CaseResult = { ...passed, id: 'a.2', outcome: 'skipped', reason: 'needs swap', compared: 0 };
const failed: CaseResult = {
  ...passed,
  id: 'a.3',
  outcome: 'failed',
  mismatches: [{ step: 2, operation: 'touch t1 8', field: '/A:usage', expected: '32768', got: '131072' }],
};

it('names case, step, operation, field, expected and got of a mismatch on one line', () => {
  expect(caseLines(failed, false)).toEqual(['a.3 step 2 touch t1 8: /A:usage expected 32768 got 131072']);
});

it('names each skipped case with its reason and keeps still about passed ones', () => {
  expect(caseLines(skipped, false)).toEqual(['a.2 skipped: needs swap']);
  expect(caseLines(passed, false)).toEqual([]);
  expect(caseLines(passed, true)).toEqual(['a.1 passed, 3 of 3 steps compared']);
});

it('ends with the totals', () => {
  expect(totalsLine(totals([passed, skipped, failed, passed]))).toBe('2 passed, 1 failed, 1 skipped');
});
