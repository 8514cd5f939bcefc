/**
 * Speed of the charge path: one page through the stock and three levels of hierarchy, against a bare loop over typed
 * arrays that does the same sums, measured in turns in one run so that a drifting machine cannot tilt the ratio.
 */
import { cgroupByPath, cgroupMkdir } from '../kernel/cgroup';
import { writeControlFile } from '../kernel/cgroup-files';
import { createInit, INIT_PID } from '../kernel/kthread';
import { createKernel, type Kernel } from '../kernel/kernel';
import { counterOf, MEMSW, RES, resCounterUncharge } from '../kernel/res-counter';
import { tryCharge } from '../kernel/try-charge';

/** Few enough that one turn is over before the machine drifts: a ratio of neighbours is the steadier. */
const CHARGES = 1_000_000;
const ROUNDS = 41;
/** Batches charged before anything is measured. */
const WARM = 50_000;
const BATCH = 32;

interface Machine {
  readonly k: Kernel;
  readonly leaf: number;
}

function machine(groups: number, ramPages: number): Machine {
  const k = createKernel(
    { ramPages, cpus: 1, swapPages: 0, kernel: 'kmemcg-v3', without: [], seed: 1 },
    { step: () => undefined, copy: (state) => ({ ...state }) },
  );
  createInit(k, { prog: 'bench' });
  for (let i = 0; i < groups; i++) cgroupMkdir(k, cgroupByPath(k, '/'), `g${i}`);
  const top = cgroupMkdir(k, cgroupByPath(k, '/'), 'a');
  writeControlFile(k, top, 'memory.use_hierarchy', '1\n', INIT_PID);
  const middle = cgroupMkdir(k, top, 'b');
  const leaf = cgroupMkdir(k, middle, 'c');
  for (const group of [top, middle, leaf]) writeControlFile(k, group, 'memory.limit_in_bytes', '1024G\n', INIT_PID);
  return { k, leaf };
}

/** Milliseconds this process had since then: on a busy machine the clock on the wall tells of others. */
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** `count` pages through the engine; a function of its own, so that it is compiled whole before it is measured. */
function chargeEngine(k: Kernel, leaf: number, count: number): void {
  for (let i = 0; i < count; i++) tryCharge(k, INIT_PID, 0, leaf, 1, true);
}

/** The same sums without any meaning: a stock and whose it is, and every 32nd time six counters with limit and maximum. */
function chargeBare(sums: Sums, group: number, count: number): void {
  const { cached, held, usage, max, limit, refused } = sums;
  for (let i = 0; i < count; i++) {
    if (cached[0] === group && held[0]! >= 1) {
      held[0]!--;
      continue;
    }
    for (let c = 0; c < 6; c++) {
      const next = usage[c]! + BATCH;
      if (next > limit[c]!) {
        refused[c]!++;
        continue;
      }
      usage[c] = next;
      if (next > max[c]!) max[c] = next;
    }
    cached[0] = group;
    held[0] = BATCH - 1;
  }
}

interface Sums {
  readonly cached: Uint32Array;
  readonly held: Uint32Array;
  readonly usage: Float64Array;
  readonly max: Float64Array;
  readonly limit: Float64Array;
  readonly refused: Float64Array;
}

function createSums(): Sums {
  return {
    cached: new Uint32Array(1),
    held: new Uint32Array(1),
    usage: new Float64Array(6),
    max: new Float64Array(6),
    limit: new Float64Array(6).fill(2 ** 40),
    refused: new Float64Array(6),
  };
}

function timed(charge: () => void): number {
  const started = process.cpuUsage();
  charge();
  return cpuMs(started);
}

function timedEngine({ k, leaf }: Machine): number {
  const ms = timed(() => chargeEngine(k, leaf, CHARGES));
  for (const kind of [RES, MEMSW] as const) resCounterUncharge(k.counters, counterOf(leaf, kind), CHARGES);
  return ms;
}

function timedBare(sums: Sums): number {
  const ms = timed(() => chargeBare(sums, 1, CHARGES));
  if (sums.usage.some((pages) => pages < CHARGES - BATCH)) throw new Error('the bare loop did not do its sums');
  sums.usage.fill(0);
  return ms;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

export interface ChargeFigures {
  /** Charges a second. */
  readonly engine: number;
  readonly bare: number;
  /** Engine time over bare time, pair by pair. */
  readonly ratio: number;
  /** Charges a second with 1,000 groups and 1 Mi frames. */
  readonly crowded: number;
}

/** Charges `CHARGES` pages a round, engine and bare loop in turn; medians. */
export function benchCharges(): ChargeFigures {
  const small = machine(0, 16384);
  const large = machine(1000, 1 << 20);
  const sums = createSums();
  const engine: number[] = [];
  const bare: number[] = [];
  const crowded: number[] = [];
  for (let i = 0; i < WARM; i++) {
    chargeEngine(small.k, small.leaf, BATCH);
    chargeBare(sums, 1, BATCH);
  }
  for (let i = 0; i < ROUNDS; i++) {
    const times = [timedEngine(small), timedBare(sums), timedEngine(large)] as const;
    engine.push(times[0]);
    bare.push(times[1]);
    crowded.push(times[2]);
  }
  const perSecond = (ms: number): number => (CHARGES / ms) * 1000;
  return {
    engine: perSecond(median(engine)),
    bare: perSecond(median(bare)),
    ratio: median(engine.map((ms, i) => ms / bare[i]!)),
    crowded: perSecond(median(crowded)),
  };
}
