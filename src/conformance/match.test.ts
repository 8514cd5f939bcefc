import { describe, expect, it } from 'vitest';
import { parseExpectation } from './expectation';
import { differences } from './match';
import { counted, failed, OK, type Result } from './result';
import { EXACT, parseTolerance } from './tolerance';

function wrong(expected: unknown, got: Result, tolerance: unknown = {}): readonly string[] {
  return differences(parseExpectation(expected, 'e'), got, parseTolerance(tolerance, 't')).map(
    (d) => `${d.field}: ${d.expected} / ${d.got}`,
  );
}
const text = (value: string): Result => ({ is: 'text', value });

describe('the recorded dialect', () => {
  it('compares each count and the errno that stopped it', () => {
    expect(wrong({ created: 5 }, counted({ created: 5 }))).toEqual([]);
    expect(wrong({ created: 5, err: 'ENOMEM' }, counted({ created: 5 }, 'ENOMEM'))).toEqual([]);
    expect(wrong({ created: 5, err: 'ENOMEM' }, counted({ created: 6 }))).toEqual(['created: 5 / 6', 'err: ENOMEM / none']);
    expect(wrong({ touched: 3, total: 9 }, counted({ touched: 3, total: 8 }))).toEqual(['total: 9 / 8']);
    expect(wrong({ created: 5 }, { is: 'died', progress: 2n })).toEqual(['result: created=5 / died progress=2']);
  });

  it('takes ok for a count nothing stopped', () => {
    expect(wrong('ok', counted({ moved: 2 }))).toEqual([]);
    expect(wrong('ok', counted({ moved: 1 }, 'ENOMEM'))).toEqual(['result: ok / moved=1 err=ENOMEM']);
    expect(wrong('ENOMEM', counted({ moved: 1 }, 'ENOMEM'))).toEqual([]);
  });

  it('compares progress where one is given', () => {
    expect(wrong({ blocked: true, progress: 7 }, { is: 'blocked', progress: 8n })).toEqual(['progress: 7 / 8']);
    expect(wrong({ blocked: true }, { is: 'blocked', progress: 8n })).toEqual([]);
    expect(wrong({ died: 'SIGKILL' }, { is: 'died', progress: 8n })).toEqual([]);
    expect(wrong({ busy: true }, { is: 'busy' })).toEqual([]);
    expect(wrong({ busy: true }, OK)).toEqual(['result: busy / ok']);
  });

  it('compares texts but for the newline at their end', () => {
    expect(wrong({ value: '60' }, text('60\n'))).toEqual([]);
    expect(wrong({ value: '' }, text(''))).toEqual([]);
    expect(wrong({ value: '60' }, text('61\n'))).toEqual(['result: "60" / "61\\n"']);
  });

  it('allows what a tolerance allows, and no more', () => {
    const tolerance = { created: { pct: 10, abs: 2 } };
    expect(wrong({ created: 50 }, counted({ created: 55 }), tolerance)).toEqual([]);
    expect(wrong({ created: 50 }, counted({ created: 56 }), tolerance)).toEqual(['created: 50 / 56']);
    expect(wrong({ created: 3 }, counted({ created: 5 }), tolerance)).toEqual([]);
    expect(wrong({ created: 3 }, counted({ created: 99 }), { created: 'any' })).toEqual([]);
  });
});

describe('the dialect of the suites', () => {
  it('compares numbers by relation, exactly above 2^53', () => {
    expect(wrong({ eq: '9223372036854775807' }, text('9223372036854775807\n'))).toEqual([]);
    expect(wrong({ eq: '9223372036854775807' }, text('9223372036854775808\n'))).toHaveLength(1);
    expect(wrong({ ge: 5, le: 7 }, text('6'))).toEqual([]);
    expect(wrong({ gt: 6 }, text('6'))).toEqual(['result: gt 6 / "6"']);
    expect(wrong({ lt: 7 }, text('6'))).toEqual([]);
    expect(wrong({ range: [1, 6] }, text('6'))).toEqual([]);
    expect(wrong({ eq: 6 }, text('six'))).toHaveLength(1);
  });

  it('holds close to the rule of the selftests', () => {
    expect(wrong({ close: [100, 3] }, text('106'))).toEqual([]);
    expect(wrong({ close: [100, 3] }, text('107'))).toHaveLength(1);
  });

  it('knows failures by the errno of 3.8', () => {
    expect(wrong({ err: true, err38: 'EBUSY' }, failed('EBUSY'))).toEqual([]);
    expect(wrong({ err: true, err38: 'EBUSY' }, failed('EINVAL'))).toEqual(['result: EBUSY / EINVAL']);
  });

  it('knows alternatives, lines, parts and anything', () => {
    expect(wrong({ any_of: ['ok', 'ENOMEM'] }, failed('ENOMEM'))).toEqual([]);
    expect(wrong({ any_of: [{ oom_kill: true }, 'EAGAIN'] }, { is: 'died', progress: 0n })).toEqual([]);
    expect(wrong({ count: 2 }, text('1\n2\n'))).toEqual([]);
    expect(wrong({ count: 0 }, text(''))).toEqual([]);
    expect(wrong({ contains: 'filp' }, text('a filp b'))).toEqual([]);
    expect(wrong({ absent: 'filp' }, text('a filp b'))).toHaveLength(1);
    expect(wrong({ any: true }, failed('EIO'))).toEqual([]);
    expect(wrong(true, { is: 'boolean', value: true })).toEqual([]);
    expect(wrong('true', { is: 'boolean', value: false })).toEqual(['result: true / false']);
  });
});

it('an exact tolerance names no field', () => {
  expect(EXACT.fields.size).toBe(0);
});
