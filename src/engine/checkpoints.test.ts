import { describe, expect, it } from 'vitest';
import { Checkpoints } from './checkpoints';
import { Lesson } from './lesson';
import { toyDocument, ToyMachine } from './testing/toy-machine';

function filled(count: number, budget?: number) {
  const document = toyDocument(['sh', 'echo a']);
  const machine = new ToyMachine(document);
  const lesson = new Lesson(document.blocks, machine);
  const checkpoints = new Checkpoints(machine, budget);
  for (let i = 0; i < count; i++) {
    checkpoints.take(lesson.state);
    for (let tick = 0; tick < 10; tick++) machine.step();
  }
  return checkpoints;
}

describe('Checkpoints', () => {
  it('finds the last one that is not behind a tick', () => {
    const checkpoints = filled(10);
    expect([0, 9, 10, 55, 1000].map((tick) => checkpoints.before(tick)?.tick)).toEqual([0, 0, 10, 50, 90]);
  });

  it('forgets those behind a tick, and their bytes', () => {
    const checkpoints = filled(10);
    const { bytes } = checkpoints;
    checkpoints.truncate(35);
    expect(checkpoints.last?.tick).toBe(30);
    expect(checkpoints.bytes).toBeLessThan(bytes / 2);
  });

  it('stays within its budget, keeps the first, and is denser near the present', () => {
    const all = filled(500);
    const kept = filled(500, all.bytes / 10);
    expect(kept.bytes).toBeLessThanOrEqual(all.bytes / 10);
    expect(kept.count).toBeGreaterThan(20);
    expect(kept.before(0)?.tick).toBe(0);
    const gaps = [500, 2500, 4900].map((tick) => tick - kept.before(tick)!.tick);
    expect(gaps[2]).toBeLessThan(100);
    expect(Math.max(...gaps)).toBeLessThan(2000);
  });
});
