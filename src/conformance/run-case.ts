import type { Case, Step, TaskEvent } from './case';
import { parseExpectation } from './expectation';
import { missingFeature, SUITES_KERNEL } from './features';
import { Groups } from './groups';
import { describeExpectation, differences, type Difference } from './match';
import { withIndex, type OperationOf } from './operation';
import { inTermsOf, perform, type Session } from './perform';
import { describeResult } from './result';
import { Rig, type SeenEvent } from './rig';
import { ExpectedState } from './state';
import type { Tolerance } from './tolerance';

/** One line of the report. */
export interface Mismatch extends Difference {
  /** Counted from 0, as the recorded remarks do. */
  readonly step: number;
  /** The operation in short: `touch t1`. */
  readonly operation: string;
}

export interface CaseResult {
  readonly id: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped, or why comparing ended before the last step. */
  readonly reason?: string;
  readonly mismatches: readonly Mismatch[];
  readonly steps: number;
  /** Steps that were compared. */
  readonly compared: number;
}

export interface RunOptions {
  /** Counts a case as failed even where it needs a feature the engine does not have. */
  readonly force?: boolean;
  /** Ends at the first step that differs. */
  readonly first?: boolean;
}

function eventDifferences(expected: readonly TaskEvent[], seen: readonly SeenEvent[], tolerance: Tolerance): readonly Difference[] {
  const left = [...seen];
  const found: Difference[] = [];
  for (const { t, what } of expected) {
    const i = left.findIndex((event) => event.t === t);
    const event = left[i];
    if (event === undefined) {
      found.push({ field: `event:${t}`, expected: describeExpectation(what), got: 'nothing' });
      continue;
    }
    left.splice(i, 1);
    for (const difference of differences(what, event.result, tolerance))
      found.push({ ...difference, field: `event:${t}.${difference.field}` });
  }
  for (const { t, result } of left) found.push({ field: `event:${t}`, expected: 'nothing', got: describeResult(result) });
  return found;
}

function shortName({ operation }: Step): string {
  const args: Readonly<Record<string, unknown>> = operation.args;
  const words = [
    args['t'],
    args['g'] ?? args['src'] ?? args['dir'],
    args['file'],
    args['value'] ?? args['n'] ?? args['pages'] ?? args['expr'],
  ];
  return [operation.op, ...words.filter((word) => typeof word === 'string' || typeof word === 'number')].join(' ');
}

/** Whether it is a recorded scenario: its workers' own pages then play a part, when they fork fully or move from the root. */
function isRecorded(of: Case): boolean {
  return of.kernel !== undefined && of.stateForm === 'partial';
}

/** Runs the steps of a `repeat`; the first difference ends it. */
function runRepeat(session: Session, { args }: OperationOf<'repeat'>, tolerance: Tolerance): readonly Difference[] {
  const until = args.until === undefined ? undefined : parseExpectation(args.until, 'until');
  for (let i = 1; i <= args.n; i++) {
    for (const step of args.steps) {
      const operation = withIndex(step.operation, i);
      if (operation.op === 'repeat') {
        const found = runRepeat(session, operation, tolerance);
        if (found.length > 0) return found;
        continue;
      }
      const got = perform(session, operation);
      const found = differences(inTermsOf(session, operation, step.expect), got, tolerance);
      if (found.length > 0) return found.map((difference) => ({ ...difference, field: `round ${i} ${operation.op}.${difference.field}` }));
      if (until !== undefined && differences(until, got, tolerance).length === 0) return [];
    }
  }
  return [];
}

interface StepDifferences {
  readonly result: readonly Difference[];
  readonly rest: readonly Difference[];
}

/** Does one step and tells everything in it that is not as recorded. */
function runStep(session: Session, of: Case, step: Step, state: ExpectedState): StepDifferences {
  const tolerance = step.tolerance ?? of.tolerance;
  const { operation } = step;
  const result =
    operation.op === 'repeat'
      ? runRepeat(session, operation, tolerance)
      : differences(inTermsOf(session, operation, step.expect), perform(session, operation), tolerance);
  const rest: Difference[] = [];
  if (of.stateForm === 'delta') rest.push(...eventDifferences(step.events, session.rig.takeEvents(), tolerance));
  if (step.state !== undefined) {
    state.advance(step.state);
    rest.push(...state.differences(new Groups(session.rig.k, session.rig.controlPid), step, tolerance));
  }
  return { result, rest };
}

/**
 * Runs one case on a fresh machine and compares every step. A case that needs a feature the engine does not have is
 * run all the same; it counts as skipped, with the reason, unless it passes.
 */
export function runCase(of: Case, options: RunOptions = {}): CaseResult {
  const result = compareCase(of, options);
  const missing = missingFeature(of);
  if (missing === undefined || options.force === true || result.outcome === 'passed') return result;
  return { ...result, outcome: 'skipped', reason: `needs ${missing}`, mismatches: [], compared: 0 };
}

function compareCase(of: Case, options: RunOptions): CaseResult {
  const steps = of.steps.length;
  const mismatches: Mismatch[] = [];
  const end = (compared: number, reason?: string): CaseResult => {
    const outcome = mismatches.length === 0 ? 'passed' : 'failed';
    return { id: of.id, outcome, ...(reason === undefined ? {} : { reason }), mismatches, steps, compared };
  };
  let session: Session;
  try {
    const rig = new Rig(of.machine, of.kernel ?? SUITES_KERNEL);
    session = { rig, names: new Map(), kept: new Map(), events: new Map(), ownPages: isRecorded(of), drained: of.drained };
  } catch (error) {
    mismatches.push({ step: 0, operation: 'boot', field: 'machine', expected: 'a machine', got: messageOf(error) });
    return end(0);
  }
  const state = new ExpectedState(of);
  for (const [i, step] of of.steps.entries()) {
    const operation = shortName(step);
    try {
      const { result, rest } = runStep(session, of, step, state);
      if (step.sensitive && result.length > 0)
        return end(i, `compared up to step ${i} of ${steps}, whose result hangs on the exact number of slab pages`);
      for (const difference of [...result, ...rest]) mismatches.push({ step: i, operation, ...difference });
    } catch (error) {
      mismatches.push({ step: i, operation, field: 'engine', expected: 'to go on', got: messageOf(error) });
      return end(i);
    }
    if (options.first === true && mismatches.length > 0) return end(i + 1);
  }
  return end(steps);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
