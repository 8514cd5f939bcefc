import type { CaseResult, Mismatch } from './run-case';

export interface Totals {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export function totals(results: readonly CaseResult[]): Totals {
  const count = (outcome: CaseResult['outcome']): number => results.filter((result) => result.outcome === outcome).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

/** `k38.random.stackonly.012 step 34 touch t1: /A:usage expected 8192 got 4096` */
export function mismatchLine(id: string, { step, operation, field, expected, got }: Mismatch): string {
  return `${id} step ${step} ${operation}: ${field} expected ${expected} got ${got}`;
}

/** All lines about one case; a passed one has none unless `verbose`. */
export function caseLines(result: CaseResult, verbose: boolean): readonly string[] {
  const lines = result.mismatches.map((mismatch) => mismatchLine(result.id, mismatch));
  if (result.outcome === 'skipped') lines.push(`${result.id} skipped: ${result.reason ?? ''}`);
  else if (result.reason !== undefined) lines.push(`${result.id} ${result.reason}`);
  else if (verbose) lines.push(`${result.id} ${result.outcome}, ${result.compared} of ${result.steps} steps compared`);
  return lines;
}

export function totalsLine({ passed, failed, skipped }: Totals): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
