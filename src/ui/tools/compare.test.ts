import { describe, expect, it } from 'vitest';
import type { Session } from '../model/playground.svelte';
import { group } from '../testing/views';
import { altered, differences } from './compare.svelte';
import { toggled, without } from './without';

const SESSION: Session = { text: 'echo 4M > a\n', origin: { kind: 'shipped', name: 'x' }, set: ['seed=2'], journal: [], tick: 7 };
const counter = (usage: number, failcnt = 0) => ({ usage, max: usage, limit: -1, failcnt });

describe('one thing changed', () => {
  it('is an override of the front matter, once', () => {
    const changed = altered(altered(SESSION, { kind: 'set', field: 'seed', value: '3' })!, { kind: 'set', field: 'seed', value: '4' });
    expect(changed?.set).toEqual(['seed=4']);
  });
  it('or a text for another, where it stands', () => {
    expect(altered(SESSION, { kind: 'text', from: '4M', to: '8M' })?.text).toBe('echo 8M > a\n');
    expect(altered(SESSION, { kind: 'text', from: '5M', to: '8M' })).toBeUndefined();
  });
});

it('tells where two machines differ, group by group', () => {
  const left = [group({ id: 2, path: '/a', tasks: 3, kmem: counter(4, 7) }), group({ id: 3, path: '/b' })];
  const right = [group({ id: 5, path: '/a', tasks: 3, kmem: counter(6) }), group({ id: 6, path: '/c' })];
  const found = differences(left, right).map(({ path, what, left: a, right: b }) => [path, what, a, b]);
  expect(found).toContainEqual(['/a', 'kmem', 4, 6]);
  expect(found).toContainEqual(['/a', 'refused', 7, 0]);
  expect(found).toContainEqual(['/b', 'state', 'unaccounted', undefined]);
  expect(found).toContainEqual(['/c', 'state', undefined, 'unaccounted']);
  expect(found.some(([path, what]) => path === '/a' && what === 'tasks')).toBe(false);
});

describe('leaving patches out', () => {
  it('is one override, sorted', () => {
    expect(without(['patches.without=[1]', 'seed=2'], [13, 2])).toEqual(['seed=2', 'patches.without=[2, 13]']);
  });
  it('is put back by the same switch', () => {
    expect(toggled([13], 2)).toEqual([2, 13]);
    expect(toggled([2, 13], 13)).toEqual([2]);
  });
});
