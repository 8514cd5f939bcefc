import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRID, spans } from './layout';
import { PANELS } from './choices';

describe('the widths of panels', () => {
  it.each([
    [['tree'], 2, [6]],
    [['tree', 'frames'], 2, [3, 3]],
    [['tree', 'frames', 'console'], 2, [3, 3, 6]],
    [['tree', 'frames', 'console'], 3, [2, 2, 2]],
    [['tree', 'frames', 'lesson', 'console'], 3, [3, 3, 3, 3]],
    [['tree', 'frames', 'lesson', 'charts'], 2, [3, 3, 6, 6]],
    [['charts', 'tree', 'frames'], 3, [6, 3, 3]],
    [[], 2, []],
  ] as const)('of %j, at most %i in a row', (panels, most, widths) => {
    expect(spans(panels, most)).toEqual(widths);
  });

  it('lets others than charts stand alone too', () => {
    expect(spans(['lesson', 'tree', 'frames'], 3, ['charts', 'lesson'])).toEqual([6, 3, 3]);
  });

  it('fill whole rows, whatever is chosen', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...PANELS)), fc.constantFrom(2, 3), (panels, most) => {
        const widths = spans(panels, most);
        expect(widths).toHaveLength(panels.length);
        let at = 0;
        for (const width of widths) {
          at += width;
          expect(at).toBeLessThanOrEqual(GRID);
          if (at === GRID) at = 0;
        }
        expect(at).toBe(0);
      }),
    );
  });
});
