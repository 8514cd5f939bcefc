import { describe, expect, it } from 'vitest';
import { Marks, MOST_MARKS } from './marks';
import type { TraceView } from './protocol';
import { MOST_SAMPLES, Samples } from './samples';
import { TickLog } from './tick-log';
import { TraceLog } from './trace-log';

const event = (n: number, tick = n, tone: TraceView['tone'] = 'refused', group = 2): TraceView => ({
  ...{ n, tick, cpu: 0, pid: 1, comm: 'bash', point: 'res_counter_charge', group, text: '', tone },
});

describe('TickLog', () => {
  it('finds what was there at a tick, and forgets a dropped future', () => {
    const log = new TickLog<string>(100);
    for (const tick of [1, 1, 4, 9]) log.push(tick, `at ${tick}`);
    expect([0, 1, 3, 4, 100].map((tick) => log.behind(tick))).toEqual([0, 2, 2, 3, 4]);
    log.truncate(4);
    expect(log.slice(1, 9)).toEqual(['at 1', 'at 4']);
    expect(log.end).toBe(3);
  });

  it('stays bounded by weight, and rows keep their numbers', () => {
    const log = new TickLog<string>(10, (text) => text.length);
    for (let i = 0; i < 1000; i++) log.push(i, 'abc');
    expect(log.end).toBe(1000);
    expect(log.end - log.start).toBeLessThan(8);
    expect(log.slice(998, 1000)).toHaveLength(2);
    expect(log.slice(0, 10)).toEqual([]);
  });
});

describe('TraceLog', () => {
  it('adds nothing on replay of what it holds', () => {
    const log = new TraceLog(100);
    for (let n = 1; n <= 10; n++) log.push(event(n));
    log.moveTo(5);
    for (let n = 6; n <= 12; n++) log.push(event(n));
    expect(log.between(0, 12, 500).rows.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it('begins anew behind a gap and far back', () => {
    const log = new TraceLog(100);
    for (let n = 1; n <= 10; n++) log.push(event(n));
    log.push(event(20));
    expect(log.between(0, 20, 500)).toEqual({ rows: [event(20)], dropped: 19 });
    log.moveTo(3);
    log.push(event(4));
    expect(log.between(0, 4, 500).rows).toEqual([event(4)]);
  });

  it('tells the latest and how many it leaves out', () => {
    const log = new TraceLog(100);
    for (let n = 1; n <= 1000; n++) log.push(event(n));
    const { rows, dropped } = log.between(900, 1000, 5);
    expect(rows.map(({ n }) => n)).toEqual([996, 997, 998, 999, 1000]);
    expect(dropped).toBe(95);
    expect(log.between(1000, 1000, 5)).toEqual({ rows: [], dropped: 0 });
  });

  it('forgets the events of a dropped future', () => {
    const log = new TraceLog(100);
    for (let n = 1; n <= 10; n++) log.push(event(n));
    log.truncate(4);
    log.push(event(5, 50));
    expect(log.between(0, 5, 500).rows.at(-1)).toEqual(event(5, 50));
    log.truncate(0);
    expect(log.between(0, 5, 500).rows).toEqual([]);
  });
});

describe('Samples', () => {
  it('stay bounded however long the run, evenly spread', () => {
    const samples = new Samples();
    for (let tick = 0; tick < 100000; tick++) if (samples.due(tick)) samples.push(tick, [1, 2, 3]);
    const { rows, distance } = samples;
    expect(rows.length).toBeLessThanOrEqual(MOST_SAMPLES);
    expect(rows.length).toBeGreaterThan(MOST_SAMPLES / 4);
    expect(rows.every(({ tick }) => tick % distance === 0)).toBe(true);
    expect(rows[0]?.tick).toBe(0);
  });

  it('tell what came after a tick, and that a greater distance alone makes nothing void', () => {
    const samples = new Samples();
    for (let tick = 0; tick < 10; tick++) samples.push(tick, []);
    expect(samples.after(-1)).toHaveLength(10);
    expect(samples.after(7).map(({ tick }) => tick)).toEqual([8, 9]);
    const { generation } = samples;
    for (let tick = 10; tick < 2 * MOST_SAMPLES; tick++) if (samples.due(tick)) samples.push(tick, []);
    expect(samples.distance).toBe(2);
    expect(samples.generation).toBe(generation);
    expect(samples.after(9)[0]?.tick).toBe(10);
  });

  it('say when what was told is void', () => {
    const samples = new Samples();
    samples.push(0, []);
    samples.push(1, []);
    const { generation } = samples;
    samples.truncate(1);
    expect(samples.generation).toBe(generation);
    samples.truncate(0);
    expect(samples.generation).not.toBe(generation);
    expect(samples.rows).toHaveLength(1);
  });
});

describe('Marks', () => {
  it('gather what happens at one tick in one group', () => {
    const marks = new Marks();
    for (let n = 1; n <= 5; n++) marks.add(event(n, 7));
    marks.add(event(6, 7, 'info'));
    marks.add(event(7, 7, 'oom'));
    expect(marks.since(0).map(({ tone, count }) => [tone, count])).toEqual([
      ['refused', 5],
      ['oom', 1],
    ]);
  });

  it('tell only what grew since', () => {
    const marks = new Marks();
    marks.add(event(1, 1));
    marks.add(event(2, 2));
    const { changes } = marks;
    marks.add(event(3, 1));
    expect(marks.since(changes)).toMatchObject([{ tick: 1, count: 2 }]);
  });

  it('stay bounded, lose no count, and forget a dropped future', () => {
    const marks = new Marks();
    for (let n = 1; n <= 20000; n++) marks.add(event(n));
    const rows = marks.since(0);
    expect(rows.length).toBeLessThanOrEqual(MOST_MARKS);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(20000);
    marks.truncate(100);
    expect(marks.since(0).every(({ tick }) => tick <= 100)).toBe(true);
  });
});
