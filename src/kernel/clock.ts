/**
 * Time and chance of one machine: a clock in ticks (1 tick = 1 ms) and a seeded generator, nothing else.
 */
import type { MachineConfig } from './config';
import type { Kernel } from './kernel';
import { Columns, type Stores } from './store';

const SCHEMA = {
  tick: 'f64',
  /** Trace points passed since boot. */
  events: 'f64',
  random: 'u32',
  panicked: 'u8',
} as const;

export type Clock = Columns<typeof SCHEMA>;

export function createClock(stores: Stores, config: MachineConfig): Clock {
  const clock = stores.add('clock', new Columns(SCHEMA, 1));
  clock.col.random[0] = config.seed;
  return clock;
}

/** Ticks since boot. */
export function now(k: Kernel): number {
  return k.clock.col.tick[0]!;
}

/** The next 32 random bits of the run (mulberry32). */
export function random32(k: Kernel): number {
  const state = (k.clock.col.random[0]! + 0x6d2b79f5) >>> 0;
  k.clock.col.random[0] = state;
  let x = Math.imul(state ^ (state >>> 15), state | 1);
  x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
  return (x ^ (x >>> 14)) >>> 0;
}
