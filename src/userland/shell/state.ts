/**
 * What a shell's task holds, all of it plain data. Every field is there from the start, in one order: a record that gains
 * or loses one is slow to read and to copy. Everything nested is replaced, never changed, so that a fork (and a
 * fork bomb forks thousands of times) shares it with its parent; only `log` is written in place.
 */
import type { Plain } from '../../kernel/store';
import type { UserState } from '../program';
import { allFrames, type FrameStack } from './stack';

/** A shell variable. */
export interface Variable {
  /** Absent for a variable that is declared but not set, and for arrays. */
  readonly value?: string;
  /** Elements of an indexed array by index; `keys` in ascending order. */
  readonly array?: Readonly<Record<string, string>>;
  readonly exported?: boolean;
  readonly readonly?: boolean;
  /** Assigned values are evaluated as arithmetic. */
  readonly integer?: boolean;
  /** `declare -l` and `-u`. */
  readonly letters?: 'lower' | 'upper';
  /** `declare -n` is refused, so there are no references. */
}
export type Variables = Readonly<Record<string, Variable>>;

/** A function: where its body begins in the code of a source text. */
export interface ShellFunction {
  readonly unit: string;
  readonly pc: number;
  /** What messages call the place it was defined in: `environment` for `bash -c`, or the script. */
  readonly origin: string;
  /** Line of the unit's first line in the script it came from. */
  readonly line: number;
}

/** What a shell comes back to. Inner frames stand behind outer ones. */
export type Frame =
  | CallFrame
  /** `eval`, `source` and traps: another unit runs, then this place goes on. */
  | {
      readonly type: 'unit';
      readonly kind: 'eval' | 'source' | 'trap';
      readonly unit: string;
      readonly pc: number;
      readonly chunkEnd: number;
      readonly line: number;
      readonly lineBase: number;
      readonly cond: number;
      /** Arguments to put back, when `source` had its own. */
      readonly args?: readonly string[];
      readonly origin?: string;
      /** `$?` to put back behind a trap. */
      readonly status?: number;
      /** What a redirected `eval` or `source` puts back. */
      readonly redirect?: RedirectFrame;
    }
  /** A loop; `items` and `at` are those of `for NAME in`. `status` is that of the last body. */
  | {
      readonly type: 'loop';
      readonly exit: number;
      readonly next: number;
      readonly cond: number;
      readonly status: number;
      readonly items?: readonly string[];
      readonly at?: number;
    }
  | { readonly type: 'case'; readonly word: string }
  | RedirectFrame
  /** `time`: ticks and child steps at its start. */
  | { readonly type: 'time'; readonly start: number; readonly posix: boolean }
  /** The child of a fork begins here: nothing outside can be returned to. */
  | { readonly type: 'child' };

/** Descriptors of a redirected command: `[fd, copy]`, copy -1 for one that was closed; and variables set before a builtin. */
export interface RedirectFrame {
  readonly type: 'redirect';
  readonly saved: readonly (readonly [number, number])[];
  readonly variables: Readonly<Record<string, Variable | null>>;
}

/** A function's call. */
export interface CallFrame {
  readonly type: 'call';
  readonly name: string;
  readonly unit: string;
  readonly pc: number;
  readonly chunkEnd: number;
  readonly line: number;
  readonly lineBase: number;
  readonly cond: number;
  readonly args: readonly string[];
  readonly origin: string;
  /** Variables to put back: those made `local`, and those set before the call's name. null where there was none. */
  readonly saved: Readonly<Record<string, Variable | null>>;
  readonly savedRedirects: readonly (readonly [number, number])[];
}

/** A process of a job, and how it ended: wait(2)'s encoding. */
export interface JobProcess {
  readonly pid: number;
  readonly status?: number;
  readonly stopped?: number;
}
/** A pipeline the shell started. */
export interface Job {
  /** `%n`; 0 for one in the foreground, which has no number. */
  readonly id: number;
  readonly group: number;
  readonly processes: readonly JobProcess[];
  readonly text: string;
  readonly background: boolean;
  /** Its end was shown or asked for. */
  readonly told: boolean;
}

/** Options of `set`. */
export interface Options {
  readonly errexit: boolean;
  readonly nounset: boolean;
  readonly xtrace: boolean;
  readonly noglob: boolean;
  readonly noclobber: boolean;
  readonly noexec: boolean;
  readonly allexport: boolean;
  readonly verbose: boolean;
  readonly pipefail: boolean;
  readonly monitor: boolean;
  readonly nullglob: boolean;
  readonly dotglob: boolean;
  readonly failglob: boolean;
  readonly nocasematch: boolean;
  readonly extglob: boolean;
  readonly lastpipe: boolean;
}
export const DEFAULT_OPTIONS: Options = {
  errexit: false,
  nounset: false,
  xtrace: false,
  noglob: false,
  noclobber: false,
  noexec: false,
  allexport: false,
  verbose: false,
  pipefail: false,
  monitor: false,
  nullglob: false,
  dotglob: false,
  failglob: false,
  nocasematch: false,
  extglob: true,
  lastpipe: false,
};

