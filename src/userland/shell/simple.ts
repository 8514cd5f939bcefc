/** Simple commands: expansion, assignments, and what the name stands for: function, builtin or program. */
import { strerror } from '../../kernel/errno';
import { assign, expandArguments, prefixAssignments, setTemporary, temporaryValues, type Assignment } from './assignments';
import { BUILTINS, type BuiltinArguments, type Outcome } from './builtins';
import type { Code, SimpleCommand } from './code';
import { enterFunction, enterUnit, exitShell, noteSaved, popFrame, pushRedirect } from './control';
import { becomeCommand, becomeProgram } from './exec';
import { finishStart, forkChild } from './fork';
import { ShellError, type Sh } from './machine';
import { complain } from './messages';
import { dropCopies, redirectAll, restoreDescriptors, type Saved } from './redirect';
import { topFrame, withoutFrame } from './stack';
import type { ShellFunction } from './state';
import { exportedEnvironment } from './variables';
import { traceCommand } from './xtrace';

/** Runs a simple command. */
export function runSimple(sh: Sh, code: Code, command: SimpleCommand): void {
  const { state } = sh;
  state.line = command.line;
  if (state.options.noexec && !state.interactive) return;
  if (state.prepared !== undefined) return becomePrepared(sh, code, command);
  sh.once(() => {
    state.substituted = false;
    return 0;
  });
  const { args, arrays } = command.plain ? { args: command.words as readonly string[], arrays: {} } : expandArguments(sh, code, command);
  if (args.length === 0) return assignOnly(sh, code, command);
  const assignments = prefixAssignments(command);
  if (state.options.xtrace) traceCommand(sh, assignments, args);
  sh.once(() => {
    state.lastArgument = args.at(-1) ?? '';
    return 0;
  });
  dispatch(sh, code, command, args, arrays, assignments);
}

// --- assignments ----------------------------------------------------------------------------------------------------

/** A command without a name: redirections are done and undone, variables are set. */
function assignOnly(sh: Sh, code: Code, command: SimpleCommand): void {
  const { state } = sh;
  const assignments = prefixAssignments(command);
  if (command.node.redirects.length > 0) {
    const failed = withRedirects(sh, code, command, {});
    sh.once(() => {
      popFrame(sh);
      return 0;
    });
    if (failed !== undefined) {
      sh.say(failed.message);
      finish(sh, failed.status);
      return;
    }
  }
  for (const assignment of assignments) assign(sh, code, assignment);
  if (state.options.xtrace) traceCommand(sh, assignments, []);
  finish(sh, state.substituted ? state.status : 0);
}

// --- what the name stands for ---------------------------------------------------------------------------------------

/** Runs words as function, builtin or program. */
function dispatch(
  sh: Sh,
  code: Code,
  command: SimpleCommand,
  args: readonly string[],
  arrays: BuiltinArguments['arrays'],
  assignments: readonly Assignment[],
): void {
  const name = args[0] ?? '';
  const { functions } = sh.state;
  const kind = sh.once(() => (Object.hasOwn(functions, name) ? 'function' : Object.hasOwn(BUILTINS, name) ? 'builtin' : 'program'));
  const values = temporaryValues(sh, code, assignments);
  if (kind === 'function') return callFunction(sh, code, command, functions[name], args, values);
  if (kind === 'builtin') return runBuiltin(sh, code, command, { args, arrays }, values);
  runProgram(sh, code, command, args, values);
}

function callFunction(
  sh: Sh,
  code: Code,
  command: SimpleCommand,
  fn: ShellFunction | undefined,
  args: readonly string[],
  values: Record<string, string>,
): void {
  if (fn === undefined) return;
  let saved: Saved = [];
  if (command.node.redirects.length > 0) {
    const failed = withRedirects(sh, code, command, {});
    saved = takeSaved(sh);
    if (failed !== undefined) {
      sh.once(() => {
        restoreDescriptors(sh, saved);
        return 0;
      });
      sh.say(failed.message);
      return finish(sh, failed.status);
    }
  }
  const old = setTemporary(sh, values);
  enterFunction(sh, args[0] ?? '', fn, args.slice(1), old, saved);
}

/** Takes the saved descriptors out of the frame that kept them. */
function takeSaved(sh: Sh): Saved {
  const saved = sh.once((): [number, number][] => {
    const frame = topFrame(sh.state.stack);
    if (frame?.type !== 'redirect') return [];
    sh.state.stack = withoutFrame(sh.state.stack);
    return frame.saved.map(([fd, copy]) => [fd, copy]);
  });
  return saved;
}

