import { expect, it } from 'vitest';
import { memcgLifecycleMachine } from '../../kernel/memcg-lifecycle.machine';
import { machineRows } from './machine-rows';

it("reads the kernel's own machine", () => {
  const rows = machineRows(JSON.parse(JSON.stringify(memcgLifecycleMachine.config)));
  expect(rows.filter(({ kind }) => kind === 'state').map(({ id }) => id)).toEqual(['unaccounted', 'accounted', 'offline', 'rcu', 'freed']);
  expect(rows.find(({ id }) => id === 'unaccounted.limit.0')).toMatchObject({ to: 'accounted', guard: 'firstLimit', actions: ['account'] });
  expect(rows.find(({ id }) => id === 'offline.uncharged.0')).toMatchObject({ to: 'offline', guard: 'dead' });
  expect(rows.at(-1)).toMatchObject({ id: 'freed', final: true });
});

it('makes nothing up', () => {
  expect(machineRows(undefined)).toEqual([]);
  expect(
    machineRows({ states: { a: { on: { go: 'b', two: [{ target: 'b' }, { guard: 'g' }] } }, b: 7 } }).map(({ id, next }) => [id, next[0]]),
  ).toEqual([
    ['a', undefined],
    ['a.go.0', 'b'],
    ['a.two.0', 'b'],
    ['a.two.1', 'a'],
  ]);
});
