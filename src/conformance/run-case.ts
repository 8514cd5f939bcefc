import type { Case, Step, TaskEvent } from './case';
import { corrected } from './errata';
import { parseExpectation } from './expectation';
import { missingFeature, SUITES_KERNEL } from './features';
import { Groups } from './groups';
import { describeExpectation, differences, type Difference } from './match';
import { withIndex, type OperationOf } from './operation';
import { inTermsOf, perform, triesOf, type Session } from './perform';
import { describeResult } from './result';
import { Rig, type SeenEvent } from './rig';
import { ExpectedState } from './state';
import { EXACT, type Tolerance } from './tolerance';
import { withSomeTurn } from './some-turn';
import { AT_THE_END, SOON } from './turn';

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

export function shortName({ operation }: Step): string {
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

export interface StepDifferences {
  readonly result: readonly Difference[];
  readonly rest: readonly Difference[];
  /** The result is the recorded one to the last number. */
  readonly exact: boolean;
}

/** Does one step and tells everything in it that is not as recorded. */
export function runStep({ session, of, state }: Run, step: Step): StepDifferences {
  const tolerance = step.tolerance ?? of.tolerance;
  const { operation } = step;
  let exact = true;
  let result: readonly Difference[];
  if (operation.op === 'repeat') {
    result = runRepeat(session, operation, tolerance);
  } else {
    const expect = inTermsOf(session, operation, step.expect);
    let got = perform(session, operation);
    for (let left = triesOf(operation); left > 1 && differences(expect, got, tolerance).length > 0; left--)
      got = perform(session, operation);
    result = differences(expect, got, tolerance);
    exact = differences(expect, got, EXACT).length === 0;
  }
  const rest: Difference[] = [];
  if (of.stateForm === 'delta') rest.push(...eventDifferences(step.events, session.rig.takeEvents(), tolerance));
  if (step.state !== undefined) {
    state.advance(step.state);
    rest.push(...state.differences(new Groups(session.rig.k, session.rig.controlPid), step, tolerance));
  }
  return { result, rest, exact };
}

/** One case on one machine. */
export interface Run {
  readonly of: Case;
  readonly session: Session;
  readonly state: ExpectedState;
}

export function begin(of: Case): Run {
  const kernel = of.kernel ?? SUITES_KERNEL;
  const rig = new Rig(of.machine, kernel, of.slubNomerge);
  const session: Session = {
    rig,
    names: new Map(),
    kept: new Map(),
    events: new Map(),
    mounts: new Set(),
    ownPages: isRecorded(of),
    killsItself: kernel === '3.8' && of.stateForm === 'partial',
    drained: of.drained,
  };
  return { of, session, state: new ExpectedState(of) };
}

/**
 * Runs one case on a fresh machine and compares every step. A case that needs a feature the engine does not have, or that
 * asks for what nobody can read, is run all the same; it counts as skipped, with the reason, unless it passes.
 */
export function runCase(written: Case, options: RunOptions = {}): CaseResult {
  const of = corrected(written);
  const plain = compareCase(of, options);
  if (plain.outcome === 'passed') return plain;
  const missing = missingFeature(of);
  if (missing !== undefined && options.force !== true)
    return { ...plain, outcome: 'skipped', reason: `needs ${missing}`, mismatches: [], compared: 0 };
  return isRecorded(of) && of.kernel === '3.8' ? withSomeTurn(of, plain) : plain;
}

/** The steps in order, comparing each, to the end. */
function compareCase(of: Case, options: RunOptions): CaseResult {
  const steps = of.steps.length;
  const mismatches: Mismatch[] = [];
  const end = (compared: number, reason?: string): CaseResult => {
    const outcome = mismatches.length === 0 ? 'passed' : 'failed';
    return { id: of.id, outcome, ...(reason === undefined ? {} : { reason }), mismatches, steps, compared };
  };
  let run: Run;
  try {
    run = begin(of);
  } catch (error) {
    mismatches.push({ step: 0, operation: 'boot', field: 'machine', expected: 'a machine', got: messageOf(error) });
    return end(0);
  }
  for (const [i, step] of of.steps.entries()) {
    const operation = shortName(step);
    run.session.rig.turn = of.stateForm === 'delta' ? AT_THE_END : SOON;
    try {
      const { result, rest, exact } = runStep(run, step);
      if (step.sensitive && !exact)
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
