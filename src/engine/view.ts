/**
 * Builds the views: it remembers what the page has been sent and answers with what is new. Whole values, never patches;
 * bulk data in one transferable buffer.
 */
import { BufferPool } from './buffer-pool';
import { detailOf } from './detail-view';
import { MOST_CHARGES } from './charge-log';
import { FramesReader } from './frames-view';
import type { LessonState } from './lesson';
import type { ConsoleView, DetailView, GroupView, LessonView, SessionState, View } from './protocol';
import type { Simulation } from './simulation';
import { TerminalReader } from './terminal-view';

/** Most trace points in one view. */
const MOST_TRACE = 500;

/** What of a view is the session's own. */
export interface SessionFacts {
  readonly state: SessionState;
  readonly message: string | undefined;
  readonly speed: number;
  readonly progress: { readonly done: number; readonly of: number } | undefined;
  /** The group the inspector shows, 0 none. */
  readonly selected: number;
}

export interface BuiltView {
  readonly view: View;
  readonly transfer: ArrayBuffer[];
}

type Parts = Omit<View, 'v' | 'type' | 'seq' | 'session' | 'time' | 'memory'>;
type Writable<T> = { -readonly [K in keyof T]: T[K] };

const NO_MEMORY = { total: 0, free: 0, tasks: 0, staticKey: false };

export class ViewBuilder {
  readonly pool = new BufferPool();
  #seq = 0;
  #simulation: Simulation | undefined;
  #sent = new Sent();
  /** Machine tick and jump of the last whole view; nothing of the machine changes in between. */
  #seen = '';
  #owes = false;

  /** Frames were held back from the last view: the page still had too many buffers. */
  get owes(): boolean {
    return this.#owes;
  }

