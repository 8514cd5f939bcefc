import type {
  Answers,
  Command,
  Completion,
  DetailView,
  FrameInfo,
  GroupView,
  JournalEntry,
  LessonView,
  Problem,
  View,
} from '../../engine/protocol';
import type { ScenarioDocument } from '../../scenario/document';
import { m } from '../../messages';
import { Announcer } from './announcer.svelte';
import { type Engine, refusalOf } from './engine';
import type { FrameColour } from '../geometry/frame-colours';
import { FrameTable } from './frame-table.svelte';
import { mergeGroups } from './merge-groups';
import { type CounterName, type RefusalCount, refusals } from './refusals';
import { Terminal } from './terminal.svelte';
import { TimelineData } from './timeline.svelte';
import { TraceLog } from './trace-log.svelte';
import { type Run, runChange, Undo } from './undo.svelte';

/** Where the present document came from. */
export type Origin =
  { readonly kind: 'shipped'; readonly name: string } | { readonly kind: 'source'; readonly address: string } | { readonly kind: 'text' };

/** A whole session as it can be loaded, shared, or come back to. */
export interface Session {
  readonly text: string;
  readonly origin: Origin;
  readonly set: readonly string[];
  readonly journal: readonly JournalEntry[];
  readonly tick: number;
  /** Path of the chosen group. */
  readonly select?: string | undefined;
}

/** Something a person must know; it stays until dismissed. */
export interface Notice {
  readonly tone: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly problems?: readonly Problem[] | undefined;
  readonly action?: { readonly label: string; readonly run: () => void };
  readonly more?: { readonly label: string; readonly run: () => void };
}

export type StepUnit = 'command' | 'tick' | 'event';

/** The last refusal seen at a group: which counter, how many between two views, and a number that rises with each. */
export interface Pulse {
  readonly counter: CounterName;
  readonly count: number;
  readonly serial: number;
}

const ROOT = 1;
/** Between two pictures of a run played backwards, in ms. */
const BEAT = 30;
/** A line that leaves something in the background: one `&` that neither joins commands nor names a file descriptor. */
const BACKGROUND = /(?:^|[^&>])&(?![&>])/;

/** A whole run is played backwards in so many seconds at full speed. */
const REWIND_SECONDS = 4;

/**
 * One playground as the page sees it: everything the worker sent, and what a person chose to look at. It holds no rule
 * of the simulation. The panels are given one of these; an embed makes its own.
 */
export class PlaygroundModel {
  session = $state.raw<View['session']>({ state: 'empty', title: '', speed: 1000 });
  time = $state.raw<View['time']>({ tick: 0, end: 0, events: 0 });
  machine = $state.raw<View['machine']>(undefined);
  memory = $state.raw<View['memory']>({ total: 0, free: 0, tasks: 0, staticKey: false });
  groups = $state.raw<readonly GroupView[]>([]);
  byId = $state.raw<ReadonlyMap<number, GroupView>>(new Map());
  lesson = $state.raw<LessonView | undefined>(undefined);
  detail = $state.raw<DetailView | undefined>(undefined);
  pulses = $state.raw<ReadonlyMap<number, Pulse>>(new Map());

  document = $state.raw<ScenarioDocument | undefined>(undefined);
  origin = $state.raw<Origin>({ kind: 'text' });
  set: readonly string[] = [];
  /** Options chosen, by block of the document; -1 is skipped. */
  answers = $state.raw<ReadonlyMap<number, number>>(new Map());
  notice = $state.raw<Notice | undefined>(undefined);
  /** The notice that background tasks wait for the clock. */
  #waiting: Notice | undefined;

  selected = $state(ROOT);
  colourBy = $state<FrameColour>('owner');
  stepBy = $state<StepUnit>('command');
  /** True once the machine was run by somebody: then nothing needs to glow any more. */
  touched = $state(false);
  /** A run stops where a prediction is asked; not so where no lesson is shown that could ask it. */
  asks = true;
  /** Time is played backwards. */
  backwards = $state(false);

  readonly frames = new FrameTable();
  readonly terminal = new Terminal();
  readonly timeline = new TimelineData();
  readonly trace = new TraceLog();
  readonly announcer = new Announcer();
  readonly changes = new Undo();

