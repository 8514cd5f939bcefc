/** Simple commands: expansion, assignments, and what the name stands for: function, builtin or program. */
import { E2BIG, EISDIR, ENOENT, ENOEXEC, ENOTDIR, strerror } from '../../kernel/errno';
import { S_IFDIR, S_IFMT, sysExit, sysStat } from '../../kernel/syscalls';
import { execProgram, findProgram, searchPath, startImage } from '../program';
import { evaluateIndex } from './arithmetic';
import { assignText } from './assign';
import { BUILTINS, type BuiltinArguments, type Outcome } from './builtins';
import type { Code, SimpleCommand } from './code';
import { enterFunction, enterUnit, exitShell, noteSaved, popFrame, pushRedirect } from './control';
import { expandFields, expandSingle, expandWords } from './expand';
import { finishStart, forkChild } from './fork';
import { ShellError, SUSPEND, type Sh } from './machine';
import { complain, shellMessage } from './messages';
import { quoteIfNeeded } from './quote';
import { dropCopies, redirectAll, restoreDescriptors, type Saved } from './redirect';
import type { ShellFunction, Variable } from './state';
import { exportedEnvironment, findVariable, getVariable, putVariable, setArray } from './variables';

type Assignment = Extract<SimpleCommand['node']['prefix'][number], { type: 'Assignment' }>;

/** Most bytes of a program's arguments. */
const ARG_MAX = 1 << 21;

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
  if (state.options.xtrace) trace(sh, assignments, args);
  sh.once(() => {
    state.lastArgument = args.at(-1) ?? '';
    return 0;
  });
  dispatch(sh, code, command, args, arrays, assignments);
}

function prefixAssignments(command: SimpleCommand): Assignment[] {
  return command.node.prefix.filter((item) => item.type === 'Assignment');
}

/** Arguments, with those of `declare` and its kin that are assignments: they are not split, and may be arrays. */
function expandArguments(sh: Sh, code: Code, command: SimpleCommand): { args: readonly string[]; arrays: BuiltinArguments['arrays'] } {
  const { node, words } = command;
  if (!node.suffix.some((item) => item.type === 'Assignment')) return { args: expandWords(sh, code, words), arrays: {} };
  const args = expandWords(sh, code, node.name === undefined ? [] : [node.name]);
  const arrays: Record<string, readonly (readonly [number, string])[]> = {};
  for (const argument of node.args) {
    if (argument.type === 'Word') {
      args.push(...sh.work(() => expandFields(sh, code, argument)));
      continue;
    }
    const { value, append } = argument;
    const sign = append ? '+=' : '=';
    const name = argument.index === undefined ? argument.name : `${argument.name}[${argument.index.text}]`;
    if (value.type === 'Word') args.push(`${name}${sign}${sh.work(() => expandSingle(sh, code, value, true))}`);
    else {
      arrays[String(args.length)] = arrayElements(sh, code, argument, value);
      args.push(`${name}${sign}`);
    }
  }
  return { args, arrays };
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
  if (state.options.xtrace) trace(sh, assignments, []);
  finish(sh, state.substituted ? state.status : 0);
}

/** `NAME=value`, `NAME[i]+=value`, `NAME=(…)`. */
function assign(sh: Sh, code: Code, assignment: Assignment): void {
  const { name, value, append, index } = assignment;
  if (value.type === 'ArrayValue') {
    const elements = arrayElements(sh, code, assignment, value);
    sh.once(() => {
      setArray(sh, name, elements, append === true);
      return 0;
    });
    return;
  }
  const text = sh.work(() => expandSingle(sh, code, value, true));
  const at = index === undefined ? undefined : sh.work(() => expandSingle(sh, code, index));
  sh.once(() => {
    assignText(sh, name, at, text, append === true);
    return 0;
  });
}

type ArrayValue = Extract<Assignment['value'], { type: 'ArrayValue' }>;

function arrayElements(sh: Sh, code: Code, assignment: Assignment, value: ArrayValue): (readonly [number, string])[] {
  const old = assignment.append ? findVariable(sh.state, assignment.name) : undefined;
  let next = sh.once(() => Number(Object.keys(old?.array ?? {}).at(-1) ?? (old?.value === undefined ? -1 : 0)) + 1);
  const elements: (readonly [number, string])[] = [];
  for (const word of value.elements) {
    const keyed = /^\[([^\]]+)\]=/.exec(word.text);
    if (keyed?.[1] !== undefined) {
      const text = sh.work(() => expandSingle(sh, code, word)).replace(/^\[[^\]]*\]=/, '');
      const subscript = sh.work(() => expandSingle(sh, code, word)).match(/^\[([^\]]*)\]=/)?.[1] ?? keyed[1];
      next = sh.once(() => evaluateIndex(sh, subscript));
      elements.push([next++, text]);
      continue;
    }
    for (const item of expandWords(sh, code, code.braces.get(word) ?? [word])) elements.push([next++, item]);
  }
  return elements;
}

/** Variables set before a command's name: their values. */
function temporaryValues(sh: Sh, code: Code, assignments: readonly Assignment[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { name, value, append } of assignments) {
    if (value.type !== 'Word') continue;
    if (findVariable(sh.state, name)?.readonly) throw new ShellError('command', shellMessage(sh.state, `${name}: readonly variable`), 1);
    const text = sh.work(() => expandSingle(sh, code, value, true));
    values[name] = append ? sh.once(() => getVariable(sh, name) ?? '') + text : text;
  }
  return values;
}

