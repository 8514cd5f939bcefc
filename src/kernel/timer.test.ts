import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDeferredQueue, dequeueCall, enqueueCall, queuedCalls, queueLength } from './deferred-queue';
import { bootScripts } from './scripted-for-tests';
import { Stores } from './store';
import { sysNanosleep } from './syscalls';
import { isQuiet } from './sched';

it('wakes each sleeper at its tick, whatever the order they went to sleep in', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 40 }), (times) => {
      const woken = new Map<number, number>();
      const scripts = Object.fromEntries(
        times.map((time, i) => [
          `s${i}`,
          [
            (k: Parameters<typeof sysNanosleep>[0], pid: number): unknown => sysNanosleep(k, pid, time),
            (k: Parameters<typeof sysNanosleep>[0]): unknown => woken.set(i, k.clock.col.tick[0]!) && 0,
          ],
        ]),
      );
      const machine = bootScripts(scripts, { cpus: 16 });
      times.forEach((_, i) => machine.spawn(`s${i}`));
      const start = machine.k.clock.col.tick[0]!;
      machine.settle();
      times.forEach((time, i) => {
        // A few ticks late at most: each CPU has a few of them to run one after the other.
        expect(woken.get(i)! - start).toBeGreaterThanOrEqual(time);
        expect(woken.get(i)! - start).toBeLessThan(time + 16);
      });
    }),
    { numRuns: 30 },
  );
});

it('is quiet when everybody sleeps for ever, and not while a timer runs', () => {
  const machine = bootScripts({
    short: [(k, pid) => sysNanosleep(k, pid, 100)],
    ever: [(k, pid) => sysNanosleep(k, pid, Number.MAX_SAFE_INTEGER)],
  });
  machine.spawn('ever');
  machine.spawn('short');
  machine.ticks(20);
  expect(isQuiet(machine.k)).toBe(false);
  machine.ticks(100);
  expect(isQuiet(machine.k)).toBe(true);
});

it('keeps deferred calls in order while their ring grows', () => {
  const queue = createDeferredQueue(new Stores(), 'test');
  const wanted: number[] = [];
  const got: number[] = [];
  for (let i = 0; i < 1000; i++) {
    enqueueCall(queue, i, i % 3, i);
    wanted.push(i);
    if (i % 4 === 3) got.push(dequeueCall(queue, i)!.arg);
  }
  expect(dequeueCall(queue, 100)).toBeUndefined();
  expect(queuedCalls(queue).map(({ arg }) => arg)).toEqual(wanted.slice(got.length));
  for (let call = dequeueCall(queue, 1000); call !== undefined; call = dequeueCall(queue, 1000)) got.push(call.arg);
  expect(got).toEqual(wanted);
  expect(queueLength(queue)).toBe(0);
});