  readonly #engine: Engine;
  readonly #stop: () => void;
  #chosenByHand = false;
  /** The last run was told where to end, by somebody who has the document before them: its questions wait. */
  #straight = $state(false);
  #wantedPath: string | undefined;
  /** The group the engine was last asked to tell of. */
  #told = 0;
  #seekTo: number | undefined;
  #serial = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#stop = engine.onView((view) => this.#apply(view));
  }

  /** Ends the listening. */
  dispose(): void {
    this.#stop();
    this.announcer.dispose();
  }

  /** For tools that watch or ask something of their own. */
  get engine(): Engine {
    return this.#engine;
  }
  get running(): boolean {
    return this.session.state === 'running';
  }
  /** There is a machine that takes commands. */
  get ready(): boolean {
    return ['paused', 'running', 'finished'].includes(this.session.state);
  }
  /** The prediction that the machine waits for: a block of the document. */
  get asked(): number | undefined {
    if (this.session.state !== 'paused' || this.#straight) return undefined;
    const at = (this.lesson?.blocks ?? []).findIndex(
      (view, i) => view.type === 'predict' && view.state === 'running' && !this.answers.has(i),
    );
    return at < 0 ? undefined : at;
  }
  get selectedGroup(): GroupView | undefined {
    return this.byId.get(this.selected);
  }
  /** Path of a group for people; of none, an empty text. */
  pathOf = (id: number): string => this.byId.get(id)?.path ?? (id === 0 ? '' : `#${id}`);

  // ── what the worker sent ──

  #apply(view: View): void {
    const forward = view.time.tick > this.time.tick;
    this.time = view.time;
    this.#enter(view.session);
    this.memory = view.memory;
    if (view.machine) this.machine = view.machine;
    if (view.groups) this.#applyGroups(view.groups, forward);
    if (view.frames) this.#applyFrames(view.frames);
    if (view.lesson) this.lesson = view.lesson;
    if (view.detail) this.detail = view.detail;
    this.terminal.apply(view);
    this.timeline.apply(view);
    this.trace.apply(view);
  }

  #enter(session: View['session']): void {
    if (session.state !== this.session.state) this.announcer.say(m.status.spoken(session.state, this.time.tick));
    this.session = session;
  }

  #applyGroups(view: NonNullable<View['groups']>, forward: boolean): void {
    const before = this.byId;
    this.byId = mergeGroups(before, view);
    this.groups = [...this.byId.values()];
    if (forward) this.#applyRefusals(refusals(before, view.rows));
    else if (this.pulses.size > 0) this.pulses = new Map();
    this.#followSelection();
  }

  #applyRefusals(found: readonly RefusalCount[]): void {
    if (found.length === 0) return;
    const pulses = new Map(this.pulses);
    for (const { group, counter, count } of found) {
      pulses.set(group, { counter, count, serial: ++this.#serial });
      this.announcer.refused(this.pathOf(group), counter, count);
    }
    this.pulses = pulses;
  }

  #applyFrames(view: NonNullable<View['frames']>): void {
    this.frames.apply(view);
    const buffers = new Set([view.runs, view.kind, view.order, view.owner].map((array) => array.buffer));
    const whole = [...buffers].filter((buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer && buffer.byteLength > 0);
    // A pool that was not refilled makes a new buffer: nothing is lost by an engine that refuses this.
    if (whole.length > 0) this.#engine.send({ type: 'recycle', buffers: whole }).catch(() => undefined);
  }

  /** Until somebody chooses, the inspector shows the first group whose kernel memory is accounted. */
  #followSelection(): void {
    if (this.#wantedPath !== undefined) {
      const wanted = this.groups.findLast((group) => group.path === this.#wantedPath);
      if (wanted !== undefined) {
        this.#wantedPath = undefined;
        this.select(wanted.id);
        return;
      }
    }
    if (this.byId.has(this.selected) && (this.#chosenByHand || this.selected !== ROOT)) return;
    const next = this.#chosenByHand ? undefined : this.groups.find((group) => group.state === 'accounted' && group.id !== ROOT);
    this.#setSelected(next?.id ?? ROOT);
  }

  // ── what a person does ──

  async #send(command: Parameters<Engine['send']>[0]): Promise<boolean> {
    try {
      await this.#engine.send(command);
      return true;
    } catch (thrown) {
      this.notice = { tone: 'error', ...refusalOf(thrown) };
      return false;
    }
  }

  /** Runs, and stops where a prediction is asked; with `upTo` straight on until that block of the document has ended. */
  async run(upTo?: number): Promise<void> {
    this.touched = true;
    this.#straight = upTo !== undefined;
    if (this.notice === this.#waiting) this.notice = undefined;
    this.backwards = false;
    const before = this.session;
    // The button answers at once; the next view tells what is true.
    if (this.ready) this.#enter({ ...before, state: 'running' });
    if (
      !(await this.#send(upTo === undefined ? { type: 'run', predict: this.asks } : { type: 'run', upTo })) &&
      this.session.state === 'running'
    )
      this.#enter(before);
  }
  async pause(): Promise<void> {
    await this.#send({ type: 'pause' });
  }
  async toggle(): Promise<void> {
    await (this.running ? this.pause() : this.run());
  }
  async step(by: StepUnit = this.stepBy): Promise<void> {
    this.touched = true;
    this.#straight = false;
    await this.#send({ type: 'step', by });
  }
  /** To the start of the step of the lesson before, else one tick back. */
  async stepBack(): Promise<void> {
    const tick = this.heading;
    const starts = (this.lesson?.blocks ?? []).flatMap((block) => (block.startTick === undefined ? [] : [block.startTick]));
    const goal = this.stepBy === 'command' ? starts.findLast((start) => start < tick) : tick - 1;
    await this.seek(Math.max(0, goal ?? 0));
  }
  /** Goes back through time at the speed of the clock until it is pressed again, or somebody goes elsewhere. */
  async playBack(): Promise<void> {
    if (this.backwards) {
      this.backwards = false;
      return;
    }
    if (this.running) await this.pause();
    this.backwards = true;
    const { speed } = this.session;
    // By the time gone by, so that slow journeys are fewer and not longer.
    const pace = (speed === 0 ? this.time.end / REWIND_SECONDS : speed) / 1000;
    const from = this.time.tick;
    const begun = performance.now();
    for (let goal = from; this.backwards && goal > 0 && !this.running;) {
      goal = Math.max(0, Math.min(goal - 1, Math.round(from - (performance.now() - begun) * pace)));
      await this.seek(goal);
      await new Promise((resolve) => setTimeout(resolve, BEAT));
    }
    this.backwards = false;
  }
  /** To the nearest mark of the timeline before (-1) or behind (1) the present, or where one is on the way to, and says which it is. */
  async toMark(by: -1 | 1): Promise<void> {
    const mark = this.timeline.nearest(this.heading, by);
    if (mark === undefined) return;
    this.announcer.say(`${this.pathOf(mark.group)} ${m.timeline.mark(mark.tone, mark.count, m.format.whole(mark.tick), mark.text)}`);
    await this.seek(mark.tick);
  }
  async setSpeed(ticksPerSecond: number): Promise<void> {
    await this.#send({ type: 'speed', ticksPerSecond });
  }
  async reset(): Promise<void> {
    this.#wantedPath = this.#chosenByHand ? this.selectedGroup?.path : undefined;
    this.answers = new Map();
    const before = this.#run();
    if ((await this.#send({ type: 'reset' })) && before !== undefined) this.#changed(m.transport.resetDone, before);
  }

  /** The tick that is shown, or on the way to which one is. */
  get heading(): number {
    return this.#seekTo ?? this.time.tick;
  }

  /** Time travel. While one journey is under way only the last of the later wishes is kept. */
  async seek(tick: number): Promise<void> {
    const busy = this.#seekTo !== undefined;
    this.#seekTo = Math.max(0, Math.round(tick));
    if (busy) return;
    while (this.#seekTo !== undefined) {
      const goal: number = this.#seekTo;
      if (!(await this.#send({ type: 'seek', tick: goal })) || this.#seekTo === goal) this.#seekTo = undefined;
    }
  }

  /** Types a line into the console's shell. */
  async type(line: string): Promise<boolean> {
    this.touched = true;
    this.terminal.listen();
    const stood = this.session.state === 'paused';
    const typed = await this.#enterLine({ type: 'exec', tty: 1, line }, line);
    // The clock stands again when the line is done: what it left in the background would look dead.
    if (typed && stood && BACKGROUND.test(line) && this.notice === undefined) {
      this.#waiting = { tone: 'info', message: m.status.waiting, action: { label: m.transport.run, run: () => void this.run() } };
      this.notice = this.#waiting;
    }
    return typed;
  }
  async interrupt(): Promise<void> {
    await this.#enterLine({ type: 'interrupt', tty: 1 }, '^C');
  }
  async eof(): Promise<void> {
    await this.#enterLine({ type: 'eof', tty: 1 }, '^D');
  }
  async #enterLine(command: Extract<Command, { type: 'exec' | 'interrupt' | 'eof' }>, label: string): Promise<boolean> {
    const before = this.#run();
    try {
      const { tick, kept } = await this.#engine.send(command);
      if (before === undefined) return true;
      // Lines typed in one go are each taken back alone; one typed in the past brings its future back.
      const journal = before.journal.length > kept ? before.journal : (this.#engine.kept?.journal ?? []).slice(0, kept);
      this.#changed(label, { journal, tick, end: Math.max(tick, before.end) });
      return true;
    } catch (thrown) {
      this.notice = { tone: 'error', ...refusalOf(thrown) };
      return false;
    }
  }

  /** The run as it is known here. */
  #run = (): Run | undefined => {
    const { kept } = this.#engine;
    return kept && { journal: kept.journal, tick: this.time.tick, end: this.time.end };
  };
  #changed(label: string, before: Run): void {
    this.changes.push(runChange(label, before, this.#run, (command) => this.#send(command)));
  }
  async undo(): Promise<void> {
    const change = await this.changes.undo();
    if (change !== undefined) this.announcer.say(m.transport.undone(change.label));
  }
  async redo(): Promise<void> {
    const change = await this.changes.redo();
    if (change !== undefined) this.announcer.say(m.transport.redone(change.label));
  }
  /** Asks what changes nothing; undefined when the engine cannot tell now. */
  async ask<T extends 'check' | 'complete' | 'frame' | 'manual'>(question: Extract<Command, { type: T }>): Promise<Answers[T] | undefined> {
    try {
      return await this.#engine.send<T>(question);
    } catch {
      return undefined;
    }
  }
  /** Completions in the console's shell (tty 1) or the lesson's; none is an answer too: a bell nobody rings. */
  async complete(line: string, cursor: number, tty: 0 | 1 = 1): Promise<readonly Completion[]> {
    return (await this.ask({ type: 'complete', tty, line, cursor }))?.completions ?? [];
  }
  /** What one frame holds, undefined when the engine cannot tell now. */
  async frame(pfn: number): Promise<FrameInfo | undefined> {
    return (await this.ask({ type: 'frame', pfn }))?.frame;
  }

  /** Shows a group in the inspector. */
  select(id: number): void {
    this.#chosenByHand = true;
    this.#setSelected(id);
  }
  #setSelected(id: number): void {
    this.selected = id;
    if (id === this.#told) return;
    this.#told = id;
    void this.#send({ type: 'select', group: id });
  }

  answer(block: number, option: number): void {
    this.answers = new Map(this.answers).set(block, option);
    void this.#send({ type: 'answered', blocks: [...this.answers.keys()] });
  }

  // ── whole sessions ──

  /** Loads a session; on any fault the old one stays and a notice says why. It can be taken back, unless it is itself that. */
  async load(session: Session, again = false): Promise<boolean> {
    // What reads documents is loaded with the first one.
    const { parseDocument } = await import('../../scenario/document');
    const before = again ? undefined : this.#present();
    const parsed = parseDocument(session.text, session.set);
    if (!parsed.ok) {
      this.notice = { tone: 'error', message: m.errors.document, problems: parsed.problems };
      return false;
    }
    const { text, set, journal, tick } = session;
    const done = await this.#send({ type: 'load', text, set: [...set], journal: [...journal], tick });
    if (!done) return false;
    this.document = parsed.document;
    this.origin = session.origin;
    this.set = set;
    this.answers = new Map();
    this.#straight = false;
    this.detail = undefined;
    this.#chosenByHand = false;
    this.#wantedPath = session.select;
    this.notice = parsed.warnings.length > 0 ? { tone: 'warning', message: m.errors.warnings, problems: parsed.warnings } : undefined;
    // A new machine tells of no group until it is asked.
    this.#told = 0;
    this.#followSelection();
    if (before !== undefined) {
      let after = session;
      this.changes.push({
        label: parsed.document.title,
        undo: () => ((after = this.#present() ?? session), this.load(before, true)),
        redo: () => this.load(after, true),
      });
    }
    return true;
  }

  /** The session as it is known here. */
  #present(): Session | undefined {
    const { kept } = this.#engine;
    if (kept === undefined || this.document === undefined) return undefined;
    return { ...kept, origin: this.origin, select: this.#chosenByHand ? this.selectedGroup?.path : undefined };
  }

  /** The present session, to share or to come back to; undefined when there is none. */
  async export(): Promise<Session | undefined> {
    if (this.document === undefined) return undefined;
    try {
      const { text, journal, tick } = await this.#engine.send({ type: 'export' });
      return { text, journal, tick, origin: this.origin, set: this.set, select: this.#chosenByHand ? this.selectedGroup?.path : undefined };
    } catch {
      // An engine that broke takes nothing with it.
      return this.#present();
    }
  }
}
