import { describe, expect, it } from 'vitest';
import { clusterMarks, firstAfter, sampleAt, thin, timeDomain } from './timeline';

const ticks = Array.from({ length: 10000 }, (_, i) => i);
const usage = ticks.map((tick) => (tick === 5003 ? 99 : tick % 7));
const series = { ticks, usage, kernel: usage };

describe('thin', () => {
  it('keeps a few points a column and every peak', () => {
    const points = thin(series, 0, 10000, 100);
    expect(points.length).toBeLessThanOrEqual(202);
    expect(Math.max(...points.map((point) => point.usage))).toBe(99);
  });
  it('keeps all of a short series', () => {
    expect(thin({ ticks: [0, 10, 20], usage: [1, 2, 3], kernel: [0, 0, 0] }, 0, 1000, 500)).toHaveLength(3);
  });
  it('keeps ticks ascending', () => {
    const points = thin(series, 0, 10000, 37);
    expect(points.map((point) => point.tick)).toEqual([...points].sort((a, b) => a.tick - b.tick).map((point) => point.tick));
  });
  it('starts with the sample before the window', () => {
    expect(thin({ ticks: [0, 100], usage: [5, 6], kernel: [0, 0] }, 50, 200, 10)[0]).toMatchObject({ tick: 0 });
  });
});

it('firstAfter finds its place', () => {
  expect([firstAfter([1, 3, 5], 0), firstAfter([1, 3, 5], 3), firstAfter([1, 3, 5], 9)]).toEqual([0, 2, 3]);
});

it('sampleAt answers what was last seen', () => {
  expect(sampleAt(series, 5003.5)!.usage).toBe(99);
  expect(sampleAt({ ticks: [10], usage: [1], kernel: [1] }, 5)).toBeUndefined();
});

it('clusterMarks joins near ones of one tone', () => {
  const mark = (tick: number, tone: 'refused' | 'oom') => ({ tick, tone, group: 2, count: 2, text: '' });
  const clusters = clusterMarks([mark(0, 'refused'), mark(1, 'refused'), mark(1, 'oom'), mark(50, 'refused')], (tick) => tick, 6);
  expect(clusters.map((cluster) => [cluster.tick, cluster.tone, cluster.count])).toEqual([
    [0, 'refused', 4],
    [1, 'oom', 2],
    [50, 'refused', 2],
  ]);
});

it('timeDomain moves seldom', () => {
  expect(timeDomain(10)).toBe(1000);
  expect(timeDomain(1204)).toBe(1250);
  expect(timeDomain(9900)).toBe(10250);
});
