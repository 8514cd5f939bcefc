/**
 * One run of one document on one machine: what Node, the worker and the tests have in common. It knows no clock but the
 * machine's: whoever drives it decides how far and how long.
 *
 * A run is its document and its journal, so every moment can be reached again: `jump` puts back the nearest
 * checkpoint and `run` replays from there, recording nothing twice.
 */
import type { ScenarioDocument } from '../scenario/document';
import { ChargeLog } from './charge-log';
import { Checkpoints } from './checkpoints';
import { History } from './history';
import { divergence, Journal } from './journal';
import { Lesson, LESSON_TTY } from './lesson';
import type { Machine, Tty } from './machine';
import type { JournalEntry } from './protocol';
import { WhyLog } from './why-log';

/** Work (ticks and trace points) between two checkpoints: so much, and one more for so many bytes of state, which grows with the run. */
const CHECKPOINT_WORK = 1500;
const CHECKPOINT_BYTES_A_WORK = 10 << 10;
/** Replaying further than this many ticks behind the goal, nobody reads the trace. */
const DEAF_TICKS = 256;
/** Charges are watched so many ticks before the goal of a replay; so far one goes back when somebody begins to watch. */
const WATCH_TICKS = 1000;
/** Ticks between two looks at the driver's budget. */
const TICKS_A_LOOK = 4;

/** Why `run` came back. */
export type Outcome = 'until' | 'goal' | 'finished' | 'panicked' | 'budget';

/** Looked at after every tick; true ends the run. */
export type Goal = () => boolean;

export interface RunOptions {
  /** Tick not to be passed. */
  readonly until: number;
  readonly goal?: Goal;
  /** On the way to a moment: the trace of what was seen before is not gathered again until just before `until`. */
  readonly deaf?: boolean;
  /** Asked every few ticks: false ends the run with `budget`. */
  readonly mayGoOn?: () => boolean;
}

/** What is typed: see `JournalEntry`. */
export type Typed =
  | { readonly type: 'exec'; readonly tty: Tty; readonly line: string; readonly hold?: true }
  | { readonly type: 'interrupt' | 'eof'; readonly tty: Tty };

/** A future that was dropped: enough to come there again. */
interface Future {
  readonly entries: readonly JournalEntry[];
  readonly end: number;
}

export class Simulation {
  readonly document: ScenarioDocument;
  readonly machine: Machine;
  readonly lesson: Lesson;
  readonly history = new History();
  readonly checkpoints: Checkpoints;
  readonly charges = new ChargeLog();
  readonly #journal: Journal;
  readonly #whys = new WhyLog();
  /** Number of journal entries given to the machine. */
  #given = 0;
  #dropped: Future | undefined;
  #work = 0;
  /** A checkpoint of the present that is being taken, part by part: of a large machine it takes longer than a slice. */
  #taking: (() => boolean) | undefined;
  #workPerCheckpoint = CHECKPOINT_WORK;
  /** Rises when the present jumps: what the terminals showed is void. */
  #jumps = 0;
  /** Check the kernel's invariants after every tick. */
  debug = false;
  /** Charges are watched on their way. */
  watching = false;

  /** `machine` has just been booted for this document. */
  constructor(document: ScenarioDocument, machine: Machine, journal: readonly JournalEntry[] = []) {
    this.document = document;
    this.machine = machine;
    this.lesson = new Lesson(document.blocks, machine);
    this.#journal = new Journal(journal);
    this.checkpoints = new Checkpoints(machine);
    this.#record();
    this.#taking = this.checkpoints.begin(this.lesson.state);
  }

  get tick(): number {
    return this.machine.tick;
  }
  /** Furthest tick seen in this future. */
  get end(): number {
    return this.history.end;
  }
  get journal(): readonly JournalEntry[] {
    return this.#journal.entries;
  }
  get jumps(): number {
    return this.#jumps;
  }
  /** Last tick of the future that `recover` brings back. */
  get droppedEnd(): number | undefined {
    return this.#dropped?.end;
  }
  hash(): string {
    return this.machine.hash();
  }

  /** How the run stands: going on, at its end, or ended by a panic. */
  get status(): 'alive' | 'finished' | 'panicked' {
    if (this.machine.panic !== undefined) return 'panicked';
    return this.lesson.ended && this.#given >= this.journal.length && this.machine.quiet() ? 'finished' : 'alive';
  }

