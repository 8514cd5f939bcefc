import { expect, it } from 'vitest';
import { parseCases } from './case-format';
import { ENGINE_HAS, missingFeature } from './features';

const NOTHING = Object.fromEntries(Object.keys(ENGINE_HAS).map((feature) => [feature, false])) as typeof ENGINE_HAS;

function missing(of: object, ...steps: readonly object[]): string | undefined {
  const [read] = parseCases(JSON.stringify([{ id: 'a', title: 'b', source: 'c', ...of, steps }]), 'f');
  if (read?.ok !== true) throw new Error(read?.problem);
  return missingFeature(read.case, NOTHING);
}
const mkdir = { op: 'mkdir', args: { g: '/a' }, expect: 'ok' };

it('a case of what every engine has needs nothing', () => {
  expect(missing({}, mkdir, { op: 'touch', args: { t: 'T', pages: 3 }, expect: 'ok' })).toBeUndefined();
});

it('a case of the 3.8 rules needs slab accounting', () => {
  expect(missing({ kernel: '3.8' }, mkdir)).toBe('slab accounting');
});

it('steps inside a repeat count as well', () => {
  const huge = { op: 'map_shared', args: { t: 'T', region: 'r', kind: 'hugetlb_shm', bytes: 4096 }, expect: 'ok' };
  expect(missing({}, { op: 'repeat', args: { n: 2, steps: [huge] }, expect: 'ok' })).toBe('huge pages');
});
