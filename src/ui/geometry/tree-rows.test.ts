import { describe, expect, it } from 'vitest';
import { group } from '../testing/views';
import { MAX_INDENT, sameShape, treeKey, treeRows } from './tree-rows';

const GROUPS = [
  group({ id: 1, parent: 0, name: '', path: '/' }),
  group({ id: 2, parent: 1, name: 'a' }),
  group({ id: 3, parent: 2, name: 'b' }),
  group({ id: 4, parent: 1, name: 'c' }),
];
const none = new Set<number>();

describe('treeRows', () => {
  it('lists parents before children', () => {
    expect(treeRows(GROUPS, none).map((row) => [row.id, row.depth, row.last])).toEqual([
      [1, 0, true],
      [2, 1, false],
      [3, 2, true],
      [4, 1, true],
    ]);
  });
  it('says where lines go on', () => {
    expect(treeRows(GROUPS, none)[2]!.rails).toEqual([true]);
  });
  it('keeps the outermost lines where levels are indented no further', () => {
    const chain = Array.from({ length: 20 }, (_, i) => group({ id: i + 1, parent: i }));
    const deepest = treeRows([...chain, group({ id: 30, parent: 1 })], none).find((row) => row.id === 20)!;
    expect(deepest.rails).toEqual([true, ...Array<boolean>(MAX_INDENT - 2).fill(false)]);
  });
  it('leaves out what is folded', () => {
    const rows = treeRows(GROUPS, new Set([2]));
    expect(rows.map((row) => row.id)).toEqual([1, 2, 4]);
    expect(rows[1]).toMatchObject({ hasChildren: true, expanded: false });
  });
  it('leaves out all that is below a folded one, and counts siblings', () => {
    expect(treeRows(GROUPS, new Set([1])).map((row) => row.id)).toEqual([1]);
    const deep = [...GROUPS, group({ id: 5, parent: 3, name: 'd' })];
    expect(treeRows(deep, new Set([2])).map(({ id, place, siblings }) => [id, place, siblings])).toEqual([
      [1, 1, 1],
      [2, 1, 2],
      [4, 2, 2],
    ]);
  });
  it('hangs orphans of a freed parent on the root', () => {
    expect(treeRows([GROUPS[0]!, group({ id: 9, parent: 7 })], none).map((row) => [row.id, row.depth])).toEqual([
      [1, 0],
      [9, 1],
    ]);
  });
  it('takes a chain of thousands', () => {
    const chain = Array.from({ length: 5000 }, (_, i) => group({ id: i + 1, parent: i }));
    expect(treeRows(chain, none)).toHaveLength(5000);
  });
});

it('sameShape sees new groups, not new numbers', () => {
  expect(
    sameShape(
      GROUPS,
      GROUPS.map((one) => ({ ...one, tasks: 7 })),
    ),
  ).toBe(true);
  expect(sameShape(GROUPS, GROUPS.slice(1))).toBe(false);
});

describe('treeKey', () => {
  const rows = treeRows(GROUPS, none);
  it.each([
    [0, 'ArrowDown', { go: 2 }],
    [2, 'ArrowLeft', { go: 2 }],
    [1, 'ArrowLeft', { fold: 2 }],
    [1, 'ArrowRight', { go: 3 }],
    [3, 'Home', { go: 1 }],
    [0, 'End', { go: 4 }],
    [3, 'ArrowDown', { go: undefined }],
    [0, 'x', {}],
  ])('at row %i, %s', (at, key, what) => expect(treeKey(rows, at, key)).toEqual(what));
  it('unfolds a folded one', () => expect(treeKey(treeRows(GROUPS, new Set([2])), 1, 'ArrowRight')).toEqual({ unfold: 2 }));
});
