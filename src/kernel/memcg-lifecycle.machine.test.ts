import { describe, expect, it } from 'vitest';
import { transition } from 'xstate';
import { getShortestPaths } from 'xstate/graph';
import { LIFECYCLE_STATES, memcgLifecycleMachine, type LifecycleEvent, type LifecycleState } from './memcg-lifecycle.machine';

const step = (from: LifecycleState, event: LifecycleEvent): [string, string[]] => {
  const [after, actions] = transition(memcgLifecycleMachine, memcgLifecycleMachine.resolveState({ value: from }), event);
  return [after.value, actions.map(({ type }) => type)];
};
const limit = { type: 'limit', unlimited: false, tasks: 0, children: 0, hierarchical: false } as const;

const EVENTS: readonly LifecycleEvent[] = [
  { type: 'born', parentAccounted: true },
  { type: 'born', parentAccounted: false },
  limit,
  { ...limit, unlimited: true },
  { ...limit, tasks: 1 },
  { ...limit, children: 1 },
  { ...limit, children: 1, hierarchical: true },
  { type: 'rmdir', tasks: 0, children: 0 },
  { type: 'rmdir', tasks: 1, children: 0 },
  { type: 'rmdir', tasks: 0, children: 1 },
  { type: 'uncharged', dead: true },
  { type: 'uncharged', dead: false },
  { type: 'put', refs: 1 },
  { type: 'put', refs: 0 },
  { type: 'free' },
];

describe('life of a group', () => {
  it('reaches every state and nothing else', () => {
    const paths = getShortestPaths(memcgLifecycleMachine, { events: [...EVENTS] });
    expect(new Set(paths.map((path) => path.state.value))).toEqual(new Set(LIFECYCLE_STATES));
  });

  it('is accounted by the first limit, and armed then', () => {
    expect(step('unaccounted', limit)).toEqual(['accounted', ['account']]);
    expect(step('unaccounted', { ...limit, children: 2 })).toEqual(['accounted', ['account']]);
    expect(step('accounted', limit)).toEqual(['accounted', []]);
  });

  it.each([
    ['unlimited', { ...limit, unlimited: true }],
    ['with tasks', { ...limit, tasks: 3 }],
    ['with children under hierarchy', { ...limit, children: 1, hierarchical: true }],
  ] as const)('stays unaccounted when the limit is written %s', (_, event) =>
    expect(step('unaccounted', event)).toEqual(['unaccounted', []]),
  );

  it('is born accounted below an accounted parent', () => {
    expect(step('unaccounted', { type: 'born', parentAccounted: true })).toEqual(['accounted', ['account']]);
    expect(step('unaccounted', { type: 'born', parentAccounted: false })).toEqual(['unaccounted', []]);
  });

  it('goes offline when removed empty, marked dead only if it was accounted', () => {
    expect(step('unaccounted', { type: 'rmdir', tasks: 0, children: 0 })).toEqual(['offline', []]);
    expect(step('accounted', { type: 'rmdir', tasks: 0, children: 0 })).toEqual(['offline', ['markDead']]);
    expect(step('accounted', { type: 'rmdir', tasks: 0, children: 1 })).toEqual(['accounted', []]);
  });

  it('waits offline for its last kernel page and its last reference', () => {
    expect(step('offline', { type: 'uncharged', dead: true })).toEqual(['offline', ['dropKmemReference']]);
    expect(step('offline', { type: 'put', refs: 1 })).toEqual(['offline', []]);
    expect(step('offline', { type: 'put', refs: 0 })).toEqual(['rcu', ['queueFree']]);
    expect(step('rcu', { type: 'free' })).toEqual(['freed', ['disarm', 'release']]);
  });
});