/** What a forked child is to do at its simple command instead of expanding it: its words are expanded already. */
export interface PreparedCommand {
  readonly argv: readonly string[];
  /** Variables set before the command's name. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Descriptors of a fresh child; -1 for none. */
export interface Plumbing {
  readonly input: number;
  readonly output: number;
  readonly close: number;
  readonly both: boolean;
  readonly nullInput: boolean;
  readonly ignoreInterrupts: boolean;
  /** Process group to join, 0 for one of its own, -1 to stay. */
  readonly group: number;
}

/** Where a shell reads its commands from. */
export type Input =
  /** A whole text: `-c`, a script file. */
  | { readonly type: 'text' }
  /** Standard input, line by line; `pending` holds what is no whole command yet. `lines` were read in all. */
  | { readonly type: 'lines'; readonly pending: string; readonly lines: number; readonly eof: boolean };

export interface ShellState extends UserState {
  readonly prog: string;
  /** Not run yet: the arguments and environment it was started with. */
  starting: { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>>; readonly script?: string } | undefined;
  /** Called as sh: POSIX mode. */
  readonly posix: boolean;
  readonly interactive: boolean;
  /** Messages carry no line numbers: the shell that was started was interactive (its subshells are not). */
  readonly quietLines: boolean;
  /** Started as `bash -c`. */
  readonly fromCommandLine: boolean;
  input: Input;

  /** Source text of the code at work, and the instruction. -1: reading input. */
  unit: string;
  pc: number;
  /** Where the present complete command ends: what an error that discards a command jumps to. */
  chunkEnd: number;
  /** Line of the command at work, within `unit`, from 0; `lineBase` is the unit's own first line. */
  line: number;
  lineBase: number;
  stack: FrameStack;
  /** Answers of what this instruction has done so far; see machine.ts. */
  log: Plain[];
  /** > 0: a failing command ends nothing (conditions, `!`, before `&&`). */
  cond: number;

  name: string;
  args: readonly string[];
  variables: Variables;
  functions: Readonly<Record<string, ShellFunction>>;
  status: number;
  pipeStatus: readonly number[];
  /** A command substitution ran in the present command: its status is that of a command without a name. */
  substituted: boolean;
  /** `$_`. */
  lastArgument: string;
  /** `$!`, 0 before the first. */
  lastBackground: number;
  /** `$$`. */
  shellPid: number;
  /** BASH_SUBSHELL. */
  depth: number;
  startTick: number;
  random: number;
  options: Options;
  /** Commands by signal name; '' ignores it. `EXIT` and `ERR` are among them. */
  traps: Readonly<Record<string, string>>;
  /** Signals that came and wait for their trap. */
  caught: readonly number[];
  /** SIGCHLD came: children are to be reaped. */
  children: boolean;
  jobs: readonly Job[];
  /** Children that ended before they stood in a job. */
  early: readonly JobProcess[];
  /** Notices of background jobs that a signal ended, to be said before the next instruction. */
  deaths: string;
  hashed: Readonly<Record<string, string>>;
  /** `getopts` within one argument. */
  optionPlace: number;
  umask: number;

  /** Terminal it controls jobs on, -1 for none, and its own process group there. */
  readonly tty: number;
  readonly group: number;
  /** Depth of `+` in `set -x`. */
  readonly tracing: number;
  /** Ctrl-C came, for an interactive shell: back to the prompt. */
  interrupted: boolean;

  /** Image pages a fresh child still has to write to. */
  touching: number;
  /** What a fresh child does with its descriptors and signals before its first instruction. */
  plumbing: Plumbing | undefined;
  /** This task is only to become this command. */
  prepared: PreparedCommand | undefined;
  /** Lines read before the text that was typed last (`shellLine` counts from it). */
  feedBase: number;
  /** This task is a forked child of a shell. */
  child: boolean;
  /** Ending with this status: the EXIT trap may still run. */
  exiting: number | undefined;
}

/** A copy to be written to: all but the log is shared. */
export function copyShell(state: ShellState): ShellState {
  return { ...state, log: [...state.log] };
}

/** As it counts for the state hash: the stack as one list, however it is kept. */
export function plainShell(state: ShellState): Plain {
  return { ...state, stack: allFrames(state.stack) } as unknown as Plain;
}
