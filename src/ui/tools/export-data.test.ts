import { expect, it } from 'vitest';
import { group } from '../testing/views';
import { groupsMarkdown, timelineCsv, timelineRows, traceCsv } from './export-data';

it('writes the timeline in bytes, freed groups by their number', () => {
  const series = new Map([
    [2, { ticks: [0, 4], usage: [1, 2], kernel: [0, 2] }],
    [9, { ticks: [4], usage: [3], kernel: [0] }],
  ]);
  const rows = timelineRows([group({ id: 2, path: '/a, b' })], series);
  expect(timelineCsv(rows)).toBe('tick,group,memory_bytes,kernel_bytes\r\n0,"/a, b",4096,0\r\n4,"/a, b",8192,8192\r\n4,#9,12288,0\r\n');
});

it('writes the trace, quotes doubled', () => {
  const row = { n: 1, tick: 2, cpu: 0, pid: 3, comm: 'sh', point: 'p', group: 2, text: 'say "x"', tone: 'info' } as const;
  expect(traceCsv([row], () => '/a').split('\r\n')[1]).toBe('1,2,0,3,sh,p,/a,info,"say ""x"""');
});

it('writes the groups as a table', () => {
  const text = groupsMarkdown([group({ path: '/a', kmem: { usage: 2, max: 2, limit: 256, failcnt: 3 } })], 'T', 7);
  expect(text).toContain('**T**, tick 7');
  expect(text).toContain('| `/a` | unaccounted | 0 | 0K of ∞ | 8K of 1M | 0 | 3 |');
});
