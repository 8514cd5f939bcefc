import type { Expectation, Relation } from './expectation';
import { describeResult, type Result } from './result';
import { within, type Distance, type Tolerance } from './tolerance';

/** One thing that is not as the case says, in texts for a person. */
export interface Difference {
  readonly field: string;
  readonly expected: string;
  readonly got: string;
}

function number(value: string): bigint | undefined {
  const digits = value.trim();
  return /^-?[0-9]+$/.test(digits) ? BigInt(digits) : undefined;
}

function holds(relation: Relation, x: bigint): boolean {
  switch (relation.by) {
    case 'eq':
      return x === relation.to;
    case 'ge':
      return x >= relation.to;
    case 'gt':
      return x > relation.to;
    case 'le':
      return x <= relation.to;
    case 'lt':
      return x < relation.to;
    case 'range':
      return x >= relation.from && x <= relation.to;
    case 'close': {
      const apart = x > relation.to ? x - relation.to : relation.to - x;
      return apart * 100n <= (x + relation.to) * relation.percent;
    }
    default:
      return relation satisfies never;
  }
}

function describeRelation(relation: Relation): string {
  if (relation.by === 'range') return `${relation.from}..${relation.to}`;
  if (relation.by === 'close') return `${relation.to}±${relation.percent}%`;
  return relation.by === 'eq' ? String(relation.to) : `${relation.by} ${relation.to}`;
}

/** An expectation in the words of `describeResult`. */
export function describeExpectation(expect: Expectation): string {
  switch (expect.is) {
    case 'any':
      return 'anything';
    case 'text':
      return JSON.stringify(expect.value);
    case 'number':
      return expect.relations.map(describeRelation).join(' and ');
    case 'errno':
      return expect.errno ?? 'an errno';
    case 'lines':
      return `${expect.count} lines`;
    case 'contains':
      return `${expect.absent ? 'a text without' : 'a text with'} ${JSON.stringify(expect.part)}`;
    case 'blocked':
    case 'died':
      return expect.progress === undefined ? expect.is : `${expect.is} progress=${expect.progress}`;
    case 'any of':
      return expect.these.map(describeExpectation).join(' or ');
    default:
      return describeResult(expect);
  }
}

/** Lines of a control file: an empty one has none. */
export function lineCount(value: string): number {
  return value === '' ? 0 : value.replace(/\n$/, '').split('\n').length;
}

/** The same text but for its last newline; where a distance is allowed, numbers not further apart. */
function sameText(expected: string, got: string, allowed: Distance | 'any' | undefined): boolean {
  if (got.replace(/\n$/, '') === expected.replace(/\n$/, '')) return true;
  const [a, b] = [number(expected), number(got)];
  return allowed !== undefined && a !== undefined && b !== undefined && within(a, b, allowed);
}

/** What `got` differs in from `expect`; empty = nothing. */
export function differences(expect: Expectation, got: Result, tolerance: Tolerance): readonly Difference[] {
  const whole = (field = 'result'): readonly Difference[] => [{ field, expected: describeExpectation(expect), got: describeResult(got) }];
  const unless = (right: boolean): readonly Difference[] => (right ? [] : whole());
  switch (expect.is) {
    case 'any':
      return [];
    case 'ok':
      return unless(got.is === 'ok' || got.is === 'text' || (got.is === 'counts' && got.errno === undefined));
    case 'boolean':
      return unless(got.is === 'boolean' && got.value === expect.value);
    case 'errno':
      return unless((got.is === 'errno' || got.is === 'counts') && got.errno !== undefined && (expect.errno ?? got.errno) === got.errno);
    case 'text':
      return unless(got.is === 'text' && sameText(expect.value, got.value, tolerance.fields.get('result')));
    case 'number': {
      const x = got.is === 'text' ? number(got.value) : undefined;
      return unless(x !== undefined && expect.relations.every((relation) => holds(relation, x)));
    }
    case 'lines':
      return unless(got.is === 'text' && BigInt(lineCount(got.value)) === expect.count);
    case 'contains':
      return unless(got.is === 'text' && got.value.includes(expect.part) !== expect.absent);
    case 'counts':
      return got.is === 'counts' ? countDifferences(expect, got, tolerance) : whole();
    case 'blocked':
    case 'died':
      if (got.is !== expect.is) return whole();
      if (expect.progress === undefined || within(expect.progress, got.progress, tolerance.fields.get('progress'))) return [];
      return [{ field: 'progress', expected: String(expect.progress), got: String(got.progress) }];
    case 'busy':
      return unless(got.is === 'busy');
    case 'any of':
      return unless(expect.these.some((one) => differences(one, got, tolerance).length === 0));
    default:
      return expect satisfies never;
  }
}

type Counts = Extract<Expectation, { is: 'counts' }>;

function countDifferences(expect: Counts, got: Extract<Result, { is: 'counts' }>, tolerance: Tolerance): readonly Difference[] {
  const found: Difference[] = [];
  for (const [field, n] of expect.counts) {
    const x = got.counts.get(field);
    if (x === undefined || !within(n, x, tolerance.fields.get(field)))
      found.push({ field, expected: String(n), got: x === undefined ? 'nothing' : String(x) });
  }
  if (expect.errno !== got.errno && tolerance.fields.get('err') !== 'any') {
    found.push({ field: 'err', expected: expect.errno ?? 'none', got: got.errno ?? 'none' });
  }
  return found;
}
