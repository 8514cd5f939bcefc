import { describe, expect, it } from 'vitest';
import type { GroupView } from '../../engine/protocol';
import { group as made } from '../testing/views';
import { mergeGroups } from './merge-groups';

const group = (id: number, tasks = 0): GroupView => made({ id, tasks });

describe('mergeGroups', () => {
  const before = mergeGroups(new Map(), { reset: true, rows: [group(1), group(2), group(4)], gone: [] });

  it('takes in what changed and leaves the others as they are', () => {
    const after = mergeGroups(before, { reset: false, rows: [group(2, 7)], gone: [] });
    expect([...after.keys()]).toEqual([1, 2, 4]);
    expect(after.get(2)!.tasks).toBe(7);
    expect(after.get(4)).toBe(before.get(4));
    expect(before.get(2)!.tasks).toBe(0);
  });

  it('puts a new group in the order of ids, and lets go of one that was freed', () => {
    const after = mergeGroups(before, { reset: false, rows: [group(3), group(5)], gone: [2] });
    expect([...after.keys()]).toEqual([1, 3, 4, 5]);
  });

  it('keeps the order where one goes and another comes', () => {
    const after = mergeGroups(before, { reset: false, rows: [group(3)], gone: [4] });
    expect([...after.keys()]).toEqual([1, 2, 3]);
  });

  it('forgets all after a jump', () => {
    const after = mergeGroups(before, { reset: true, rows: [group(1)], gone: [] });
    expect([...after.keys()]).toEqual([1]);
  });
});
