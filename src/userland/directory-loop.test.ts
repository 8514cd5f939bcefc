import { expect, it } from 'vitest';
import { checkInvariants } from '../kernel/invariants';
import { panicked, tick, type Kernel } from '../kernel';
import { logSince } from '../kernel/printk';
import { testMachine } from './machine-for-tests';
import { bootShells, feed } from '.';

const TICKS = 100_000;
const directories = (k: Kernel): number => k.dcache.count.col.hashed[0]!;

/**
 * Each mkdir is a process of its own. When the frames run out the killer chooses the shell and sacrifices its child for it
 * (oom_kill_process), which gives back all it took and never came to its mkdir(2): the next fork finds frames again.
 */
it('a loop of mkdir processes without limits goes on for ever at the end of memory: its child dies for it each time', () => {
  const k = testMachine(2048);
  bootShells(k);
  feed(k, 0, 'cd /tmp; head -c 2M /dev/zero > full; while true; do mkdir x; cd x; done\n');
  const killed = (): number => logSince(k, 0).filter(({ text }) => text.startsWith('Killed process')).length;
  let ticks = 0;
  for (; ticks < TICKS && killed() < 5; ticks++) tick(k);
  expect(killed()).toBe(5);
  const made = directories(k);
  for (let i = 0; i < 3000; i++) tick(k);
  expect(panicked(k)).toBeUndefined();
  expect(killed()).toBeGreaterThan(20);
  // Hardly anything is made any more, and both shells live: nobody but the child is ever killed.
  expect(directories(k) - made).toBeLessThan(5);
  expect(
    logSince(k, 0)
      .filter(({ text }) => text.startsWith('Out of memory: Kill process'))
      .every(({ text }) => text.includes('(bash)')),
  ).toBe(true);
  expect(checkInvariants(k)).toEqual([]);
});
