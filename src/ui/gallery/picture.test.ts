import { expect, it } from 'vitest';
import { drawPicture } from './picture';

const lane = { group: 2, path: '/a', usage: 8, kernel: 4, drawnUsage: 'A_', drawnKernel: 'Ag', refused: [1], oom: [] };

it('draws each lane in its own strip', () => {
  const [first, second] = drawPicture({ ticks: 10, refused: 1, killed: 0, lanes: [lane, { ...lane, group: 3 }] }, 20, 60);
  expect(first).toMatchObject({ base: 29, refused: [15], oom: [] });
  expect(first!.usage).toBe('M0 29V29H10V7H20V29Z');
  expect(second!.base).toBe(59);
  expect(second!.marksY).toBeGreaterThan(first!.base);
});

it('draws nothing of a run that held nothing', () => {
  expect(drawPicture({ ticks: 10, refused: 0, killed: 0, lanes: [] }, 20, 60)).toEqual([]);
});
