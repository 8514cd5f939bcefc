import { describe, expect, it } from 'vitest';
import type { Case, GroupFields, Step } from './case';
import { ExpectedState, type Shown } from './state';
import { EXACT, parseTolerance, type Tolerance } from './tolerance';

type Groups = Readonly<Record<string, Readonly<Record<string, number>> | undefined>>;

const CASE: Case = {
  id: 'a',
  title: 'b',
  kernel: 'kmemcg-v3',
  machine: { ramBytes: 0, cpus: 1, swapBytes: 0 },
  stateForm: 'delta',
  steps: [],
  tolerance: EXACT,
  needs: [],
  carry: 'yes',
  slubNomerge: false,
  drained: false,
};

function listed(groups: Readonly<Record<string, Readonly<Record<string, number>> | null>>): ReadonlyMap<string, GroupFields> {
  return new Map(
    Object.entries(groups).map(([group, fields]) => [
      group,
      fields === null ? undefined : new Map(Object.entries(fields).map(([field, n]) => [field, BigInt(n)])),
    ]),
  );
}
function shown(groups: Groups): Shown {
  return {
    exists: (group) => groups[group] !== undefined,
    field: (group, field) => {
      const n = groups[group]?.[field];
      return n === undefined ? undefined : BigInt(n);
    },
  };
}
function step(spread: Readonly<Record<string, bigint>> = {}): Step {
  const operation = { op: 'wait', args: { ms: 0 } } as const;
  return {
    operation,
    expect: { is: 'ok' },
    events: [],
    state: undefined,
    tolerance: undefined,
    spread: new Map(Object.entries(spread)),
    sensitive: false,
  };
}
function wrong(state: ExpectedState, groups: Groups, tolerance: Tolerance = EXACT, at = step()): readonly string[] {
  return state.differences(shown(groups), at, tolerance).map((d) => `${d.field}: ${d.expected} / ${d.got}`);
}

describe('the delta form', () => {
  it('wants unchanged what a step does not list', () => {
    const state = new ExpectedState(CASE);
    state.advance(listed({ '/A': { usage: 8192, tasks: 1 } }));
    expect(wrong(state, { '/A': { usage: 8192, tasks: 1 } })).toEqual([]);
    state.advance(listed({ '/A': { tasks: 2 } }));
    expect(wrong(state, { '/A': { usage: 4096, tasks: 2 } })).toEqual(['/A:usage: 8192 / 4096']);
  });

  it('tells a difference once', () => {
    const state = new ExpectedState(CASE);
    state.advance(listed({ '/A': { usage: 8192 } }));
    expect(wrong(state, { '/A': { usage: 4096 } })).toHaveLength(1);
    state.advance(listed({}));
    expect(wrong(state, { '/A': { usage: 4096 } })).toEqual([]);
  });

  it('wants a removed group gone and a listed one there', () => {
    const state = new ExpectedState(CASE);
    state.advance(listed({ '/A': { usage: 0 }, '/B': { usage: 0 } }));
    expect(wrong(state, { '/A': { usage: 0 } })).toEqual(['/B: there / gone']);
    state.advance(listed({ '/A': null }));
    expect(wrong(state, { '/A': { usage: 0 } })).toEqual(['/A: gone / there']);
  });
});

it('the partial form looks only at what a step lists', () => {
  const state = new ExpectedState({ ...CASE, stateForm: 'partial' });
  state.advance(listed({ '/A': { usage: 8192 } }));
  state.advance(listed({ '/B': { usage: 0 } }));
  expect(wrong(state, { '/A': { usage: 1 }, '/B': { usage: 0 } })).toEqual([]);
});

describe('tolerances', () => {
  const usage = parseTolerance({ usage: { pages: 2 }, '/B:usage': 'any' }, 't');

  it('are taken by field, and by group and field before that', () => {
    const state = new ExpectedState({ ...CASE, stateForm: 'partial' });
    state.advance(listed({ '/A': { usage: 40960 }, '/B': { usage: 0 } }));
    expect(wrong(state, { '/A': { usage: 49152 }, '/B': { usage: 999999 } }, usage)).toEqual([]);
    state.advance(listed({ '/A': { usage: 40960 } }));
    expect(wrong(state, { '/A': { usage: 49153 } }, usage)).toHaveLength(1);
  });

  it('add what the real kernel differed from itself', () => {
    const state = new ExpectedState(CASE);
    state.advance(listed({ '/A': { usage: 0 } }));
    expect(wrong(state, { '/A': { usage: 4096 } }, EXACT, step({ '/A:usage': 4096n }))).toEqual([]);
  });

  it('hold only for accounted groups and those above them in a hierarchy when the case says so', () => {
    const tolerance = parseTolerance({ usage: { pages: 2 }, only_kmem_active: true }, 't');
    const state = new ExpectedState(CASE);
    state.advance(
      listed({
        '/P': { usage: 0, use_hierarchy: 1, 'kmem.active': 0 },
        '/P/A': { usage: 0, use_hierarchy: 1, 'kmem.active': 1 },
        '/Q': { usage: 0, use_hierarchy: 0, 'kmem.active': 0 },
        '/Q/A': { usage: 0, use_hierarchy: 0, 'kmem.active': 1 },
      }),
    );
    const groups = Object.fromEntries(
      ['/P', '/P/A', '/Q', '/Q/A'].map((group) => [
        group,
        { usage: 4096, use_hierarchy: group.startsWith('/P') ? 1 : 0, 'kmem.active': group.endsWith('A') ? 1 : 0 },
      ]),
    );
    expect(wrong(state, groups, tolerance)).toEqual(['/Q:usage: 0 / 4096']);
  });
});
