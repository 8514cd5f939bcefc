import { beforeEach, describe, expect, it } from 'vitest';
import type { ChargeView, View } from '../../engine/protocol';
import { FakeEngine } from '../testing/fake-engine';
import { ChargeWatch } from './charge-watch.svelte';

const charge = (n: number, steps = 3): ChargeView => ({
  ...{ n, tick: n, cpu: 0, pid: 1, comm: 'x', kind: 'kernel', pages: 2, group: 3, resumed: false, outcome: 'charged' },
  steps: Array.from({ length: steps }, () => ({ stop: 'kmem', outcome: 'pass' as const, pages: 2, counters: [], note: '' })),
});

class Engine extends FakeEngine {
  #heard: ((view: View) => void)[] = [];
  override onView(listener: (view: View) => void): () => void {
    this.#heard.push(listener);
    return super.onView(listener);
  }
  tell(state: View['session']['state'], rows?: readonly ChargeView[], group = 3): void {
    const session = { state, title: '', speed: 0 };
    const view = { v: 1, type: 'view', seq: 0, session, ...(rows ? { charges: { group, rows } } : {}) } as unknown as View;
    for (const heard of this.#heard) heard(view);
  }
}

let engine: Engine;
let watch: ChargeWatch;
beforeEach(() => {
  engine = new Engine();
  watch = new ChargeWatch(engine);
});

describe('ChargeWatch', () => {
  it('watches from its beginning to its end', () => {
    watch.end();
    expect(engine.sent).toEqual([
      { type: 'watch', charges: true },
      { type: 'watch', charges: false },
    ]);
  });

  it('shows the last charge whole, and goes back from it', () => {
    engine.tell('paused', [charge(1), charge(2)]);
    expect([watch.charge?.n, watch.lit, watch.done]).toEqual([2, 3, true]);
    watch.back();
    expect(watch.charge?.n).toBe(1);
    watch.back();
    expect(watch.charge?.n).toBe(1);
  });

  it('goes stop by stop through what is known, then asks the kernel for the next charge', async () => {
    engine.tell('paused', [charge(1), charge(2)]);
    watch.back();
    await watch.stepOn();
    expect([watch.charge?.n, watch.lit]).toEqual([2, 1]);
    await watch.stepOn();
    await watch.stepOn();
    expect([watch.lit, watch.done]).toEqual([3, true]);
    await watch.stepOn();
    expect(engine.sent.at(-1)).toEqual({ type: 'step', by: 'charge' });
    engine.tell('running', [charge(5)]);
    engine.tell('paused', [charge(1), charge(2), charge(4), charge(5)]);
    expect([watch.charge?.n, watch.lit]).toEqual([4, 1]);
  });

  it('follows a run, and another group', () => {
    engine.tell('paused', [charge(1), charge(2)]);
    watch.back();
    engine.tell('running', [charge(9)]);
    expect(watch.charge?.n).toBe(9);
    engine.tell('paused', [charge(8), charge(9)]);
    watch.back();
    engine.tell('paused', [charge(8), charge(9)], 4);
    expect(watch.charge?.n).toBe(9);
  });

  it('waits for nothing when the run ended without another charge', async () => {
    engine.tell('paused', [charge(1)]);
    await watch.next(1);
    engine.tell('running');
    engine.tell('finished');
    engine.tell('paused', [charge(1), charge(2)]);
    expect(watch.charge?.n).toBe(2);
    expect(watch.lit).toBe(3);
  });
});
