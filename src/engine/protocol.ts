/**
 * The messages between the page and the worker, version 1. Everything that crosses is parsed by a schema on arrival.
 * Every command is answered by exactly one reply with its id; views come unasked, at most 60 a second.
 *
 * Amounts of memory are in pages (4 KiB) as safe integers; `UNLIMITED` stands for RESOURCE_MAX.
 */
import * as v from 'valibot';
import { type JournalEntry, JournalSchema } from '../scenario/journal';
import type { Problem } from '../scenario/problem';

/** Version of this protocol; a message of another version is answered with the error `version`. */
export const PROTOCOL_VERSION = 1;

/** RESOURCE_MAX in a view's page counts. */
export const UNLIMITED = -1;

/** Version of the simulated rules: raised when a correction changes what a scenario does. */
export const RULES_VERSION = 1;

const tick = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const tty = v.picklist([0, 1]);

export { type JournalEntry, JournalEntrySchema, JournalSchema } from '../scenario/journal';
export type { Problem } from '../scenario/problem';

/** What the page may ask of the worker. */
export const CommandSchema = v.variant('type', [
  /** Replaces the session: parse the document, boot the machine, replay the journal up to `tick` (0 if absent). */
  v.object({
    type: v.literal('load'),
    text: v.pipe(v.string(), v.maxLength(262144)),
    /** `FIELD=VALUE` overrides of front matter, as in `?set=machine.ram=128M`. */
    set: v.optional(v.array(v.string())),
    journal: v.optional(JournalSchema),
    tick: v.optional(tick),
  }),
  /**
   * Runs until paused or finished; with `predict` also up to each sh block that an unanswered predict block stands before, with `upTo` until that
   * block of the document, counted from 0 over all of them, has ended.
   */
  v.object({
    type: v.literal('run'),
    predict: v.optional(v.boolean()),
    upTo: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  /** Predictions that have been answered, by their blocks: a run does not stop at them. Holds until the next load or reset. */
  v.object({ type: v.literal('answered'), blocks: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))) }),
  v.object({ type: v.literal('pause') }),
  /**
   * Runs on until the next command of the lesson, the next tick, the next trace point, or (while they are watched) the next
   * charge of the selected group, then pauses. Answered when it starts.
   */
  v.object({ type: v.literal('step'), by: v.picklist(['command', 'tick', 'event', 'charge']) }),
  /** Simulated ticks a second of real time; 0 = as fast as it goes. */
  v.object({ type: v.literal('speed'), ticksPerSecond: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1000000)) }),
  /** Back to tick 0 of the same document, journal dropped. */
  v.object({ type: v.literal('reset') }),
  /** Time travel; the journal stays, so running on replays the known future. Answered on arrival, or when stopped on the way. */
  v.object({ type: v.literal('seek'), tick }),
  /** Brings back the future that the last line typed in the past, or the last reset, dropped; the present one can be got back in turn. */
  v.object({ type: v.literal('recover') }),
  /** Puts another journal in the place of the present one and goes to `tick` of that run; `recover` brings the present one back. Answered on arrival. */
  v.object({ type: v.literal('rewrite'), journal: JournalSchema, tick }),
  /**
   * Types a line; answered at once. Given while paused, the clock runs until that line's foreground has ended. Given in
   * the past, it drops the journal behind this tick (see `recover`).
   */
  v.object({ type: v.literal('exec'), tty, line: v.pipe(v.string(), v.maxLength(65536)) }),
  /** Ctrl-C. */
  v.object({ type: v.literal('interrupt'), tty }),
  /** Ctrl-D. */
  v.object({ type: v.literal('eof'), tty }),
  /** Which group the inspector shows; its files and tasks come with the views. 0 = none. */
  v.object({ type: v.literal('select'), group: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  /** Whether the selected group's charges are watched on their way; when paused, the last moments are gone through again for them. */
  v.object({ type: v.literal('watch'), charges: v.boolean() }),
  /** Completions at a place in a console line. */
  v.object({ type: v.literal('complete'), tty, line: v.string(), cursor: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  /** One control file by its path below the hierarchy, `bomb/memory.kmem.failcnt`, without a task that reads it. */
  v.object({ type: v.literal('read'), path: v.pipe(v.string(), v.maxLength(4096)) }),
  /** What is wrong with a document, and what is odd, without loading it. Answered in every state. */
  v.object({ type: v.literal('check'), text: v.pipe(v.string(), v.maxLength(262144)), set: v.optional(v.array(v.string())) }),
  /** A manual page by its name; answered in every state. */
  v.object({ type: v.literal('manual'), name: v.pipe(v.string(), v.maxLength(200)) }),
  v.object({ type: v.literal('hash') }),
  /** The journal and moment, to share or to keep. */
  v.object({ type: v.literal('export') }),
  /** One frame in words, for hover and for who cannot see the map. */
  v.object({ type: v.literal('frame'), pfn: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  /** Answered at once in every state: is the worker alive? */
  v.object({ type: v.literal('ping') }),
  /** Gives the bulk buffers of a drawn view back to the pool. Until then at most four such views are on their way. */
  v.object({ type: v.literal('recycle'), buffers: v.array(v.instance(ArrayBuffer)) }),
  /** Debug mode: the kernel's invariants after every tick. */
  v.object({ type: v.literal('debug'), invariants: v.boolean() }),
]);
export type Command = v.InferOutput<typeof CommandSchema>;

/** What travels to the worker. */
export const RequestSchema = v.object({
  v: v.literal(PROTOCOL_VERSION),
  id: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  command: CommandSchema,
});
export type Request = v.InferOutput<typeof RequestSchema>;

/** Why a command was not done. `code` is for programs, `message` for people. */
export interface Refusal {
  readonly code: 'version' | 'schema' | 'document' | 'state' | 'journal' | 'missing' | 'failed';
  readonly message: string;
  readonly problems?: readonly Problem[];
}

export interface Completion {
  /** The whole word to put in place of [from, to) of the line. */
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly kind: 'command' | 'file' | 'directory' | 'group' | 'pid' | 'value' | 'variable';
}

/** A page of the manual: of a control file, a command (then with its arguments), or an idea. */
export interface ManualPage {
  readonly name: string;
  /** One line. */
  readonly title: string;
  /** What follows a command's name. */
  readonly usage?: string;
  readonly text: string;
  /** Name of the shipped scenario that shows it. */
  readonly lesson?: string;
}

/** What one frame holds. */
export interface FrameInfo {
  readonly pfn: number;
  readonly kind: FrameKindName;
  /** 0..10 of the block it belongs to. */
  readonly order: number;
  /** First pfn of that block. */
  readonly head: number;
  /** Path of the group charged, "" when nobody is. */
  readonly owner: string;
  readonly ownerId: number;
  /** In words: "kernel stack of pid 42 (bash)". */
  readonly holds: string;
}

/** The data of a successful reply, by command type. */
export interface Answers {
  load: { tick: number; title: string; warnings: readonly string[] };
  /** `go`: the lesson was told to go on beside a typed line, behind so many entries of the journal. */
  run: { tick: number; go?: number | undefined };
  answered: { tick: number };
  pause: { tick: number };
  step: { tick: number; go?: number | undefined };
  speed: { tick: number };
  reset: { tick: number };
  seek: { tick: number };
  recover: { tick: number; journal: readonly JournalEntry[] };
  rewrite: { tick: number; journal: readonly JournalEntry[] };
  /** `kept`: how many entries of the journal stayed in front of this one; `hold` as in the journal. */
  exec: { tick: number; kept: number; hold?: true | undefined };
  interrupt: { tick: number; kept: number };
  eof: { tick: number; kept: number };
  select: { tick: number };
  watch: { tick: number };
  complete: { completions: readonly Completion[] };
  read: { tick: number; text: string };
  check: { problems: readonly Problem[]; warnings: readonly Problem[] };
  /** `page` is left out where there is none; `names` are all there are, sorted. */
  manual: { page?: ManualPage; names: readonly string[] };
  hash: { tick: number; hash: string };
  export: { text: string; journal: readonly JournalEntry[]; tick: number };
  frame: { frame: FrameInfo };
  ping: { tick: number };
  recycle: Record<string, never>;
  debug: { tick: number };
}

export type Reply =
  | { readonly v: 1; readonly type: 'reply'; readonly id: number; readonly ok: true; readonly answer: Answers[keyof Answers] }
  | { readonly v: 1; readonly type: 'reply'; readonly id: number; readonly ok: false; readonly error: Refusal };

/** The states of `session.machine.ts`, as the page shows them. */
export type SessionState = 'empty' | 'loading' | 'paused' | 'running' | 'seeking' | 'finished' | 'panicked' | 'failed';

/** What a frame holds; the index is the value in `FramesView.kind`. */
export const FRAME_KINDS = ['free', 'reserved', 'anon', 'cache', 'stack', 'slab', 'pagetable', 'kernel'] as const;
export type FrameKindName = (typeof FRAME_KINDS)[number];

/** One control group in a view. Page counts; `UNLIMITED` for RESOURCE_MAX. */
export interface GroupView {
  /** Stable for the group's life, never used again in a run. 1 is the root. */
  readonly id: number;
  /** 0 for the root. */
  readonly parent: number;
  readonly name: string;
  /** Full path below the hierarchy, "/" for the root; of a removed group the path it had. */
  readonly path: string;
  /** State of the life cycle machine: unaccounted, accounted, offline, rcu (freed groups are gone). */
  readonly state: 'unaccounted' | 'accounted' | 'offline' | 'rcu';
  readonly useHierarchy: boolean;
  readonly res: CounterView;
  readonly memsw: CounterView;
  readonly kmem: CounterView;
  /** Exact pages of memory.stat. */
  readonly rss: number;
  readonly cache: number;
  readonly swap: number;
  /** Pages of this group waiting in per-CPU stocks. */
  readonly stock: number;
  readonly tasks: number;
  readonly oomKillDisable: boolean;
  readonly underOom: boolean;
}
export interface CounterView {
  readonly usage: number;
  readonly max: number;
  readonly limit: number;
  readonly failcnt: number;
}

/** The frame table, or the runs of it that changed. */
export interface FramesView {
  readonly total: number;
  /** True: `kind`, `order`, `owner` hold all frames. False: only those of `runs`, one behind the other. */
  readonly full: boolean;
  /** Pairs (first pfn, length). */
  readonly runs: Uint32Array;
  readonly kind: Uint8Array;
  /** 0..10 of the block. */
  readonly order: Uint8Array;
  /** Group id, 0 = nobody. */
  readonly owner: Uint32Array;
}

/** A trace point as the page shows it. */
export interface TraceView {
  /** Number of the event in the run, from 1. */
  readonly n: number;
  readonly tick: number;
  readonly cpu: number;
  readonly pid: number;
  readonly comm: string;
  /** Name of the trace point, as the kernel function or event is called: `res_counter_charge`, `oom_kill`, … */
  readonly point: string;
  /** Group it happened in or that refused, 0 = none. */
  readonly group: number;
  /** `key=value` pairs, in a fixed order. */
  readonly text: string;
  readonly tone: 'info' | 'refused' | 'reclaim' | 'oom' | 'created' | 'removed' | 'freed' | 'warning' | 'panic';
}

/** A mark on the timeline. A row with tick, tone and group of one sent before replaces it (its count has grown). */
export interface MarkView {
  readonly tick: number;
  readonly tone: Exclude<TraceView['tone'], 'info'>;
  readonly group: number;
  readonly count: number;
  readonly text: string;
}

/** Where the lesson stands. Blocks are counted over the whole document, prose included. */
export interface LessonView {
  /** The sh block being run or to be run next; -1 when all have ended. */
  readonly current: number;
  /** By block: what became of it. */
  readonly blocks: readonly BlockView[];
}
export interface BlockView {
  readonly type: 'prose' | 'sh' | 'predict' | 'check';
  readonly state: 'waiting' | 'running' | 'done';
  /** For an sh block that runs: the 0-based line of the command at work. */
  readonly line?: number;
  readonly startTick?: number;
  readonly endTick?: number;
  readonly checks?: readonly CheckView[];
}
export interface CheckView {
  readonly line: number;
  readonly text: string;
  readonly ok: boolean;
  /** What it really was, in words. */
  readonly got: string;
}

/** What the inspector shows of the selected group. */
export interface DetailView {
  readonly group: number;
  readonly files: readonly { readonly name: string; readonly text: string; readonly writable: boolean; readonly error?: string }[];
  readonly tasks: readonly TaskView[];
  /** Tasks in all; `tasks` holds the first 200. */
  readonly taskCount: number;
}
export interface TaskView {
  readonly pid: number;
  readonly ppid: number;
  readonly comm: string;
  /** R, S, D, Z as ps prints it. */
  readonly state: string;
  /** Anonymous pages mapped. */
  readonly rss: number;
}

/** A stop on the way of a charge; `next` are those it can go on to. */
export interface ChargeStopView {
  readonly id: string;
  /** The kernel's function, or what the caller gets; empty for a charge that is nobody's. */
  readonly fn: string;
  /** Patch of the series that brought or changed it. */
  readonly patch?: number;
  /** Control files of the counter that is asked, as they begin. */
  readonly counter?: string;
  readonly next: readonly string[];
}

/** One charge on its way through the controller. Pages. */
export interface ChargeView {
  /** Rises from charge to charge. */
  readonly n: number;
  readonly tick: number;
  readonly cpu: number;
  readonly pid: number;
  readonly comm: string;
  /** Kernel pages, a user's page, or a page counted ahead for a task that moves. */
  readonly kind: 'kernel' | 'user' | 'move';
  readonly pages: number;
  readonly group: number;
  /** It slept before and goes on here. */
  readonly resumed: boolean;
  /** `nobody`: no counter was touched. `open`: charged, and still without its frames. */
  readonly outcome: 'open' | 'charged' | 'nobody' | 'refused' | 'waits' | 'reverted';
  readonly steps: readonly ChargeStepView[];
}
export interface ChargeStepView {
  /** A `ChargeStopView.id`. */
  readonly stop: string;
  /** Went on, did not apply, was refused, went to sleep. */
  readonly outcome: 'pass' | 'miss' | 'refused' | 'waits';
  readonly pages: number;
  /** Counters asked on the way up, as they stood afterwards. */
  readonly counters: readonly { readonly group: number; readonly usage: number; readonly limit: number; readonly refused: boolean }[];
  /** `key=value` pairs. */
  readonly note: string;
}

/** Why what a terminal printed was refused. Amounts in pages. */
export interface WhyView {
  readonly tick: number;
  readonly tty: 0 | 1;
  /** The line that was printed. */
  readonly line: string;
  /** Name of the kernel's rule. */
  readonly rule: string;
  readonly group: number;
  /** Control file that was written, '' none. */
  readonly file: string;
  /** Files of the counter that the amounts are of, as they begin; '' none. */
  readonly counter: string;
  readonly usage: number;
  readonly limit: number;
  readonly asked: number;
  readonly tasks: number;
  readonly children: number;
}

/** Text that a terminal printed since the view before. */
export interface ConsoleView {
  readonly tty: 0 | 1;
  /** True: forget what was printed before (a load, reset or seek). */
  readonly reset: boolean;
  readonly text: string;
  /** The shell waits at its prompt; `cwd` is for the prompt. */
  readonly idle: boolean;
  readonly cwd: string;
  /** Exit status of the last command, `$?`. */
  readonly status: number;
}

/** One sample of the timeline; the page keeps them until `reset`. Samples and marks cover the whole known future, up to `time.end`. */
export interface SampleView {
  readonly tick: number;
  /** Flat: group id, res usage, kmem usage, group id, … (pages), every group alive, ghosts included. */
  readonly values: ArrayLike<number>;
}

/** The machine's facts; sent after a load. Memory in pages. */
export interface MachineView {
  readonly kernel: string;
  readonly ram: number;
  readonly cpus: number;
  readonly swap: number;
  readonly without: readonly number[];
  readonly seed: number;
}
/** Frames in all and free, live tasks, and whether kmem accounting is armed anywhere. */
export interface MemoryView {
  readonly total: number;
  readonly free: number;
  readonly tasks: number;
  readonly staticKey: boolean;
  /** Groups in all; `View.groups` holds the 2000 oldest. */
  readonly groups?: number;
}

/** What the worker sends unasked. Only what changed since the view before is there; whole values, never patches. */
export interface View {
  readonly v: 1;
  readonly type: 'view';
  readonly seq: number;
  readonly session: {
    readonly state: SessionState;
    /** Panic text or what failed. */
    readonly message?: string;
    readonly title: string;
    readonly speed: number;
    /** Ticks done of a seek or replay. */
    readonly progress?: { readonly done: number; readonly of: number };
  };
  readonly time: {
    readonly tick: number;
    /** Furthest tick seen in this future; ≥ tick. */
    readonly end: number;
    readonly events: number;
    /** Last tick of a dropped future that `recover` brings back. */
    readonly dropped?: number;
  };
  readonly machine?: MachineView;
  readonly memory: MemoryView;
  /** `rows`: new groups and those of which anything changed; `gone`: ids of those that were freed. */
  readonly groups?: { readonly reset: boolean; readonly rows: readonly GroupView[]; readonly gone: readonly number[] };
  readonly frames?: FramesView;
  readonly consoles?: readonly ConsoleView[];
  readonly dmesg?: { readonly reset: boolean; readonly lines: readonly { readonly tick: number; readonly text: string }[] };
  /** New trace points; when more came than fit a view, the last 500 of them and how many were left out. */
  readonly trace?: { readonly reset: boolean; readonly rows: readonly TraceView[]; readonly dropped: number };
  readonly marks?: { readonly reset: boolean; readonly rows: readonly MarkView[] };
  /** Of what was sent before, samples whose tick is no multiple of `distance` are void. */
  readonly samples?: { readonly reset: boolean; readonly distance: number; readonly rows: readonly SampleView[] };
  readonly lesson?: LessonView;
  readonly detail?: DetailView;
  /** Why lines of the terminals tell of a refusal. */
  readonly whys?: { readonly reset: boolean; readonly rows: readonly WhyView[] };
  /** The last charges of the selected group while they are watched, oldest first; only the very last of a run that goes on. */
  readonly charges?: { readonly group: number; readonly rows: readonly ChargeView[] };
}

/** Definitions for the page's diagrams, sent once at start: the group life cycle as the kernel's machine has it, and the stops of a charge. */
export interface Hello {
  readonly v: 1;
  readonly type: 'hello';
  readonly protocol: number;
  readonly rules: number;
  readonly lifecycle: unknown;
  readonly charge: readonly ChargeStopView[];
}

export type FromWorker = Reply | View | Hello;
