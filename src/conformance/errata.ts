/**
 * Slips of the pen in the recordings themselves, each shown by the recording's own numbers. What was recorded stays as it
 * is; only what was done is named rightly.
 */
import type { Case, Step } from './case';

interface Erratum {
  readonly scenario: string;
  readonly step: number;
  readonly operation: Step['operation'];
}

const ERRATA: readonly Erratum[] = [
  // "Removed: 3" is no answer to the removal of /t/b, a chain of 1,302 directories on one build and of 20,000 on the other:
  // it is that of /t/a, made three deep one step before it on both. A tmpfs removes a chain whole, as step 19 shows.
  { scenario: '14b_mkdirloop_tmpfs', step: 11, operation: { op: 'rm_tree', args: { dir: '/t/a' } } },
];

/** The case with its slips corrected. */
export function corrected(of: Case): Case {
  const slips = ERRATA.filter(({ scenario }) => of.id.startsWith('k38.') && of.id.endsWith(`.${scenario}`));
  if (slips.length === 0) return of;
  const steps = of.steps.map((step, i) => {
    const slip = slips.find((one) => one.step === i && one.operation.op === step.operation.op);
    return slip === undefined ? step : { ...step, operation: slip.operation };
  });
  return { ...of, steps };
}
