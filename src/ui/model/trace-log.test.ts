import { expect, it } from 'vitest';
import type { TraceView } from '../../engine/protocol';
import { filterTrace, taskOf } from './trace-log.svelte';

const row = (n: number, point: string, group: number): TraceView => ({
  n,
  tick: n,
  cpu: 0,
  pid: 40 + n,
  comm: 'bash',
  point,
  group,
  text: `pages=${n}`,
  tone: 'info',
});
const rows = [row(1, 'res_counter_charge', 2), row(2, 'cgroup_mkdir', 3), row(3, 'res_counter_charge', 3)];
const path = (group: number): string => ['', '', '/bomb', '/good'][group] ?? '';
const kept = (filter: string): number[] => filterTrace(rows, filter, path).map(({ n }) => n);

it('wants every word somewhere in the row', () => {
  expect(kept('')).toEqual([1, 2, 3]);
  expect(kept('CHARGE /good')).toEqual([3]);
  expect(kept('pages=2')).toEqual([2]);
  expect(kept('nothing')).toEqual([]);
});

it('names who was at work as ftrace does', () => {
  expect(taskOf(rows[0]!)).toBe('bash-41');
  expect(taskOf({ ...rows[0]!, pid: 0, comm: '' })).toBe('<idle>-0');
});
