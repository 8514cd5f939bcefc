import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseCases } from './case-format';

const FILES = { 'recorded.json': 52, 'random-kmemcg-v3.json': 200, 'random-3.8.json': 45, 'suites.json': 165 };

function oneStep(step: unknown): string {
  return JSON.stringify([{ id: 'a', title: 'b', source: 'c', steps: [step] }]);
}
function problem(json: string): string {
  const [read] = parseCases(json, 'f');
  return read === undefined || read.ok ? 'no problem' : read.problem;
}

describe('the given case files', () => {
  for (const [name, count] of Object.entries(FILES)) {
    it(`${name} is read whole: ${count} cases`, () => {
      const read = parseCases(readFileSync(new URL(`./cases/${name}`, import.meta.url), 'utf8'), name);
      expect(read.filter((one) => !one.ok)).toEqual([]);
      expect(read).toHaveLength(count);
    });
  }
});

describe('a case', () => {
  it('keeps numbers above 2^53 exact, quoted or not', () => {
    for (const digits of ['9223372036854775807', '"9223372036854775807"']) {
      const [read] = parseCases(
        `[{"id":"a","title":"b","source":"c","steps":[{"op":"alive","args":{"t":"T"},"expect":{"eq":${digits}}}]}]`,
        'f',
      );
      expect(read?.ok === true ? read.case.steps[0]?.expect : read).toEqual({
        is: 'number',
        relations: [{ by: 'eq', to: 9223372036854775807n }],
      });
    }
  });

  it('leaves long numbers inside texts alone', () => {
    const [read] = parseCases(
      oneStep({ op: 'write', args: { g: '/a', file: 'f', value: 'say \\"18446744073709551615' }, expect: 'ok' }),
      'f',
    );
    expect(read?.ok === true ? read.case.steps[0]?.operation.args : read).toEqual({
      g: '/a',
      file: 'f',
      value: 'say \\"18446744073709551615',
    });
  });

  it('has the machine of the suites when it names none', () => {
    const [read] = parseCases(oneStep({ op: 'wait', args: { ms: 1 }, expect: 'ok' }), 'f');
    expect(read?.ok === true ? read.case.machine : read).toEqual({ ramBytes: 2 ** 29, cpus: 1, swapBytes: 2 ** 28 });
  });

  it('is refused with the place of what is wrong', () => {
    expect(problem(oneStep({ op: 'jump', args: {}, expect: 'ok' }))).toBe('f[0].steps[0]: unknown operation "jump"');
    expect(problem(oneStep({ op: 'mkdir', args: { g: 'A' }, expect: 'ok' }))).toContain(
      'f[0].steps[0].args.g: expected the path of a group',
    );
    expect(problem(oneStep({ op: 'mkdir', args: { g: '/A', mode: 7 }, expect: 'ok' }))).toBe('f[0].steps[0].args: unknown member "mode"');
    expect(problem(oneStep({ op: 'mkdir', args: { g: '/A' }, expect: { maybe: 1 } }))).toContain('f[0].steps[0].expect');
    expect(problem(oneStep({ op: 'mkdir', args: { g: '/A' } }))).toContain('f[0].steps[0].expect: expected an object, found undefined');
    expect(problem('[{"id":"a"}]')).toBe('f[0].title: expected a text, found undefined undefined');
    expect(() => parseCases('[', 'f')).toThrow('f: not JSON');
  });

  it('reads the steps inside a repeat, and refuses what is wrong in them', () => {
    const inner = { op: 'mkdir', args: { g: '/k/$i' }, expect: 'ok' };
    const [read] = parseCases(oneStep({ op: 'repeat', args: { n: 3, steps: [inner] }, expect: 'ok' }), 'f');
    expect(read?.ok).toBe(true);
    expect(problem(oneStep({ op: 'repeat', args: { n: 3, steps: [{ ...inner, op: 'x' }] }, expect: 'ok' }))).toContain(
      'args.steps[0]: unknown operation',
    );
  });
});