/** Does the redirections inside a frame that will undo them; the error where one fails. */
function withRedirects(sh: Sh, code: Code, command: SimpleCommand, values: Readonly<Record<string, string>>): ShellError | undefined {
  sh.once(() => {
    pushRedirect(sh.state, setTemporary(sh, values));
    return 0;
  });
  try {
    redirectAll(sh, code, command.node.redirects, (saved) => noteSaved(sh.state, saved));
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ShellError && thrown.severity === 'command') return thrown;
    throw thrown;
  }
}

function runBuiltin(sh: Sh, code: Code, command: SimpleCommand, given: BuiltinArguments, values: Record<string, string>): void {
  const name = given.args[0] ?? '';
  const builtin = BUILTINS[name];
  if (builtin === undefined) return;
  const framed = command.node.redirects.length > 0 || Object.keys(values).length > 0;
  if (framed) {
    const failed = withRedirects(sh, code, command, values);
    if (failed !== undefined) {
      sh.say(failed.message);
      undo(sh);
      return finish(sh, failed.status);
    }
  }
  sh.once(() => {
    sh.spend();
    return 0;
  });
  let outcome = builtin(sh, given);
  // `command NAME` and `builtin NAME` name another one, that runs in its place.
  while (typeof outcome === 'object' && 'command' in outcome) {
    const args: readonly string[] = outcome.command;
    const inner = Object.hasOwn(BUILTINS, args[0] ?? '') ? BUILTINS[args[0] ?? ''] : undefined;
    if (inner === undefined) {
      if (framed) undo(sh);
      return runProgram(sh, code, command, args, values);
    }
    outcome = inner(sh, { args, arrays: {} });
  }
  if (typeof outcome === 'object') return follow(sh, outcome, framed);
  const failed = sh.flush();
  let status = outcome;
  if (failed < 0) {
    complain(sh, `${name}: write error: ${strerror(failed)}`);
    status = 1;
  }
  if (framed) undo(sh);
  finish(sh, status);
}

/** A builtin that moves the place of the code, or becomes a program. */
function follow(sh: Sh, outcome: Exclude<Outcome, number | { readonly command: readonly string[] }>, framed: boolean): void {
  if ('program' in outcome) return replaceShell(sh, outcome, framed);
  if ('then' in outcome) {
    if (framed) undo(sh);
    return outcome.then();
  }
  const frame = framed ? topFrame(sh.state.stack) : undefined;
  if (frame?.type !== 'redirect') return enterUnit(sh, outcome.unit, outcome.plan);
  sh.state.stack = withoutFrame(sh.state.stack);
  enterUnit(sh, outcome.unit, { ...outcome.plan, redirect: frame });
}

function undo(sh: Sh): void {
  sh.once(() => {
    popFrame(sh);
    return 0;
  });
}

/** What `exec` asked for: the program, or with no words the redirections for good. */
function replaceShell(sh: Sh, outcome: Extract<Outcome, { readonly program: readonly string[] }>, framed: boolean): void {
  const { state } = sh;
  if (outcome.program.length === 0) {
    sh.once(() => {
      const frame = topFrame(state.stack);
      if (framed && frame?.type === 'redirect') {
        state.stack = withoutFrame(state.stack);
        dropCopies(sh, frame.saved);
      }
      return 0;
    });
    return finish(sh, 0);
  }
  const environment = outcome.clear ? {} : exportedEnvironment(state);
  const failure = sh.memo(() => becomeProgram(sh, outcome.program, environment, outcome.name));
  if (failure !== '') sh.say(failure.replace(/^\d+ /, '').replace(/([^ ]*): command not found\n$/, 'exec: $1: not found\n'));
  const status = Number(/^\d+/.exec(failure)?.[0] ?? 127);
  if (framed) undo(sh);
  if (!state.interactive) exitShell(sh, status);
  finish(sh, status);
}

/** A program in the foreground: a child becomes it, unless this shell itself has nothing left to do. */
function runProgram(sh: Sh, code: Code, command: SimpleCommand, args: readonly string[], values: Record<string, string>): void {
  const { state } = sh;
  const direct = sh.once(() => (command.tail && Object.keys(state.traps).length === 0 && state.exiting === undefined ? 1 : 0));
  if (direct === 1) return becomeCommand(sh, code, command, args, values);
  const pid = forkChild(sh, { prepared: { argv: args, environment: values }, background: false });
  finishStart(sh, [pid], command.text, false);
}

function becomePrepared(sh: Sh, code: Code, command: SimpleCommand): void {
  const { prepared } = sh.state;
  if (prepared !== undefined) becomeCommand(sh, code, command, prepared.argv, prepared.environment);
}

// --- the end --------------------------------------------------------------------------------------------------------

/** The command's status. */
export function finish(sh: Sh, status: number): void {
  sh.state.status = status;
  sh.state.pipeStatus = [status];
}
