/**
 * The search for the turns of the worker thread with which a recorded scenario is as recorded (see turn.ts): depth first,
 * going back to the last order in which there was a choice.
 */
import type { Case } from './case';
import type { OperationName } from './operation';
import type { Session } from './perform';
import { begin, runStep, shortName, type CaseResult } from './run-case';
import { lateness, SOON, Turns, type Turn } from './turn';

/** An order in the course of which caches were asked for. */
interface Choice {
  readonly step: number;
  readonly back: () => void;
  readonly turns: Turns;
}

/** Steps done at most in the search for turns. */
const MOST_STEPS = 3000;

/**
 * Looks for turns of the worker thread with which every step is as recorded, those of the last order first: passed with
 * them, or failed with what was wrong where it came furthest.
 */
export function withSomeTurn(of: Case, plain: CaseResult): CaseResult {
  const run = begin(of);
  const { rig } = run.session;
  const steps = of.steps.length;
  const choices: Choice[] = [];
  let furthest = { ...plain, compared: 0 };
  let turn: Turn | undefined;
  for (let i = 0, done = 1; i < steps; i++, done++) {
    const step = of.steps[i]!;
    const back = turn === undefined && WORKING.has(step.operation.op) ? markOf(run.session) : undefined;
    rig.turn = turn ?? SOON;
    rig.workWaited = false;
    rig.stepsMade = 0;
    const { result, rest } = runStep(run, step);
    if (back !== undefined && rig.workWaited) choices.push({ step: i, back, turns: new Turns(SOON, rig.stepsMade) });
    turn = undefined;
    const found = [...result, ...rest];
    if (found.length === 0) continue;
    const mismatches = found.map((difference) => ({ step: i, operation: shortName(step), ...difference }));
    if (i >= furthest.compared) furthest = { ...plain, mismatches, compared: i };
    const late = lateness(found);
    for (let last = choices.at(-1); turn === undefined; last = choices.at(-1)) {
      if (last === undefined || done >= MOST_STEPS) return furthest;
      turn = last.turns.next(i <= shownAfter(of, last.step) ? late : 0);
      if (turn === undefined) choices.pop();
      else last.back();
      i = last.step - 1;
    }
  }
  return {
    id: of.id,
    outcome: 'passed',
    reason: 'passed with caches made in the course of an order',
    mismatches: [],
    steps,
    compared: steps,
  };
}

/** The step behind which the counters are looked at for the first time from `step` on. */
function shownAfter(of: Case, step: number): number {
  return of.steps.findIndex(({ state }, i) => i >= step && state !== undefined);
}

/** Operations in which a task of the case works. */
const WORKING: ReadonlySet<OperationName> = new Set<OperationName>([
  'clone_vm',
  'fork',
  'threads',
  'kill_children',
  'zap_children',
  'wait_for',
  'touch',
  'mkdir_chain',
  'mkdir_flat',
  'create_files',
]);

/** Remembers a session; the answer goes back to it. */
function markOf({ rig, names, kept, events, mounts }: Session): () => void {
  const back = rig.mark();
  const [oldNames, oldKept, oldMounts] = [[...names], [...kept], [...mounts]];
  const oldEvents = [...events].map(([name, event]) => [name, { ...event }] as const);
  return () => {
    back();
    refill(names, oldNames);
    refill(kept, oldKept);
    refill(
      events,
      oldEvents.map(([name, event]) => [name, { ...event }] as const),
    );
    mounts.clear();
    for (const mount of oldMounts) mounts.add(mount);
  };
}

function refill<V>(map: Map<string, V>, entries: readonly (readonly [string, V])[]): void {
  map.clear();
  for (const [name, value] of entries) map.set(name, value);
}
