import { describe, expect, it } from 'vitest';
import type { View } from '../../engine/protocol';
import { TimelineData } from './timeline.svelte';

function view(samples: NonNullable<View['samples']>): View {
  const session = { state: 'running', title: '', speed: 0 } as const;
  const memory = { total: 0, free: 0, tasks: 0, staticKey: false };
  return { v: 1, type: 'view', seq: 1, session, time: { tick: 0, end: 0, events: 0 }, memory, samples };
}

describe('TimelineData', () => {
  it('lets go of the samples between a greater distance, and of groups that have none left', () => {
    const timeline = new TimelineData();
    const rows = [0, 1, 2, 3, 4].map((tick) => ({ tick, values: Int32Array.from(tick === 3 ? [1, tick, 0, 2, 9, 9] : [1, tick, 0]) }));
    timeline.apply(view({ reset: true, distance: 1, rows }));
    expect(timeline.series.get(1)?.ticks).toEqual([0, 1, 2, 3, 4]);
    expect(timeline.series.has(2)).toBe(true);
    timeline.apply(view({ reset: false, distance: 2, rows: [{ tick: 6, values: [1, 6, 5] }] }));
    expect(timeline.series.get(1)).toEqual({ ticks: [0, 2, 4, 6], usage: [0, 2, 4, 6], kernel: [0, 0, 0, 5] });
    expect(timeline.series.has(2)).toBe(false);
  });
});
