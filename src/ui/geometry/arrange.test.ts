import { describe, expect, it } from 'vitest';
import { arrange, moveBorder, PANELS, stageShape, type StageRow } from './arrange';

const names = (rows: readonly StageRow[]): string[][] => rows.map((row) => row.cells.map((cell) => cell.panels.join('+')));

describe('arrange', () => {
  it.each([
    [1440, 'wide'],
    [1000, 'medium'],
    [720, 'medium'],
    [360, 'narrow'],
  ] as const)('%i pixels are %s', (width, shape) => expect(stageShape(width)).toBe(shape));
  it.each(['wide', 'medium', 'narrow'] as const)('has a place for each panel when %s', (shape) => {
    const all = arrange(shape, PANELS).flatMap((row) => row.cells.flatMap((cell) => cell.panels));
    expect([...all].sort()).toEqual([...PANELS].sort());
  });
  it('leaves out what is not wanted', () => {
    expect(names(arrange('wide', ['tree', 'frames']))).toEqual([['tree', 'frames']]);
    expect(names(arrange('narrow', ['tree', 'console']))).toEqual([['tree'], ['console']]);
  });
});

describe('moveBorder', () => {
  it('takes from one and gives to the other', () => expect(moveBorder([50, 50], 0, 0.1)).toEqual([60, 40]));
  it('leaves the rest alone', () => expect(moveBorder([20, 20, 60], 0, 0.05)[2]).toBe(60));
  it('stops before nothing is left', () => expect(moveBorder([50, 50], 0, 5)).toEqual([90, 10]));
});
