/**
 * Lets a simulation's clock go, slice by slice, at the speed asked for, and never holds its thread for longer than a
 * slice. Real time comes in here and nowhere else, and only decides how soon the next slice begins.
 */
import type { Goal, Outcome, Simulation } from './simulation';

/** What the thread the session lives on offers. */
export interface Scheduler {
  /** Milliseconds that only ever rise. */
  now(): number;
  /** Calls back after at least `ms` milliseconds, with other messages served in between; answers how to call it off. */
  later(run: () => void, ms: number): () => void;
}

/** Longest stretch of simulated work, in milliseconds; the rest of the 12 allowed is for views and messages. */
const SLICE_MS = 8;
/** Time between two slices of a paced run: a frame of the page. */
const FRAME_MS = 1000 / 60;
/** A paced run that falls behind by more than this does not catch up. */
const MOST_DEBT_MS = 100;

/** Where to, and how. */
export interface Plan {
  readonly until: number;
  readonly goal?: Goal | undefined;
  /** On the way to another moment: as fast as it goes. */
  readonly travel: boolean;
  /** For typed lines alone: nobody has let the lesson go. */
  readonly typed?: boolean;
}

export class Pump {
  readonly #scheduler: Scheduler;
  readonly #simulation: () => Simulation | undefined;
  readonly #sliced: () => void;
  readonly #ended: (outcome: Exclude<Outcome, 'budget'>) => void;
  readonly #failed: (error: unknown) => void;
  #cancel: (() => void) | undefined;
  #speed = 1000;
  /** The tick that stood at the real time `#since`, from which the pace is counted. */
  #from = 0;
  #since = 0;
  plan: Plan = { until: Infinity, travel: false };

  /** `sliced` is told after every slice, `ended` when the plan is fulfilled or the run over, `failed` of what was thrown. */
  constructor(
    scheduler: Scheduler,
    simulation: () => Simulation | undefined,
    told: {
      readonly sliced: () => void;
      readonly ended: (outcome: Exclude<Outcome, 'budget'>) => void;
      readonly failed: (error: unknown) => void;
    },
  ) {
    this.#scheduler = scheduler;
    this.#simulation = simulation;
    this.#sliced = told.sliced;
    this.#ended = told.ended;
    this.#failed = told.failed;
  }

  /** Ticks a second, 0 as fast as it goes. */
  get speed(): number {
    return this.#speed;
  }
  set speed(ticksPerSecond: number) {
    this.#speed = ticksPerSecond;
    this.#rebase();
    if (this.#cancel !== undefined) this.start();
  }

  start(): void {
    this.stop();
    this.#rebase();
    this.#again(0);
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #rebase(): void {
    this.#from = this.#simulation()?.tick ?? 0;
    this.#since = this.#scheduler.now();
  }

  #again(ms: number): void {
    this.#cancel = this.#scheduler.later(() => {
      this.#cancel = undefined;
      this.#slice();
    }, ms);
  }

  #slice(): void {
    const simulation = this.#simulation();
    if (simulation === undefined) return;
    const { until, goal, travel } = this.plan;
    const now = this.#scheduler.now();
    const pace = this.#pace(simulation.tick, now, travel);
    let outcome: Outcome;
    try {
      const mayGoOn = () => this.#scheduler.now() - now < SLICE_MS;
      outcome = simulation.run({ until: Math.min(until, pace), deaf: travel, mayGoOn, ...(goal === undefined ? {} : { goal }) });
    } catch (error) {
      this.#failed(error);
      return;
    }
    if (outcome === 'budget') this.#again(0);
    else if (outcome === 'until' && simulation.tick < until) this.#again(this.#pause());
    else this.#ended(outcome);
    this.#sliced();
  }

  /** The tick that real time allows; a run that fell far behind is forgiven all but a little. */
  #pace(tick: number, now: number, travel: boolean): number {
    if (travel || this.#speed === 0) return Infinity;
    const due = this.#from + Math.floor(((now - this.#since) * this.#speed) / 1000);
    const most = tick + Math.max(1, Math.floor((MOST_DEBT_MS * this.#speed) / 1000));
    if (due <= most) return due;
    this.#from = most;
    this.#since = now;
    return most;
  }

  /** Until the next frame, or the next tick of a slow run. */
  #pause(): number {
    return Math.max(FRAME_MS, 1000 / Math.max(1, this.#speed));
  }
}
