import type { UserState } from '../kernel/kernel';

/** What a worker is told to do with files and with memory that is not simply its own. */
export type MemoryOrder =
  /** Read the first `bytes` of a file, or write so many at its end. */
  | { readonly do: 'read pages'; readonly path: string; readonly bytes: number }
  | { readonly do: 'append'; readonly path: string; readonly bytes: number }
  /** Map `pages` and write to each; with `lock` they are brought in by mlock. */
  | {
      readonly do: 'map memory';
      readonly region: string;
      readonly kind: 'anon' | 'shared' | 'locked';
      readonly pages: number;
      readonly lock: boolean;
    }
  /** Map the first `pages` of a file, and read each if `touch`. */
  | { readonly do: 'map file'; readonly region: string; readonly path: string; readonly pages: number; readonly touch: boolean }
  /** Read or write the first `pages` of a region. */
  | { readonly do: 'use region'; readonly region: string; readonly pages: number; readonly write: boolean }
  | { readonly do: 'swapoff' };

/** What a task is told to do with directories and files as objects. */
export type TreeOrder =
  | { readonly do: 'make chain'; readonly dir: string; readonly n: number }
  | { readonly do: 'fill directory'; readonly dir: string; readonly n: number; readonly what: 'files' | 'dirs' }
  /** Look for so many names that are not there. */
  | { readonly do: 'look for'; readonly dir: string; readonly n: number }
  /** Open so many files and keep them under `tag`, or close them. */
  | { readonly do: 'hold files'; readonly tag: string; readonly n: number }
  | { readonly do: 'drop files'; readonly tag: string }
  | { readonly do: 'remove chain'; readonly dir: string }
  | { readonly do: 'mount'; readonly fs: string; readonly dir: string }
  | { readonly do: 'umount'; readonly dir: string };

/** What a worker is told to do. The numbers are pages unless they say otherwise. */
export type WorkerOrder =
  | MemoryOrder
  | TreeOrder
  /** Write once to each of `pages` new pages behind region `region`. */
  | { readonly do: 'touch'; readonly region: string; readonly pages: number }
  /** Map without touching. */
  | { readonly do: 'map'; readonly region: string; readonly pages: number }
  /** Write to the first pages of what is mapped. */
  | { readonly do: 'write pages'; readonly region: string; readonly pages: number }
  /** Give back the last pages of a region with one unmap. */
  | { readonly do: 'unmap'; readonly region: string; readonly pages: number | 'all' }
  /** `own`: it has pages of its own to write to, as a real program has, and they are shared by each fork. */
  | { readonly do: 'clone'; readonly how: 'vm' | 'thread' | 'fork'; readonly n: number; readonly touch: number; readonly own: boolean }
  /** Have the kernel allocate `n` blocks of 2^`order` accounted pages one after another, kept under `tag`. */
  | { readonly do: 'kernel pages'; readonly tag: string; readonly order: number; readonly n: number }
  | { readonly do: 'free kernel pages'; readonly tag: string }
  /** Reap every zombie child there is. */
  | { readonly do: 'reap' }
  /** Reap until these children are gone. */
  | { readonly do: 'reap these'; readonly pids: readonly number[] }
  /** Send SIGKILL to these, from its own group. */
  | { readonly do: 'kill these'; readonly pids: readonly number[] }
  | { readonly do: 'exit' }
  | { readonly do: 'exit thread' };

/** What the task that stands outside, in the root group on CPU 0, is told to do. */
export type ControlOrder =
  | { readonly do: 'write file'; readonly path: string; readonly text: string }
  | { readonly do: 'read file'; readonly path: string }
  /** Opens a file to keep it; the answer's value is the descriptor. */
  | { readonly do: 'open'; readonly path: string }
  /** Reads a kept descriptor from the start. */
  | { readonly do: 'read again'; readonly fd: number }
  | { readonly do: 'close'; readonly fd: number }
  /** Makes a file if there is none. */
  | { readonly do: 'create'; readonly path: string }
  | { readonly do: 'sync' }
  | { readonly do: 'swap off' }
  /** Registers a new event descriptor for `path` by writing to `events`; the answer's value is the descriptor. */
  | { readonly do: 'listen'; readonly path: string; readonly events: string; readonly threshold: string }
  /** Takes the notifications that came: the answer's value is how many. */
  | { readonly do: 'take events'; readonly fd: number }
  | { readonly do: 'stat'; readonly path: string }
  | { readonly do: 'mkdir'; readonly path: string }
  | { readonly do: 'rmdir'; readonly path: string }
  | { readonly do: 'unlink'; readonly path: string }
  | { readonly do: 'rename'; readonly from: string; readonly to: string }
  | { readonly do: 'spawn'; readonly prog: 'control' | 'worker'; readonly cpu: number | undefined }
  | { readonly do: 'kill'; readonly pids: readonly number[] }
  | { readonly do: 'reap' };

export type Order = WorkerOrder | ControlOrder;
/** Orders the outside task carries out as well. */
export type OutsideOrder = ControlOrder | TreeOrder;

/** What came of an order: numbers by name, a text for a read, the errno (positive) that stopped it. */
export interface Answer {
  readonly counts: Readonly<Record<string, number>>;
  readonly text?: string;
  readonly errno?: number;
}

/** One mapping of a region, in the order they were made. */
export interface Piece {
  readonly id: number;
  pages: number;
}

/** A block of kernel pages somebody holds. */
export interface KernelBlock {
  readonly pfn: number;
  readonly order: number;
}

/** The program every task of a rig runs, as plain data. */
export interface RigState extends UserState {
  readonly prog: 'init' | 'control' | 'worker' | 'sleeper';
  /** What it is at; undefined = it waits for an order. */
  order: Order | undefined;
  /** How much of the order is done: pages, children, reads. */
  done: number;
  /** Pages its map held when it began to touch, and how many of the order it had written when it last slept or ran. */
  before: number;
  reached: number;
  /** Where in its order it is, for orders of several system calls. */
  phase: number;
  fd: number;
  text: string;
  answer: Answer | undefined;
  /** Pages held, by region. */
  regions: Record<string, Piece[]>;
  /** Blocks of kernel pages held, by tag: their first frames. */
  kernelPages: Record<string, readonly KernelBlock[]>;
  /** Open files held, by tag. */
  held: Record<string, readonly number[]>;
  /** Children in the order they were made, by pid; threads apart. */
  children: number[];
  threads: number[];
  /** New pages a fresh child touches before it sleeps. */
  firstTouch: number;
}

export function newRigState(prog: RigState['prog']): RigState {
  return {
    prog,
    order: undefined,
    done: 0,
    before: 0,
    reached: 0,
    phase: 0,
    fd: -1,
    text: '',
    answer: undefined,
    regions: {},
    kernelPages: {},
    held: {},
    children: [],
    threads: [],
    firstTouch: 0,
  };
}

export function copyRigState(state: RigState): RigState {
  const regions: Record<string, Piece[]> = {};
  for (const [name, pieces] of Object.entries(state.regions)) regions[name] = pieces.map((piece) => ({ ...piece }));
  return {
    ...state,
    regions,
    kernelPages: { ...state.kernelPages },
    held: { ...state.held },
    children: [...state.children],
    threads: [...state.threads],
  };
}

/** Pages a region holds, over all its mappings. */
export function pagesOf(state: Readonly<RigState>, region: string): number {
  return (state.regions[region] ?? []).reduce((sum, piece) => sum + piece.pages, 0);
}
