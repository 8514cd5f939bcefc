/** `sim` on several documents: the checks of each, then a line for all of them. */
import type { SimArguments } from './sim-arguments';
import { type Outlet, type Outcome, simulateDocument } from './sim-document';
import type { Named } from './sim-files';

/** Runs them one after the other; answers the exit status: 2 if one is not valid, else 1 if a check does not hold. */
export function simulateDocuments(documents: readonly Named[], args: SimArguments, outlet: Outlet): number {
  const outcomes = documents.map((named) => {
    const outcome = simulateDocument(named, args, outlet, true);
    if (!args.json) outlet.out(`${WORDS[outcome.status] ?? ''} ${named.file}: ${counts(outcome)}\n\n`);
    return outcome;
  });
  const status = Math.max(...outcomes.map((outcome) => outcome.status));
  const sum = (pick: (outcome: Outcome) => number): number => outcomes.reduce((total, outcome) => total + pick(outcome), 0);
  const total = { held: sum(({ held }) => held), failed: sum(({ failed }) => failed), unreached: sum(({ unreached }) => unreached) };
  if (args.json) outlet.out(`${JSON.stringify({ documents: outcomes.map(({ json }) => json), ...total })}\n`);
  else {
    const bad = outcomes.filter((outcome) => outcome.status > 0).length;
    outlet.out(`${documents.length} documents, ${bad} of them not in order: ${counts({ status, ...total })}\n`);
  }
  return status;
}

const WORDS: Readonly<Record<number, string>> = { 0: 'ok  ', 1: 'FAIL', 2: 'FAIL' };

function counts({ status, held, failed, unreached }: Omit<Outcome, 'json'>): string {
  if (status === 2 && held + failed + unreached === 0) return 'not valid';
  const parts = [`${held} ${held === 1 ? 'check holds' : 'checks hold'}`];
  if (failed > 0) parts.push(`${failed} ${failed === 1 ? 'does' : 'do'} not`);
  if (unreached > 0) parts.push(`${unreached} not reached`);
  return parts.join(', ');
}