  /** Runs on until one of the options, the end of the run or a panic stops it. */
  run({ until, goal, deaf, mayGoOn }: RunOptions): Outcome {
    for (let ticks = 0; ; ticks++) {
      const status = this.status;
      if (status !== 'alive') return status;
      if (ticks > 0 && goal?.() === true) return 'goal';
      if (this.tick >= until) return 'until';
      if (mayGoOn !== undefined && ticks > 0 && ticks % TICKS_A_LOOK === 0 && !mayGoOn()) return 'budget';
      if (!this.#take(mayGoOn)) return 'budget';
      const far = deaf === true && this.tick < this.end ? until - this.tick : 0;
      this.#step(far <= DEAF_TICKS, far <= WATCH_TICKS);
    }
  }

  /** Goes on with the checkpoint that is being taken; false when the driver's budget ends before it is there. */
  #take(mayGoOn: (() => boolean) | undefined): boolean {
    while (this.#taking !== undefined) {
      if (this.#taking()) this.#taking = undefined;
      else if (mayGoOn?.() === false) return false;
    }
    return true;
  }

  #step(listening: boolean, watching: boolean): void {
    const { machine } = this;
    this.#give();
    machine.listen(listening);
    machine.watch(this.watching && watching);
    const events = machine.events;
    machine.step();
    this.#record();
    if (this.debug) machine.verify();
    this.#work += 1 + machine.events - events;
    if (this.#work < this.#workPerCheckpoint) return;
    this.#work = 0;
    this.#workPerCheckpoint = CHECKPOINT_WORK + machine.stateBytes / CHECKPOINT_BYTES_A_WORK;
    if (this.tick > (this.checkpoints.last?.tick ?? -1)) this.#taking = this.checkpoints.begin(this.lesson.state);
  }

  /** Gives the machine what is due at its present tick. */
  #give(): void {
    const entries = this.journal;
    for (let entry = entries[this.#given]; entry !== undefined && entry.tick <= this.tick; entry = entries[++this.#given]) {
      this.#type(entry);
    }
    const block = this.lesson.due();
    if (block === undefined || this.#held()) return;
    this.lesson.begin();
    this.machine.type(LESSON_TTY, block);
  }

  /** A line that was typed for itself is at work, and the lesson was not told to go on beside it. */
  #held(): boolean {
    for (let i = this.#given - 1; i >= 0; i--) {
      const entry = this.journal[i]!;
      if (entry.type === 'go') return false;
      if (entry.type === 'exec') return entry.hold === true && !this.machine.waits(entry.tty);
    }
    return false;
  }

  /** The lesson goes on beside a line that holds it up; undefined where none does, or where a known future tells how it went on. */
  release(): { tick: number; kept: number } | undefined {
    if (this.tick < this.end || this.#given < this.journal.length || !this.#held()) return undefined;
    return { tick: this.tick, kept: this.#journal.add({ type: 'go', tick: this.tick }) };
  }

  #type(entry: JournalEntry): void {
    switch (entry.type) {
      case 'go':
        return;
      case 'exec':
        return this.machine.type(entry.tty, entry.line);
      case 'interrupt':
        return this.machine.interrupt(entry.tty);
      case 'eof':
        return this.machine.eof(entry.tty);
      default:
        return entry satisfies never;
    }
  }

  #record(): void {
    const { machine } = this;
    const lesson = machine.takeOutput(0);
    this.lesson.advance(lesson);
    const console = machine.takeOutput(1).text;
    const fresh = machine.tick > this.history.end;
    const whys = this.#whys.read(machine.tick, machine.takeWhys(), [lesson.text, console]);
    this.history.record(machine, lesson.text, console, machine.takeKernelLog(), machine.takeTrace());
    if (fresh) for (const why of whys) this.history.whys.push(machine.tick, why);
    if (this.watching) this.charges.push(machine.takeCharges());
  }

  /** Types a line, Ctrl-C or Ctrl-D at the present tick; the machine gets it with the next one. Drops a known future. */
  type(command: Typed): { tick: number; kept: number } {
    const { tick } = this;
    const before = { entries: this.journal, end: this.end };
    const kept = this.#journal.add({ ...command, tick });
    if (before.end > tick || kept < before.entries.length) this.#drop(before);
    return { tick, kept };
  }

  #drop(future: Future): void {
    this.#dropped = future;
    this.history.truncate(this.tick, this.machine.events);
    this.checkpoints.truncate(this.tick);
  }

  /** Goes to the last checkpoint not behind `tick`, unless the present is nearer; `run` goes the rest of the way. */
  jump(tick: number): void {
    const checkpoint = this.checkpoints.before(tick);
    if (checkpoint === undefined || (checkpoint.tick <= this.tick && this.tick <= tick)) return;
    this.#goBack(checkpoint);
  }

  /** Goes a little back, so that running to the present again brings its last charges. */
  relive(): void {
    const checkpoint = this.checkpoints.before(Math.max(0, this.tick - WATCH_TICKS));
    if (checkpoint !== undefined && this.tick > 0) this.#goBack(checkpoint);
  }

  #goBack(checkpoint: NonNullable<ReturnType<Checkpoints['before']>>): void {
    this.machine.restore(checkpoint.image);
    this.lesson.restore(checkpoint.lesson);
    this.history.trace.moveTo(checkpoint.events);
    this.charges.clear();
    this.#whys.clear();
    this.#given = this.#journal.givenBefore(checkpoint.tick);
    this.#work = 0;
    this.#taking = undefined;
    this.#jumps++;
  }

  /** Tells that the present was chosen by time travel: the next line typed drops what lies behind it. */
  arrive(): void {
    this.#journal.arrivedAt(this.tick);
  }

  /** Back to tick 0, with an empty journal. */
  reset(): void {
    const before = { entries: this.journal, end: this.end };
    this.jump(0);
    this.#journal.replace([], 0);
    if (before.end > 0) this.#drop(before);
  }

  /**
   * Puts the dropped future in the place of the present one, which can be got back in turn. Answers the tick to run to,
   * undefined when none was dropped.
   */
  recover(): number | undefined {
    const future = this.#dropped;
    if (future === undefined) return undefined;
    const before = { entries: this.journal, end: this.end };
    this.jump(Math.min(divergence(before.entries, future.entries), this.tick));
    this.#journal.replace(future.entries, this.tick);
    this.#drop(before);
    return future.end;
  }

  /** Puts another list of outside commands in the place of the present one; `tick` is where one wants to go on from. */
  rewrite(entries: readonly JournalEntry[], tick: number): void {
    const before = { entries: this.journal, end: this.end };
    this.jump(Math.min(divergence(before.entries, entries), this.tick, tick));
    this.#journal.replace(entries, this.tick);
    this.#drop(before);
  }
}
