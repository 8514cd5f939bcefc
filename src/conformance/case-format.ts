import type { Case, GroupFields, KernelName, Machine, Step, TaskEvent } from './case';
import { parseExpectation } from './expectation';
import { parseOperation, UnknownOperation } from './operation';
import { amount, flag, FormatError, list, members, object, oneOf, optional, table, text, whole, type Parser } from './parse';
import { EXACT, parseTolerance } from './tolerance';

/** The machine of the suites unless a case says otherwise. */
const SUITES_MACHINE: Machine = { ramBytes: 512 * 2 ** 20, cpus: 1, swapBytes: 256 * 2 ** 20 };

/** Where a case needs swap without saying how much: ample. */
const AMPLE_SWAP: Machine = { ...SUITES_MACHINE, swapBytes: 2 ** 30 };

const UNITS: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

/** `512M`, `0`: binary units. */
const bytes: Parser<number> = (value, at) => {
  const found = /^([0-9]+)([KMG]?)$/.exec(typeof value === 'number' ? String(whole(value, at)) : text(value, at));
  if (found === null) throw new FormatError(at, `expected a size such as "512M", found ${JSON.stringify(value)}`);
  return Number(found[1]) * UNITS[found[2] ?? '']!;
};

const parseMachine: Parser<Machine> = (value, at) => {
  const { ram, cpus, swap } = object({ ram: bytes, cpus: whole, swap: bytes })(value, at);
  return { ramBytes: ram, cpus, swapBytes: swap };
};

const groupFields: Parser<GroupFields> = (value, at) => (value === null ? undefined : table(amount)(value, at));

const parseEvent: Parser<TaskEvent> = (value, at) => {
  const { t, done, died, progress } = object({
    t: text,
    done: optional(parseExpectation),
    died: optional(oneOf('SIGKILL')),
    progress: optional(amount),
  })(value, at);
  if ((done === undefined) === (died === undefined)) throw new FormatError(at, 'expected either "done" or "died"');
  return { t, what: done ?? { is: 'died', progress } };
};

const stepMembers = object({
  op: text,
  args: optional(members),
  expect: (value: unknown) => value,
  events: optional(list(parseEvent)),
  state: optional(table(groupFields)),
  tolerance: optional(parseTolerance),
  spread: optional(table(amount)),
  sensitive: optional(flag),
});

const parseStep: Parser<Step> = (value, at) => {
  const found = stepMembers(value, at);
  return {
    operation: parseOperation(found.op, found.args, at, parseStep),
    expect: parseExpectation(found.expect, `${at}.expect`),
    events: found.events ?? [],
    state: found.state,
    tolerance: found.tolerance,
    spread: found.spread ?? new Map<string, bigint>(),
    sensitive: found.sensitive ?? false,
  };
};

const caseMembers = object({
  id: text,
  title: text,
  source: text,
  kernel: optional(oneOf<KernelName>('kmemcg-v3', '3.8')),
  kernels: optional(text),
  machine: optional(parseMachine),
  state_form: optional(oneOf('delta', 'partial')),
  steps: list(parseStep),
  tolerance: optional(parseTolerance),
  needs: optional(list(text)),
  carry: optional(oneOf('yes', 'partly', 'no')),
  drained: optional((value: unknown) => value),
  // Remarks for people.
  notes: optional((value: unknown) => value),
  k38: optional(text),
  verified: optional(text),
  /** For people too, but for the boot option it may name. */
  verified_note: optional(text),
  corrected: optional((value: unknown) => value),
});

/** Reads one case; throws `FormatError` with the place. */
export const parseCase: Parser<Case> = (value, at) => {
  const found = caseMembers(value, at);
  return {
    id: found.id,
    title: found.title,
    kernel: found.kernel,
    machine: found.machine ?? (found.needs?.includes('swap') === true ? AMPLE_SWAP : SUITES_MACHINE),
    stateForm: found.state_form ?? 'partial',
    steps: found.steps,
    tolerance: found.tolerance ?? EXACT,
    needs: found.needs ?? [],
    carry: found.carry ?? 'yes',
    slubNomerge: found.verified_note?.includes('slub_nomerge') === true,
    drained: found.drained !== undefined,
  };
};

/** What became of one entry of a case file: a case, or why it is none; `unknown` names an operation nobody here knows. */
export type ReadCase =
  | { readonly ok: true; readonly case: Case }
  | { readonly ok: false; readonly id: string; readonly problem: string; readonly unknown?: string };

/** A string, or a whole number of 16 digits and more. */
const STRING_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|-?[0-9]{16,}(?![0-9.eE])/g;

/** The same JSON with every number that a double could not hold exactly written as a text of digits. */
function withExactNumbers(json: string): string {
  return json.replace(STRING_OR_LONG_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`));
}

/** Reads a case file's text: a list of cases. A broken one does not spoil the others; a broken file throws `FormatError`. */
export function parseCases(json: string, name: string): readonly ReadCase[] {
  let value: unknown;
  try {
    value = JSON.parse(withExactNumbers(json));
  } catch (error) {
    throw new FormatError(name, `not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const entries = Array.isArray(value) ? (value as readonly unknown[]) : [value];
  return entries.map((entry, i): ReadCase => {
    const at = `${name}[${i}]`;
    try {
      return { ok: true, case: parseCase(entry, at) };
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      const unknown = error instanceof UnknownOperation ? { unknown: error.operation } : {};
      return { ok: false, id: idOf(entry) ?? at, problem: error.message, ...unknown };
    }
  });
}

function idOf(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null || !('id' in entry)) return undefined;
  return typeof entry.id === 'string' ? entry.id : undefined;
}
