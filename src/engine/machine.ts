/**
 * What the session core asks of a simulated machine: its clock, its two terminals, its checkpoints. `kernel-machine.ts`
 * is the real one; keeping the two apart lets the core be tested on a toy of thirty lines.
 */
import type { ChargeView, Completion, FrameInfo, GroupView, MachineView, MemoryView, TraceView, WhyView } from './protocol';

export type Tty = 0 | 1;
export const TTYS: readonly Tty[] = [0, 1];

/** What a terminal showed, in bytes (char codes 0..255). */
export interface Output {
  /** All of it: typed lines behind their prompts as the shell reads them, output, messages. */
  readonly text: string;
  /** What of it went to standard output. */
  readonly stdout: string;
  /** The shell read the first line of another command. */
  readonly began: boolean;
}

/** The frame table, column by column, each with room for a multiple of four frames; a live view, valid until the next tick. */
export interface FrameTable {
  readonly total: number;
  readonly kind: Uint8Array;
  readonly order: Uint8Array;
  readonly owner: Uint32Array;
}

/** A kernel log line. */
export interface KernelLine {
  readonly tick: number;
  readonly text: string;
}

/** A control file as it reads now. */
export type FileReading = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

export interface TaskRow {
  readonly pid: number;
  readonly ppid: number;
  readonly comm: string;
  readonly state: string;
  readonly rss: number;
}

/** A refused call: `WhyView` without the line that tells of it. */
export interface Why extends Omit<WhyView, 'line' | 'tty'> {
  readonly tty: number;
  readonly message: string;
}

/** A checkpoint, opaque to everybody but its machine. */
export type MachineImage = object;

export interface Machine {
  /** Ticks done since boot. */
  readonly tick: number;
  /** Trace points since boot. */
  readonly events: number;
  /** The text of the kernel's panic, once there is one. */
  readonly panic: string | undefined;
  readonly facts: MachineView;
  readonly memory: MemoryView;
  readonly frames: FrameTable;

  /** Runs one tick. */
  step(): void;
  /** Nothing is runnable and nothing is due. */
  quiet(): boolean;
  /** 16 hex digits over all state. */
  hash(): string;
  /** Throws with a sentence when an invariant of the kernel does not hold. */
  verify(): void;

  /** Bytes a checkpoint has to look through. */
  readonly stateBytes: number;
  /** A copy of all state that shares with `previous` what did not change. */
  checkpoint(previous?: MachineImage): Iterator<void, MachineImage>;
  restore(image: MachineImage): void;
  /** Bytes that `image` holds and `previous` does not. */
  weigh(image: MachineImage, previous?: MachineImage): number;

  /** Types text and a newline. */
  type(tty: Tty, text: string): void;
  /** Ctrl-C. */
  interrupt(tty: Tty): void;
  /** Ctrl-D. */
  eof(tty: Tty): void;
  /** The terminal's shell waits at its prompt and has read all that was typed. */
  idle(tty: Tty): boolean;
  /** Somebody, the shell at its prompt or a program, waits for more to be typed. */
  waits(tty: Tty): boolean;
  /** 0-based line of the command at work in the text typed last. */
  line(tty: Tty): number;
  /** `$?` */
  status(tty: Tty): number;
  cwd(tty: Tty): string;
  complete(tty: Tty, line: string, cursor: number): readonly Completion[];

  /** What was shown since last asked. */
  takeOutput(tty: Tty): Output;
  /** Kernel log lines since last asked. */
  takeKernelLog(): readonly KernelLine[];
  /** Whether anybody wants the trace points; unheard ones are counted but never put in words. */
  listen(on: boolean): void;
  /** Trace points since last asked, oldest first. */
  takeTrace(): readonly TraceView[];
  /** Whether anybody wants the ways of single charges, and those since last asked. */
  watch(on: boolean): void;
  takeCharges(): readonly Omit<ChargeView, 'n'>[];
  /** Why calls were refused since last asked, each with what strerror says; told while trace points are listened to. */
  takeWhys(): readonly Why[];
  /** The whole kernel log as dmesg prints it. */
  kernelLog(): string;

  /** Every group alive, ghosts included, in ascending order of ids. */
  groups(): readonly GroupView[];
  /** Appends id, res usage and kmem usage of every group, in pages. */
  sample(into: number[]): void;
  /** Id of the group at a path below the hierarchy's root, 0 where there is none. */
  groupAt(path: string): number;
  fileNames(group: number): readonly { readonly name: string; readonly readable: boolean; readonly writable: boolean }[];
  readFile(group: number, name: string): FileReading;
  /** A file by its path, below the hierarchy's root when it does not begin with "/", read by nobody's task. */
  readPath(path: string): FileReading;
  /** Live tasks of a group, and of how many the first `limit` are told. */
  tasks(group: number, limit: number): { readonly count: number; readonly rows: readonly TaskRow[] };
  /** Frames charged to a group. */
  frameCount(group: number): number;
  describeFrame(pfn: number): FrameInfo | undefined;
}
