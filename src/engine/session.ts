/**
 * A session: one simulation, the state machine that owns it, the clock that drives it and the messages about it. The
 * worker, Node and the tests each give it a scheduler and a way out, nothing else differs.
 */
import * as v from 'valibot';
import { createActor, type Actor } from 'xstate';
import { UnbootableError, type Workshop } from './boot';
import { blockGoal, both, either, foregroundGoal, predictionGoal, stepGoal } from './goals';
import {
  type Answers,
  type Command,
  type FromWorker,
  type JournalEntry,
  PROTOCOL_VERSION,
  type Refusal,
  RequestSchema,
  RULES_VERSION,
  type SessionState,
} from './protocol';
import { Pacing } from './pacing';
import { type Plan, Pump, type Scheduler } from './pump';
import { answerDesk, answerQuery } from './query';
import { idOf, messageOf, misread, Refused, summary } from './refused';
import { REFUSALS, type SessionCommand, sessionMachine, stateName, type Standing } from './session.machine';
import { LESSON_TTY } from './lesson';
import { type Goal, type Outcome, Simulation, type Typed } from './simulation';
import { type BuiltView, ViewBuilder } from './view';

/** Where a session lives. */
export interface Host {
  readonly scheduler: Scheduler;
  post(message: FromWorker, transfer: ArrayBuffer[]): void;
}

/** A load or seek to be answered when the present has arrived. */
interface Awaited {
  readonly id: number;
  readonly answer: () => Answers[keyof Answers];
}

/** Answered later, when it has come about. */
const LATER = Symbol('later');
type Answer = Answers[keyof Answers] | typeof LATER;
type Of<T extends Command['type']> = Extract<Command, { type: T }>;

export class Session {
  readonly #host: Host;
  readonly #workshop: Workshop;
  readonly #actor: Actor<typeof sessionMachine>;
  readonly #pump: Pump;
  readonly #views = new ViewBuilder();
  readonly #pacing: Pacing;
  #simulation: Simulation | undefined;
  #selected = 0;
  #debug = false;
  #watching = false;
  #awaited: Awaited[] = [];
  /** Tick that the present travel began at. */
  #departure = 0;
  #answered: ReadonlySet<number> = new Set();
  /** Goal of the run that begins on arrival. */
  #afterwards: Goal | undefined;

