import { describe, expect, it } from 'vitest';
import { UNLIMITED, type GroupView } from '../../engine/protocol';
import { group } from '../testing/views';
import { twinGauge } from './gauge';

const RAM = 16384;
const counter = (usage: number, limit: number, max = usage): GroupView['res'] => ({ usage, limit, max, failcnt: 0 });

describe('twinGauge', () => {
  it('scales an unlimited group by the machine', () => {
    const { memory, kernel } = twinGauge(group({ res: counter(4096, UNLIMITED) }), RAM);
    expect(memory).toMatchObject({ scale: RAM, all: 0.25, limit: undefined, full: false });
    expect(kernel).toBeUndefined();
  });
  it('shows the kernel part inside all memory and against its own limit', () => {
    const bars = twinGauge(group({ state: 'accounted', res: counter(2048, 4096), kmem: counter(1024, 1024) }), RAM);
    expect(bars.memory).toMatchObject({ scale: 4096, kernel: 0.25, all: 0.5, kernelLimit: { at: 0.25, beyond: false }, full: false });
    expect(bars.kernel).toMatchObject({ scale: 1024, all: 1, limit: { at: 1, beyond: false }, full: true });
  });
  it('marks a kernel limit above the user limit as beyond the bar', () => {
    const bars = twinGauge(group({ state: 'accounted', res: counter(0, 1024), kmem: counter(0, 2048) }), RAM);
    expect(bars.memory.kernelLimit).toEqual({ at: 1, beyond: true });
  });
  it('grows with usage that was forced over the limit', () => {
    const { memory } = twinGauge(group({ res: counter(1026, 1024) }), RAM);
    expect(memory.scale).toBe(1026);
    expect(memory.limit!.at).toBeLessThan(1);
  });
  it('never divides by nothing', () => {
    const { memory } = twinGauge(group({ res: counter(0, 0) }), RAM);
    expect(memory).toMatchObject({ scale: 1, all: 0, full: true });
  });
});
