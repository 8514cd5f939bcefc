/**
 * The machines of the random tests: small ones, on which a few groups with limits and a few tasks are about to meet.
 */
import fc from 'fast-check';
import type { KernelVersion } from './config';
import { checkIdle, DRIVEN_HOOKS, drivenTask, HIERARCHY, order } from './driven-task-for-tests';
import { checkCharges, checkInvariants } from './invariants';
import { createKernel, type Kernel } from './kernel';
import { createInit, INIT_PID } from './kthread';
import { FIRST_GROUPS, firstOrders, orders, workers, type Operation } from './random-operations-for-tests';
import { isQuiet, tick } from './sched';

/** What differs from machine to machine. */
export interface Machine {
  readonly kernel: KernelVersion;
  readonly ramPages: number;
  readonly cpus: number;
  readonly swapPages: number;
  /** Which limits the first groups have. */
  readonly scene: number;
}

export const machine: fc.Arbitrary<Machine> = fc.record({
  kernel: fc.constantFrom('3.8', 'kmemcg-v3'),
  // Little memory is short for the whole machine as well; enough of it is short for the groups alone.
  ramPages: fc.constantFrom(2048, 4096),
  cpus: fc.constantFrom(1, 1, 2, 3, 4, 8, 16),
  // So few slots that they are all in use at times, or no swap at all.
  swapPages: fc.constantFrom(0, 200, 512),
  scene: fc.noBias(fc.nat(1000)),
});

/** Ticks after which nothing can be due any more. */
const SETTLED = 10_000;

/** Lets a machine run until nothing is due any more. */
export function settle(k: Kernel): void {
  for (let ticks = 0; !isQuiet(k); ticks++) {
    if (ticks > SETTLED) throw new Error('the machine does not settle');
    tick(k);
  }
}

/** A machine with its first groups, and a task in each of them. */
export function bootRandom({ scene, ...config }: Machine, without: readonly number[] = []): Kernel {
  const k = createKernel({ ...config, without, seed: 1 }, DRIVEN_HOOKS);
  createInit(k, drivenTask());
  for (const call of firstOrders(scene)) order(k, INIT_PID, call);
  for (const group of FIRST_GROUPS) {
    order(k, INIT_PID, { do: 'fork' });
    settle(k);
    order(k, INIT_PID, { do: 'write', path: `${HIERARCHY}${group}/tasks`, text: `${workers(k).at(-1)}\n` });
  }
  settle(k);
  return k;
}

/** Throws when rules are broken. Plainer than a matcher, which would take longer than the kernel's tick. */
export function hold(broken: readonly string[]): void {
  if (broken.length > 0) throw new Error(broken.join('\n'));
}

/**
 * Does one operation and lets a few ticks go by, so that the next one often meets it half done. What is charged to whom
 * is checked after every tick; what is slower to look at, lists, tables and mappings, after the last.
 */
export function operate(k: Kernel, one: Operation, checked = true): void {
  for (const [pid, call] of orders(k, one)) order(k, pid, call);
  for (let i = one.c % 4; i >= 0; i--) {
    tick(k);
    if (checked) hold(i > 0 ? checkCharges(k) : [...checkInvariants(k), ...checkIdle(k)]);
  }
}