  /** The next view. `now` in milliseconds, for the traffic of buffers only. */
  build(simulation: Simulation | undefined, facts: SessionFacts, now: number): BuiltView {
    const { state, message, speed, progress } = facts;
    const session = {
      state,
      title: simulation?.document.title ?? '',
      speed,
      ...(message === undefined ? {} : { message }),
      ...(progress === undefined ? {} : { progress }),
    };
    const frame = { v: 1, type: 'view', seq: ++this.#seq, session } as const;
    if (simulation === undefined) return { view: { ...frame, time: { tick: 0, end: 0, events: 0 }, memory: NO_MEMORY }, transfer: [] };
    const { machine, droppedEnd } = simulation;
    const time = {
      tick: machine.tick,
      end: simulation.end,
      events: machine.events,
      ...(droppedEnd === undefined ? {} : { dropped: droppedEnd }),
    };
    // On the way to another moment there is nothing to show but how far it is, and after our own fault nothing to trust.
    const blind = state === 'loading' || state === 'seeking' || state === 'failed';
    const parts = blind ? {} : this.#parts(simulation, facts, now);
    const transfer = parts.frames === undefined ? [] : [parts.frames.kind.buffer as ArrayBuffer];
    return { view: { ...frame, time, memory: machine.memory, ...parts }, transfer };
  }

  #parts(simulation: Simulation, facts: SessionFacts, now: number): Parts {
    const { selected } = facts;
    const parts: Writable<Parts> = {};
    if (simulation !== this.#simulation) {
      this.#simulation = simulation;
      this.#sent = new Sent();
      parts.machine = simulation.machine.facts;
    }
    const sent = this.#sent;
    const reset = sent.jumps !== simulation.jumps;
    sent.jumps = simulation.jumps;
    addConsoles(parts, simulation, sent, reset);
    addLogs(parts, simulation, sent, reset);
    addTimeline(parts, simulation, sent);
    addLesson(parts, simulation, sent);
    addCharges(parts, simulation, sent, facts);
    const seen = `${simulation.jumps} ${simulation.tick}`;
    if (seen !== this.#seen || reset) addGroups(parts, simulation, sent, reset);
    if (seen !== this.#seen || selected !== sent.selected) addDetail(parts, simulation, sent, selected);
    this.#seen = seen;
    this.#owes = !this.pool.maySend(now);
    if (!this.#owes) {
      const frames = sent.frames.read(simulation.machine.frames, this.pool, now);
      if (frames !== undefined) parts.frames = frames;
    }
    return parts;
  }
}

/** What the page has of one simulation. */
class Sent {
  /** No jump at all yet: everything is new. */
  jumps = -1;
  readonly terminals = [new TerminalReader(0), new TerminalReader(1)] as const;
  readonly frames = new FramesReader();
  kernelLog = 0;
  whys = 0;
  trace = 0;
  /** Tick of the last sample. */
  sampled = -1;
  samplesGeneration = -1;
  marks = 0;
  marksGeneration = -1;
  lesson: LessonState | undefined;
  lessonLine: number | undefined;
  groups: ReadonlyMap<number, GroupView> = new Map();
  selected = 0;
  detail: DetailView | undefined;
  charges = '';
}

function addConsoles(parts: Writable<Parts>, { history, machine }: Simulation, sent: Sent, reset: boolean): void {
  const consoles: ConsoleView[] = [];
  for (const tty of [0, 1] as const) {
    const view = sent.terminals[tty].read(history.terminals[tty], machine, reset);
    if (view !== undefined) consoles.push(view);
  }
  if (consoles.length > 0) parts.consoles = consoles;
}

function addLogs(parts: Writable<Parts>, { history, machine }: Simulation, sent: Sent, reset: boolean): void {
  if (reset) {
    sent.kernelLog = 0;
    sent.whys = 0;
    sent.trace = 0;
  }
  const end = history.kernelLog.behind(machine.tick);
  const lines = history.kernelLog.slice(sent.kernelLog, end);
  if (reset || lines.length > 0) parts.dmesg = { reset, lines };
  sent.kernelLog = end;
  const known = history.whys.behind(machine.tick);
  const whys = history.whys.slice(sent.whys, known);
  if (reset || whys.length > 0) parts.whys = { reset, rows: whys };
  sent.whys = known;
  if (reset || machine.events > sent.trace) parts.trace = { reset, ...history.trace.between(sent.trace, machine.events, MOST_TRACE) };
  sent.trace = machine.events;
}

function addTimeline(parts: Writable<Parts>, { history }: Simulation, sent: Sent): void {
  const { samples, marks } = history;
  const reset = sent.samplesGeneration !== samples.generation;
  const rows = samples.after(reset ? -1 : sent.sampled);
  if (reset || rows.length > 0) parts.samples = { reset, distance: samples.distance, rows };
  sent.sampled = rows.at(-1)?.tick ?? (reset ? -1 : sent.sampled);
  sent.samplesGeneration = samples.generation;
  const newMarks = sent.marksGeneration !== marks.generation;
  const change = newMarks ? 0 : sent.marks;
  if (newMarks || marks.changes > change) parts.marks = { reset: newMarks, rows: marks.since(change) };
  sent.marks = marks.changes;
  sent.marksGeneration = marks.generation;
}

function addLesson(parts: Writable<Parts>, { lesson }: Simulation, sent: Sent): void {
  const view: LessonView = lesson.view();
  const line = view.blocks[view.current]?.line;
  if (lesson.state === sent.lesson && line === sent.lessonLine) return;
  sent.lesson = lesson.state;
  sent.lessonLine = line;
  parts.lesson = view;
}

/** While the machine runs only the very last is looked at; the others are told when it rests. */
function addCharges(parts: Writable<Parts>, simulation: Simulation, sent: Sent, { state, selected }: SessionFacts): void {
  if (!simulation.watching || selected === 0) return;
  const most = state === 'running' ? 1 : MOST_CHARGES;
  const told = `${simulation.charges.version} ${selected} ${most}`;
  if (told === sent.charges) return;
  sent.charges = told;
  parts.charges = { group: selected, rows: simulation.charges.of(selected, most) };
}

function addGroups(parts: Writable<Parts>, { machine }: Simulation, sent: Sent, reset: boolean): void {
  const before = sent.groups;
  const groups = machine.groups();
  const now = new Map(groups.map((group) => [group.id, group]));
  const rows = reset ? groups : groups.filter((group) => !sameGroup(group, before.get(group.id)));
  const gone = reset ? [] : [...before.keys()].filter((id) => !now.has(id));
  sent.groups = now;
  if (reset || rows.length > 0 || gone.length > 0) parts.groups = { reset, rows, gone };
}

function addDetail(parts: Writable<Parts>, { machine }: Simulation, sent: Sent, selected: number): void {
  sent.selected = selected;
  if (selected === 0) {
    sent.detail = undefined;
    return;
  }
  const detail = detailOf(machine, selected);
  if (sent.detail !== undefined && JSON.stringify(detail) === JSON.stringify(sent.detail)) return;
  sent.detail = detail;
  parts.detail = detail;
}

function sameGroup(a: GroupView, b: GroupView | undefined): boolean {
  if (b === undefined) return false;
  for (const key of Object.keys(a) as (keyof GroupView)[]) {
    const left = a[key];
    const right = b[key];
    if (left === right) continue;
    if (typeof left !== 'object' || typeof right !== 'object') return false;
    if (left.usage !== right.usage || left.max !== right.max || left.limit !== right.limit || left.failcnt !== right.failcnt) return false;
  }
  return true;
}
