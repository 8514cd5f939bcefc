/**
 * Small commands, written as straight-line code and run one system call a step.
 *
 *     export const rmdir = defineCommand('rmdir', { summary: 'remove empty directories' }, (sys, argv) => {
 *       let status = 0;
 *       for (const path of argv.slice(1)) {
 *         const done = sys.rmdir(path);
 *         if (done < 0) status = sys.fail(`failed to remove '${path}'`, done);
 *       }
 *       return status;
 *     });
 *
 * How: each call's answer is kept in the task's plain-data log. A step runs the function from its start against the
 * log, does exactly one call that is not in it yet, and stops at the next one. A call that sleeps is issued again.
 * So the function must do the same whenever it gets the same answers: no state outside, no randomness, and a loop over
 * unbounded input calls `sys.checkpoint(state)`, which drops the log and starts the function again with `state`.
 */
import type { Kernel } from '../kernel/kernel';
import type { Plain } from '../kernel/store';
import { baseName, type Program } from './program';
import { Exit, Sys, SUSPEND, type CommandState } from './sys';

export { Exit, Sys, type CommandState } from './sys';

/** Anonymous pages of a small tool, touched when it starts. */
export const TOOL_PAGES = 12;

export interface CommandOptions<S extends Plain> {
  /** One line for `help`. */
  readonly summary?: string;
  readonly anonPages?: number;
  /** Makes the state's type known; never called. */
  readonly state?: () => S;
}

/** A command's own code. Answers the exit status (0 when nothing). `state` is what `checkpoint` or `fork` was given. */
export type Run<S extends Plain> = (sys: Sys<S>, argv: readonly string[], state: S | undefined) => number | void;

/** Makes a program of straight-line code; see the head of this file. */
export function defineCommand<S extends Plain = Plain>(name: string, options: CommandOptions<S>, run: Run<S>): Program {
  return {
    name,
    ...(options.summary === undefined ? {} : { summary: options.summary }),
    anonPages: options.anonPages ?? TOOL_PAGES,
    start: (argv, env): CommandState => ({ prog: name, argv, env, pending: '', log: [] }),
    copy: (state) => {
      const command = state as CommandState;
      return { ...command, log: [...command.log] } as CommandState;
    },
    step: (k, pid, state) => stepCommand(k, pid, state as CommandState, name, run),
  };
}

function stepCommand<S extends Plain>(k: Kernel, pid: number, state: CommandState, name: string, run: Run<S>): void {
  const sys = new Sys<S>(k, pid, state, name);
  try {
    if (state.become !== undefined) sys.becomeProgram(state.become);
    const status = run(sys, state.argv, state.state as S | undefined);
    sys.finish(status ?? 0);
  } catch (thrown) {
    if (thrown === SUSPEND) return;
    if (!(thrown instanceof Exit)) throw thrown;
    try {
      sys.finish(thrown.status);
    } catch (again) {
      if (again !== SUSPEND) throw again;
    }
  }
}

/** Exit status as a shell shows it, from wait(2)'s encoding. */
export function exitStatus(status: number): number {
  const signal = status & 0x7f;
  return signal === 0 ? (status >> 8) & 0xff : 128 + signal;
}

export { baseName };
