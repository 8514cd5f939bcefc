import type { Case, Step, TaskEvent } from './case';
import { parseExpectation } from './expectation';
import { stepsBeforeCaches } from './cache-timing';
import { fieldOfFile } from './control-files';
import { missingFeature, SUITES_KERNEL } from './features';
import { Groups } from './groups';
import { describeExpectation, differences, type Difference } from './match';
import { withIndex, type OperationOf } from './operation';
import { inTermsOf, perform, type Session } from './perform';
import { describeResult } from './result';
import { Rig, type SeenEvent } from './rig';
import { ExpectedState } from './state';
import { EXACT, type Tolerance } from './tolerance';

/** What counts the children that were made, or the pages each of them has, and so is no more exact than that number. */
const CHILD_COUNTS = ['tasks', 'killed', 'left', 'ended', 'progress'] as const;
const CHILD_PAGES = ['rss', 'total_rss'] as const;
/** What counts the directories of a chain, each of which has a page on a disk. */
const CHAIN_COUNTS = ['removed', 'cache', 'total_cache'] as const;

/** A number read from a control file is no more exact than the field of the state that stands for that file. */
function readTolerance({ operation }: Step, tolerance: Tolerance): Tolerance | undefined {
  if (operation.op !== 'read') return undefined;
  const field = fieldOfFile(operation.args.file);
  const allowed = field === undefined ? undefined : tolerance.fields.get(field);
  return allowed === undefined ? undefined : { ...tolerance, fields: new Map([...tolerance.fields, ['result', allowed] as const]) };
}

/** The tolerance of a step; in the scenarios written by hand only the number of children made is given one. */
function toleranceOf(of: Case, step: Step): Tolerance {
  const tolerance = step.tolerance ?? of.tolerance;
  const read = readTolerance(step, tolerance);
  if (read !== undefined) return read;
  const created = tolerance.fields.get('created');
  if (of.stateForm !== 'partial' || created === undefined) return tolerance;
  const fields = new Map([...CHILD_COUNTS.map((field) => [field, created] as const), ...tolerance.fields]);
  const depth = fields.get('depth');
  if (depth !== undefined) for (const field of CHAIN_COUNTS) if (!fields.has(field)) fields.set(field, depth);
  // A slab that is refused its preferred order counts twice in either counter.
  const refusals = fields.get('kmem.failcnt');
  if (refusals !== undefined && !fields.has('failcnt')) fields.set('failcnt', refusals);
  for (const field of CHILD_PAGES) {
    const stated = fields.get(field);
    if (stated !== 'any' && created !== 'any' && created.pct !== undefined) fields.set(field, { ...stated, pct: created.pct });
  }
  return { ...tolerance, fields };
}

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
  /** The result is the recorded one to the last number. */
  readonly exact: boolean;
}

/** Does one step and tells everything in it that is not as recorded. */
function runStep(session: Session, of: Case, step: Step, state: ExpectedState): StepDifferences {
  const tolerance = toleranceOf(of, step);
  const { operation } = step;
  session.rig.stepsBeforeWork = session.killsItself ? stepsBeforeCaches(session.rig, step) : Infinity;
  let exact = true;
  let result: readonly Difference[];
  if (operation.op === 'repeat') {
    result = runRepeat(session, operation, tolerance);
  } else {
    const got = perform(session, operation);
    const expect = inTermsOf(session, operation, step.expect);
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
    const kernel = of.kernel ?? SUITES_KERNEL;
    const byHand = kernel === '3.8' && of.stateForm === 'partial';
    const rig = new Rig(of.machine, kernel);
    session = {
      rig,
      names: new Map(),
      kept: new Map(),
      events: new Map(),
      ownPages: isRecorded(of),
      killsItself: byHand,
      drained: of.drained,
    };
  } catch (error) {
    mismatches.push({ step: 0, operation: 'boot', field: 'machine', expected: 'a machine', got: messageOf(error) });
    return end(0);
  }
  const state = new ExpectedState(of);
  for (const [i, step] of of.steps.entries()) {
    const operation = shortName(step);
    try {
      const { result, rest, exact } = runStep(session, of, step, state);
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
