/**
 * Judges the claims of check blocks by reading the machine, which that never changes.
 */
import type { Claim, Expr } from '../scenario/claim';
import type { Machine } from './machine';
import type { CheckView } from './protocol';

/** What a check can ask for beside the machine. */
export interface Evidence {
  readonly machine: Machine;
  /** `$?` of the lesson's shell. */
  readonly status: number;
  /** What the last command printed. */
  readonly stdout: string;
  readonly dmesg: string;
  /** What each `unchanged` expression was before the first sh block, by its key. */
  readonly baseline: ReadonlyMap<string, Value>;
}

/** What an expression comes to: a text, or in words why there is none. */
export type Value = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

/** Counters read 0 in a group that is new; of other files nothing can be said before they were there. */
const NEW_AS_ZERO = /(usage_in_bytes|max_usage_in_bytes|failcnt|memory\.stat|memory\.numa_stat|tasks|cgroup\.procs)$/;

export function judge(claim: Claim, evidence: Evidence): CheckView {
  const { line, text } = claim;
  const left = evaluate(claim.left, evidence);
  if (!left.ok) return { line, text, ok: false, got: left.why };
  if (claim.op === 'unchanged') return { line, text, ...judgeUnchanged(claim.left, left.text, evidence) };
  const right = evaluate(claim.right, evidence);
  if (!right.ok) return { line, text, ok: false, got: right.why };
  if (claim.op === '~') return { line, text, ...lookFor(claim.left, left.text, right.text) };
  const literal = claim.right.kind === 'number' || claim.right.kind === 'text';
  const got = literal ? inWords(claim.left, left.text) : `${inWords(claim.left, left.text)} against ${inWords(claim.right, right.text)}`;
  const ok = compare(left.text, claim.op, right.text);
  return ok === undefined ? { line, text, ok: false, got: `${got}: not two numbers` } : { line, text, ok, got };
}

/** Shows the line that was found, or the last one of where it was not. */
function lookFor(expr: Expr, text: string, wanted: string): { ok: boolean; got: string } {
  const ok = text.includes(wanted);
  const line = text.split('\n').findLast((each) => !ok || each.includes(wanted));
  return { ok, got: inWords(expr, line ?? text) };
}

function judgeUnchanged(expr: Expr, now: string, evidence: Evidence): { ok: boolean; got: string } {
  const before = evidence.baseline.get(expressionKey(expr)) ?? { ok: false, why: 'never read before' };
  if (before.ok) {
    const ok = before.text === now;
    return { ok, got: ok ? inWords(expr, now) : `${inWords(expr, now)}, before it was ${inWords(expr, before.text)}` };
  }
  if (expr.kind !== 'file' || !NEW_AS_ZERO.test(expr.path)) return { ok: false, got: `${inWords(expr, now)}, and before: ${before.why}` };
  return { ok: now === '0' || now === '', got: inWords(expr, now) };
}

/** The name under which the baseline keeps an expression. */
export function expressionKey(expr: Expr): string {
  return JSON.stringify(expr);
}

/** What every `unchanged` claim will be compared with. */
export function takeBaseline(claims: readonly Claim[], evidence: Evidence): Map<string, Value> {
  const baseline = new Map<string, Value>();
  for (const claim of claims) if (claim.op === 'unchanged') baseline.set(expressionKey(claim.left), evaluate(claim.left, evidence));
  return baseline;
}

function evaluate(expr: Expr, evidence: Evidence): Value {
  switch (expr.kind) {
    case 'number':
      return { ok: true, text: expr.digits };
    case 'text':
      return { ok: true, text: expr.value };
    case 'status':
      return { ok: true, text: String(evidence.status) };
    case 'stdout':
      return { ok: true, text: trimEnd(evidence.stdout) };
    case 'dmesg':
      return { ok: true, text: trimEnd(evidence.dmesg) };
    case 'static_key':
      return { ok: true, text: evidence.machine.memory.staticKey ? '1' : '0' };
    case 'offline':
      return { ok: true, text: String(evidence.machine.groups().filter(({ state }) => state === 'offline' || state === 'rcu').length) };
    case 'tasks':
    case 'frames':
      return count(expr.kind, expr.group, evidence.machine);
    case 'file':
      return readValue(expr.path, expr.key, evidence.machine);
    default:
      return expr satisfies never;
  }
}

function count(kind: 'tasks' | 'frames', path: string, machine: Machine): Value {
  const group = machine.groupAt(path);
  if (group === 0) return { ok: false, why: `there is no group ${path}` };
  return { ok: true, text: String(kind === 'tasks' ? machine.tasks(group, 0).count : machine.frameCount(group)) };
}

function readValue(path: string, key: string | undefined, machine: Machine): Value {
  const reading = machine.readPath(path);
  if (!reading.ok) return { ok: false, why: `${path}: ${reading.message}` };
  if (key === undefined) return { ok: true, text: trimEnd(reading.text) };
  for (const line of reading.text.split('\n')) {
    const match = /^(\S+?):?\s+(.*)$/.exec(line);
    if (match?.[1] === key) return { ok: true, text: match[2]!.trim() };
  }
  return { ok: false, why: `${path} has no line ${key}` };
}

function trimEnd(text: string): string {
  return text.replace(/\n+$/, '');
}

/** Undefined where an order was asked of what is no number. */
function compare(left: string, op: Exclude<Claim['op'], 'unchanged' | '~'>, right: string): boolean | undefined {
  const a = integer(left);
  const b = integer(right);
  if (a === undefined || b === undefined) {
    if (op === '==') return left === right;
    return op === '!=' ? left !== right : undefined;
  }
  switch (op) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    default:
      return op satisfies never;
  }
}

/** A number, in bytes where it is followed by kB as in /proc/meminfo. */
function integer(text: string): bigint | undefined {
  const match = /^\s*(-?[0-9]{1,40})( kB)?\s*$/.exec(text);
  return match === null ? undefined : BigInt(match[1]!) * (match[2] === undefined ? 1n : 1024n);
}

const SUFFIXES = [
  ['G', 1n << 30n],
  ['M', 1n << 20n],
  ['K', 1n << 10n],
] as const;
const LONGEST = 200;

/** A value for people: bytes also with their suffix where that is exact, long texts cut. */
function inWords(expr: Expr, text: string): string {
  if (expr.kind !== 'file') return quoted(expr, text);
  const value = expr.path.endsWith('_in_bytes') ? integer(text) : undefined;
  for (const [suffix, unit] of SUFFIXES) if (value && value % unit === 0n) return `${text} (${value / unit}${suffix})`;
  return shortened(text);
}

function quoted(expr: Expr, text: string): string {
  return expr.kind === 'stdout' || expr.kind === 'dmesg' || expr.kind === 'text' ? `"${shortened(text)}"` : text;
}

function shortened(text: string): string {
  if (text === '') return 'nothing';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
