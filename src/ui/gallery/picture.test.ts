import { expect, it } from 'vitest';
import { drawPicture } from './picture';

const half = 'A'.repeat(24);
const lane = {
  group: 2,
  path: '/a',
  usage: 8,
  kernel: 4,
  drawnUsage: half + '_'.repeat(24),
  drawnKernel: half + 'g'.repeat(24),
  refused: [1],
  oom: [],
};
const picture = { ticks: 10, refused: 1, killed: 0, lanes: [lane, { ...lane, group: 3 }], otherRefused: [], otherOom: [] };

it('draws each lane in its own strip', () => {
  const [first, second] = drawPicture(picture, 96, 60).lanes;
  expect(first).toMatchObject({ base: 29, refused: [3], oom: [] });
  expect(first!.usage).toMatch(/^M0 29V29H2.*H48V7H50.*H96V29Z$/);
  expect(second!.base).toBe(59);
  expect(second!.marksY).toBeGreaterThan(first!.base);
});

it('makes room for what happened to the whole machine', () => {
  const { lanes, topY, oom } = drawPicture({ ...picture, otherOom: [47] }, 96, 60);
  expect(oom).toEqual([95]);
  expect(lanes[0]!.marksY).toBeGreaterThan(topY + 2);
});

it('draws nothing of a run that held nothing', () => {
  expect(drawPicture({ ...picture, lanes: [] }, 20, 60).lanes).toEqual([]);
});