/** Sets them for a function or builtin; what was there comes back with the answer. */
function setTemporary(sh: Sh, values: Readonly<Record<string, string>>): Record<string, Variable | null> {
  const old: Record<string, Variable | null> = {};
  for (const name of Object.keys(values)) {
    const variable = findVariable(sh.state, name);
    old[name] = variable ?? null;
    putVariable(sh.state, name, { ...variable, value: values[name] ?? '', exported: true });
  }
  return old;
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
    const frame = sh.state.stack.at(-1);
    if (frame?.type !== 'redirect') return [];
    sh.state.stack = sh.state.stack.slice(0, -1);
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
      // A redirection that fails ends a special builtin's shell only in POSIX mode.
      if (name === 'exec' && !sh.state.interactive) exitShell(sh, failed.status);
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
  const frame = framed ? sh.state.stack.at(-1) : undefined;
  if (frame?.type !== 'redirect') return enterUnit(sh, outcome.unit, outcome.plan);
  sh.state.stack = sh.state.stack.slice(0, -1);
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
      const frame = state.stack.at(-1);
      if (framed && frame?.type === 'redirect') {
        state.stack = state.stack.slice(0, -1);
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

/** Redirects and becomes the program; ends with 126 or 127 when that fails. */
function becomeCommand(
  sh: Sh,
  code: Code,
  command: SimpleCommand,
  args: readonly string[],
  values: Readonly<Record<string, string>>,
): void {
  try {
    redirectAll(sh, code, command.node.redirects);
  } catch (thrown) {
    if (!(thrown instanceof ShellError)) throw thrown;
    sh.say(thrown.message);
    return end(sh, thrown.status);
  }
  const environment = { ...exportedEnvironment(sh.state), ...values };
  const failure = sh.memo(() => becomeProgram(sh, args, environment));
  sh.say(failure.replace(/^\d+ /, ''));
  end(sh, Number(/^\d+/.exec(failure)?.[0] ?? 127));
}

function end(sh: Sh, status: number): never {
  if (sh.state.prepared === undefined) exitShell(sh, status);
  sysExit(sh.k, sh.pid, status);
  throw SUSPEND;
}

/** execve(2) of a name; the exit status and message when that fails. */
function becomeProgram(sh: Sh, args: readonly string[], environment: Record<string, string>, argv0?: string): string {
  const { state } = sh;
  const name = args[0] ?? '';
  const size = args.reduce((sum, arg) => sum + arg.length + 1, 0);
  if (size > ARG_MAX) return `126 ${shellMessage(state, `${name}: ${strerror(E2BIG)}`)}`;
  const path = sh.once((k, pid) => searchPath(k, pid, name, environment.PATH ?? getVariable(sh, 'PATH') ?? '') ?? '');
  if (path === '' || name === '') return `127 ${shellMessage(state, `${name}: command not found`)}`;
  const argv = argv0 === undefined ? args : [argv0, ...args.slice(1)];
  const isDirectory = sh.once((k, pid) => {
    const stat = sysStat(k, pid, path);
    return typeof stat !== 'number' && (stat.mode & S_IFMT) === S_IFDIR ? 1 : 0;
  });
  if (isDirectory === 1) return `126 ${shellMessage(state, `${name}: ${strerror(EISDIR)}`)}`;
  environment._ = path;
  const failed = sh.call((k, pid) => execProgram(k, pid, path, argv, environment));
  if (failed === -ENOEXEC) {
    const shell = findProgram(state.posix ? 'sh' : 'bash');
    if (shell !== undefined) sh.call((k, pid) => startImage(k, pid, shell, [shell.name, path, ...args.slice(1)], environment));
  }
  const status = failed === -ENOENT || failed === -ENOTDIR ? 127 : 126;
  return `${status} ${shellMessage(state, `${name}: ${strerror(failed)}`)}`;
}

// --- the end --------------------------------------------------------------------------------------------------------

/** The command's status. */
export function finish(sh: Sh, status: number): void {
  sh.state.status = status;
  sh.state.pipeStatus = [status];
}

/** What `set -x` puts in front: `+`, once more for each substitution around. */
export function tracePrefix(sh: Sh): string {
  return (getVariable(sh, 'PS4') ?? '+ ').replace(/^./, (c) => c.repeat(sh.state.tracing + 1));
}

/** `set -x`. */
function trace(sh: Sh, assignments: readonly Assignment[], args: readonly string[]): void {
  const words = assignments.map((assignment) => {
    const { name, value, append } = assignment;
    const text =
      value.type === 'Word'
        ? quoteIfNeeded(sh.once(() => traceValue(sh, assignment)))
        : `(${value.elements.map((word) => word.text).join(' ')})`;
    return `${name}${append ? '+=' : '='}${text === "''" ? '' : text}`;
  });
  const prefix = tracePrefix(sh);
  for (const word of args.length > 0 && words.length > 0 ? words : []) sh.say(`${prefix}${word}\n`);
  sh.say(`${prefix}${args.length > 0 ? args.map(quoteIfNeeded).join(' ') : words.join(' ')}\n`);
}

function traceValue(sh: Sh, assignment: Assignment): string {
  if (assignment.value.type !== 'Word') return '';
  return assignment.value.parts === undefined ? assignment.value.value : (getVariable(sh, assignment.name) ?? '');
}