  constructor(host: Host, workshop: Workshop) {
    this.#host = host;
    this.#workshop = workshop;
    this.#pacing = new Pacing(host.scheduler, (now) => this.#show(now));
    this.#pump = new Pump(host.scheduler, () => this.#simulation, {
      sliced: () => this.#pacing.maybe(),
      ended: (outcome) => this.#ended(outcome),
      failed: (error) => this.#fail(error),
    });
    const actions = { start: () => this.#pump.start(), stop: () => this.#stop() };
    this.#actor = createActor(sessionMachine.provide({ actions }));
    this.#actor.subscribe(() => this.#pacing.soon());
    this.#actor.start();
    host.post(
      { v: 1, type: 'hello', protocol: PROTOCOL_VERSION, rules: RULES_VERSION, lifecycle: workshop.lifecycle, charge: workshop.charge },
      [],
    );
    this.#pacing.now();
  }

  get state(): SessionState {
    return stateName(this.#actor.getSnapshot());
  }

  /** Ends the session: nothing is run or posted any more. */
  close(): void {
    this.#pump.stop();
    this.#pacing.stop();
    this.#actor.stop();
  }

  /** Takes whatever came over the port; every message is answered exactly once. */
  receive(message: unknown): void {
    const request = v.safeParse(RequestSchema, message);
    if (!request.success) {
      this.#refuse(idOf(message), misread(message, request.issues));
      return;
    }
    const { id, command } = request.output;
    try {
      const answer = this.#do(id, command);
      if (answer !== LATER) this.#reply(id, answer);
    } catch (error) {
      if (error instanceof Refused) this.#refuse(id, error.refusal);
      else {
        this.#refuse(id, { code: 'failed', message: messageOf(error) });
        this.#fail(error);
      }
    }
  }

  #do(id: number, command: Command): Answer {
    switch (command.type) {
      case 'load':
        return this.#load(id, command);
      case 'run':
        return this.#run(command);
      case 'answered':
        this.#answered = new Set(command.blocks);
        return this.#now();
      case 'pause':
        return this.#ask('pause');
      case 'step':
        return this.#step(command);
      case 'reset':
        return this.#reset();
      case 'seek':
        return this.#seek(id, command);
      case 'recover':
        return this.#recover(id);
      case 'rewrite':
        return this.#rewrite(id, command);
      case 'exec':
      case 'interrupt':
      case 'eof':
        return this.#type(command);
      case 'speed':
        this.#pump.speed = command.ticksPerSecond;
        this.#pacing.soon();
        return this.#now();
      case 'debug':
        this.#debug = command.invariants;
        if (this.#simulation !== undefined) this.#simulation.debug = command.invariants;
        return this.#now();
      case 'select':
        this.#selected = command.group;
        this.#pacing.soon();
        return this.#now();
      case 'watch':
        return this.#watch(id, command);
      case 'ping':
        return this.#now();
      case 'recycle':
        this.#views.pool.give(command.buffers);
        // A machine at rest changes no more: without this its last frames would never be seen.
        if (this.#views.owes) this.#pacing.soon();
        return {};
      case 'check':
      case 'manual':
        return answerDesk(this.#workshop, command);
      case 'complete':
      case 'hash':
      case 'read':
      case 'export':
      case 'frame':
        return answerQuery(this.#loaded(command.type), command);
      default:
        return command satisfies never;
    }
  }

  #now(): { tick: number } {
    return { tick: this.#simulation?.tick ?? 0 };
  }

  /** The simulation, for a command that needs one. */
  #loaded(name: string): Simulation {
    if (this.#simulation === undefined) throw new Refused({ code: 'state', message: `cannot ${name}: ${REFUSALS.empty}` });
    return this.#simulation;
  }

  /** Throws where the present state has no place for a command. */
  #allow(event: SessionCommand['type'], name: string = event): void {
    const snapshot = this.#actor.getSnapshot();
    if (snapshot.can({ type: event })) return;
    throw new Refused({ code: 'state', message: `cannot ${name}: ${REFUSALS[stateName(snapshot)]}` });
  }

  #ask(event: SessionCommand['type'], name?: string): { tick: number } {
    this.#allow(event, name);
    this.#actor.send({ type: event });
    return this.#now();
  }

  #load(id: number, { text, set, journal, tick }: Of<'load'>): Answer {
    this.#allow('load');
    const parsed = this.#workshop.parse(text, set ?? []);
    if (!parsed.ok) throw new Refused({ code: 'document', message: summary(parsed.problems), problems: parsed.problems });
    const simulation = this.#boot(parsed.document, journal ?? []);
    // From here on the old run is gone; what was refused before left it untouched.
    this.#settle();
    this.#simulation = simulation;
    this.#selected = 0;
    this.#answered = new Set();
    const { title } = parsed.document;
    const warnings = parsed.warnings.map(({ line, column, message }) => `${line}:${column}: ${message}`);
    return this.#depart('load', tick ?? 0, { id, answer: () => ({ ...this.#now(), title, warnings }) });
  }

  #boot(document: Simulation['document'], journal: readonly JournalEntry[]): Simulation {
    try {
      const simulation = new Simulation(document, this.#workshop.boot(document), journal);
      simulation.debug = this.#debug;
      simulation.watching = this.#watching;
      return simulation;
    } catch (error) {
      if (!(error instanceof UnbootableError)) throw error;
      throw new Refused({ code: 'document', message: error.message, problems: [{ line: 1, column: 1, message: error.message }] });
    }
  }

  #run({ predict, upTo }: Of<'run'>): Answer {
    this.#allow('run');
    const simulation = this.#loaded('run');
    // On the way to another moment the run begins on arrival; how it was asked for is kept for then.
    const goal = either(
      predict === true ? predictionGoal(simulation, (block) => this.#answered.has(block)) : undefined,
      upTo === undefined ? undefined : blockGoal(simulation, upTo),
    );
    if (this.state === 'seeking') this.#afterwards = goal;
    else this.#plan(goal);
    return { ...this.#ask('run'), go: this.state === 'seeking' ? undefined : simulation.release()?.kept };
  }
  #step({ by }: Of<'step'>): Answer {
    this.#allow('step');
    const simulation = this.#loaded('step');
    this.#plan(stepGoal(simulation, by, this.#selected));
    return { ...this.#ask('step'), go: by === 'command' ? simulation.release()?.kept : undefined };
  }

  #plan(goal: Goal | undefined, typed = false): void {
    this.#pump.plan = { until: Infinity, goal, travel: false, typed };
  }

  #type(command: Of<'exec'> | Of<'interrupt'> | Of<'eof'>): Answer {
    this.#allow('type', command.type);
    const simulation = this.#loaded(command.type);
    const running = this.state === 'running';
    const { plan } = this.#pump;
    const alone = command.tty !== LESSON_TTY && (!running || plan.typed === true);
    const typed: Typed = command.type === 'exec' && alone ? { ...command, hold: true } : command;
    const answer = simulation.type(typed);
    const goal = foregroundGoal(simulation, command.tty);
    // A run let go for nothing in particular stays so; one that would have stopped now stops when this is done as well.
    if (!running) this.#plan(goal, true);
    else if (plan.goal !== undefined) this.#plan(both(plan.goal, goal), plan.typed);
    this.#ask('type', command.type);
    return 'hold' in typed ? { ...answer, hold: typed.hold } : answer;
  }

  #reset(): Answer {
    this.#allow('reset');
    this.#settle();
    this.#loaded('reset').reset();
    this.#answered = new Set();
    return this.#ask('reset');
  }

  #seek(id: number, { tick }: Of<'seek'>): Answer {
    this.#allow('seek');
    const simulation = this.#loaded('seek');
    this.#settle();
    simulation.jump(tick);
    return this.#depart('seek', tick, { id, answer: () => this.#now() });
  }

  /** A machine at rest goes through its last moments again, so that there is a charge to look at. */
  #watch(id: number, { charges }: Of<'watch'>): Answer {
    const simulation = this.#simulation;
    const fresh = charges && !this.#watching;
    this.#watching = charges;
    if (simulation === undefined) return this.#now();
    simulation.watching = charges;
    const resting = ['paused', 'finished', 'panicked'].includes(this.state);
    if (!fresh || !resting || simulation.tick === 0) return this.#now();
    const { tick } = simulation;
    this.#settle();
    simulation.relive();
    return this.#depart('seek', tick, { id, answer: () => this.#now() });
  }

  #recover(id: number): Answer {
    this.#allow('recover');
    const simulation = this.#loaded('recover');
    if (simulation.droppedEnd === undefined) throw new Refused({ code: 'missing', message: 'no future was dropped' });
    this.#settle();
    const tick = simulation.recover() ?? simulation.tick;
    return this.#depart('recover', tick, { id, answer: () => ({ ...this.#now(), journal: simulation.journal }) });
  }

  #rewrite(id: number, { journal, tick }: Of<'rewrite'>): Answer {
    this.#allow('recover', 'rewrite');
    const simulation = this.#loaded('rewrite');
    this.#settle();
    simulation.rewrite(journal, tick);
    return this.#depart('recover', tick, { id, answer: () => ({ ...this.#now(), journal: simulation.journal }) });
  }

  /** Sets out for another moment; the answer is given on arrival. */
  #depart(event: 'load' | 'seek' | 'recover', until: number, awaited: Awaited): typeof LATER {
    this.#departure = this.#simulation?.tick ?? 0;
    this.#afterwards = undefined;
    this.#pump.plan = { until, travel: true };
    this.#actor.send({ type: event });
    // Only now: leaving the state before answers those who waited for an earlier travel.
    this.#awaited.push(awaited);
    return LATER;
  }

  /** The pump's plan is fulfilled, or the run can go no further. */
  #ended(outcome: Exclude<Outcome, 'budget'>): void {
    const standing: Standing = outcome === 'finished' || outcome === 'panicked' ? outcome : 'alive';
    const travelled = this.#pump.plan.travel;
    if (travelled) this.#plan(this.#afterwards);
    this.#actor.send({ type: travelled ? 'arrived' : 'stopped', standing });
  }

  /** The clock stops; a travel that ends here, at its goal or on the way, is answered. */
  #stop(): void {
    this.#pump.stop();
    this.#settle();
  }

  /** Answers those who wait for the end of a travel. */
  #settle(): void {
    const awaited = this.#awaited;
    if (awaited.length === 0) return;
    this.#awaited = [];
    this.#simulation?.arrive();
    for (const { id, answer } of awaited) this.#reply(id, answer());
  }

  #fail(error: unknown): void {
    const message = messageOf(error);
    for (const { id } of this.#awaited.splice(0)) this.#refuse(id, { code: 'failed', message });
    this.#actor.send({ type: 'failed', message });
  }

  #show(now: number): void {
    const snapshot = this.#actor.getSnapshot();
    const state = stateName(snapshot);
    const message = state === 'panicked' ? this.#simulation?.machine.panic : snapshot.context.message;
    const facts = { state, message, speed: this.#pump.speed, progress: this.#progress(state), selected: this.#selected };
    let built: BuiltView;
    try {
      built = this.#views.build(this.#simulation, facts, now);
    } catch (error) {
      if (state === 'failed') throw error;
      this.#fail(error);
      return;
    }
    this.#host.post(built.view, built.transfer);
  }

  #progress(state: SessionState): { done: number; of: number } | undefined {
    const { until, travel }: Plan = this.#pump.plan;
    if (!travel || (state !== 'loading' && state !== 'seeking') || !Number.isFinite(until)) return undefined;
    const { tick } = this.#now();
    return { done: Math.max(0, tick - this.#departure), of: Math.max(0, until - this.#departure) };
  }

  #reply(id: number, answer: Answers[keyof Answers]): void {
    this.#host.post({ v: 1, type: 'reply', id, ok: true, answer }, []);
  }

  #refuse(id: number, error: Refusal): void {
    this.#host.post({ v: 1, type: 'reply', id, ok: false, error }, []);
  }
}
