import { expect, it } from 'vitest';
import type { MarkView } from '../../engine/protocol';
import { group } from '../testing/views';
import { type LaneData, layLanes, markAt } from './lanes';
import { linear } from './scale';

const mark = (tick: number, id: number): MarkView => ({ tick, tone: 'refused', group: id, count: 1, text: 'x' });
const data = (over: Partial<LaneData> = {}): LaneData => ({
  groups: [group({ id: 1, parent: 0, path: '/' }), group({ id: 2, kmem: { usage: 5, max: 9, limit: 12, failcnt: 0 } }), group({ id: 3 })],
  series: new Map([
    [2, { ticks: [0, 50], usage: [0, 10], kernel: [0, 5] }],
    [3, { ticks: [0], usage: [1], kernel: [0] }],
  ]),
  marksOf: (id) => (id === 2 ? [mark(40, 2)] : []),
  marked: [2],
  tick: 60,
  end: 100,
  ...over,
});
const room = { x: linear(0, 100, 0, 500), domain: 100, width: 500, height: 120, shared: true };

it('gives each group a lane and leaves the root out', () => {
  const lanes = layLanes(data(), room);
  expect(lanes.map((lane) => [lane.group?.id, lane.top, lane.height])).toEqual([
    [2, 0, 60],
    [3, 60, 60],
  ]);
  expect(lanes[0]!.now).toMatchObject({ usage: 10, kernel: 5 });
  expect(lanes[0]!.points.at(-1)).toMatchObject({ tick: 100, usage: 10 });
});
it('shows the root while it is alone', () => {
  expect(layLanes(data({ groups: [group({ id: 1, parent: 0, path: '/' })] }), room).map((lane) => lane.group?.id)).toContain(1);
});
it('draws a limit that is near, and none that is far', () => {
  const [near, none] = layLanes(data(), room);
  expect(near!.kernelLimit).toBeGreaterThan(0);
  expect(none!.kernelLimit).toBeUndefined();
  const far = data({ groups: [group({ id: 2, res: { usage: 10, max: 10, limit: 100000, failcnt: 0 } })] });
  expect(layLanes(far, room)[0]!.limit).toBeUndefined();
});
it('keeps marks of others in a lane below', () => {
  const lanes = layLanes(data({ marked: [2, 1, 99], marksOf: (id) => [mark(id, id)] }), room);
  expect(lanes.at(-1)).toMatchObject({ group: undefined });
  expect(lanes.at(-1)!.marks.map(({ count }) => count)).toEqual([1, 1]);
});
it('finds the mark under the pointer', () => {
  const lanes = layLanes(data(), room);
  expect(markAt(lanes, 203, 10, 8)).toMatchObject({ tick: 40 });
  expect(markAt(lanes, 203, 70, 8)).toBeUndefined();
  expect(markAt(lanes, 300, 10, 8)).toBeUndefined();
});
