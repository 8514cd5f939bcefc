/**
 * Speed of whole runs: a fork bomb's ticks, a million events replayed, and travelling in them.
 *
 * The run of a million events is a fork bomb begun again whenever it has burnt out: hundreds of shells that fork, are refused,
 * say so and die, a step of the interpreter every tick and four trace points. It is the slowest kind of event there is;
 * the page faults of a program that fills its memory come by the dozen in a step. *Replayed* means run again from tick 0
 * through what is known, as time travel does it: everything is simulated, nothing is shown or recorded twice.
 */
import { readFileSync } from 'node:fs';
import { Simulation } from '../engine/simulation';
import { WORKSHOP } from '../engine/workshop';

const MILLION = 1_000_000;
const SEEKS = 40;
const REPLAYS = 3;

function open(text: string): Simulation {
  const parsed = WORKSHOP.parse(text, []);
  if (!parsed.ok) throw new Error(parsed.problems[0]?.message);
  return new Simulation(parsed.document, WORKSHOP.boot(parsed.document));
}

export interface RunFigures {
  /** Ticks and trace points a second while the shipped fork bomb runs. */
  readonly bombTicks: number;
  readonly bombEvents: number;
  /** Milliseconds for a million events when they are new (traced, recorded, with checkpoints), and replayed; and their ticks. */
  readonly million: number;
  readonly replay: number;
  readonly millionTicks: number;
  /** Milliseconds to a random moment of that run: median and slowest of many. */
  readonly seekMedian: number;
  readonly seekWorst: number;
}

/** `bomb` is the text of the shipped document; `flood` one that goes on for more than a million events. */
export function benchRuns(bomb: string, flood: string): RunFigures {
  for (let i = 0; i < 2; i++) open(bomb).run({ until: Infinity });
  const run = open(bomb);
  let started = performance.now();
  run.run({ until: Infinity });
  const bombMs = performance.now() - started;

  const long = open(flood);
  started = performance.now();
  long.run({ until: Infinity, deaf: true, goal: () => long.machine.events >= MILLION });
  const million = performance.now() - started;
  const end = long.tick;
  const replays: number[] = [];
  for (let i = 0; i < REPLAYS; i++) {
    long.jump(0);
    started = performance.now();
    long.run({ until: end, deaf: true });
    replays.push(performance.now() - started);
  }
  const times: number[] = [];
  for (let i = 1; i <= SEEKS; i++) {
    // A fixed scatter: the same moments in every run of the bench.
    const tick = Math.floor((((i * 7919) % 997) / 997) * end);
    started = performance.now();
    long.jump(tick);
    long.run({ until: tick, deaf: true });
    times.push(performance.now() - started);
  }
  times.sort((a, b) => a - b);
  return {
    bombTicks: (run.tick / bombMs) * 1000,
    bombEvents: (run.machine.events / bombMs) * 1000,
    million,
    // What others do on the machine only ever adds.
    replay: Math.min(...replays),
    millionTicks: end,
    seekMedian: times[SEEKS >> 1] ?? 0,
    seekWorst: times[SEEKS - 1] ?? 0,
  };
}

export function readText(path: string): string {
  return readFileSync(path, 'utf8');
}
