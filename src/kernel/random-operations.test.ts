/**
 * Random operations on a real machine: nothing that must always hold may ever break, whatever the order of things.
 *
 * RUNS=100000 in the environment runs the long form, SEED=… other runs.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Kernel } from './kernel';
import { bootRandom, hold, machine, operate } from './random-machine-for-tests';
import { operation } from './random-operations-for-tests';
import { checkpoint, restore } from './snapshot';
import { stateHash } from './state-hash';
import { killAll, tearDown } from './tear-down-for-tests';

const RUNS = Number(process.env['RUNS'] ?? 1000);
const SEED = Number(process.env['SEED'] ?? 3813);
const OPERATIONS = 200;
/** One run takes far less; the long form runs for hours. */
const TIMEOUT = 2 ** 31 - 1;

const run = fc.array(operation, { minLength: OPERATIONS, maxLength: OPERATIONS });
const parameters = { seed: SEED, endOnFailure: true } as const;

it(
  'whatever happens, every rule holds after every tick, and nothing is left when all have gone',
  () => {
    const property = fc.property(machine, run, (config, operations) => {
      const k = bootRandom(config);
      for (const one of operations) operate(k, one);
      hold(tearDown(k));
    });
    fc.assert(property, { ...parameters, numRuns: RUNS });
  },
  TIMEOUT,
);

it(
  'a machine put back to any moment goes on as if it had never stopped',
  () => {
    const property = fc.property(machine, run, fc.nat(OPERATIONS - 1), (config, operations, at) => {
      const k = bootRandom(config);
      const hashes: string[] = [];
      const goOn = (other: Kernel, from: number, to: number): void => {
        for (const one of operations.slice(from, to)) operate(other, one, false);
      };
      goOn(k, 0, at);
      const image = checkpoint(k);
      // Never stopped; put back; and put into a machine that never saw any of it, which has nothing but the image.
      goOn(k, at, OPERATIONS);
      hashes.push(stateHash(k));
      for (const other of [k, bootRandom(config)]) {
        restore(other, image);
        goOn(other, at, OPERATIONS);
        hashes.push(stateHash(other));
      }
      expect(new Set(hashes).size).toBe(1);
    });
    fc.assert(property, { ...parameters, numRuns: Math.ceil(RUNS / 10) });
  },
  TIMEOUT,
);

it(
  'a machine without one of the patches neither stops nor breaks, whatever is wrong with its sums',
  () => {
    const property = fc.property(fc.integer({ min: 1, max: 13 }), machine, run, (patch, config, operations) => {
      const k = bootRandom(config, [patch]);
      for (const one of operations) operate(k, one);
      killAll(k);
    });
    fc.assert(property, { ...parameters, numRuns: Math.ceil(RUNS / 10) });
  },
  TIMEOUT,
);
