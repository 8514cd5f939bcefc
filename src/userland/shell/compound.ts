/** What compound commands do beside moving the place of the code. */
import { EINTR } from '../../kernel/errno';
import { sysRead, sysTime } from '../../kernel/syscalls';
import { globMatch } from '../lib/glob';
import { evaluateArithmetic } from './arithmetic';
import type { Code, Op } from './code';
import { noteSaved, popFrame, pushFrame, pushRedirect } from './control';
import { expandPattern, expandText, expandWords } from './expand';
import { finishStart, forkChild } from './fork';
import { ShellError, type Sh } from './machine';
import { messageName, shellMessage } from './messages';
import { redirectAll } from './redirect';
import { finish } from './simple';
import { replaceFrame, topFrame } from './stack';
import type { ShellFunction, ShellState } from './state';
import { isName, setVariable } from './variables';
import { tracePrefix } from './xtrace';

export function keepStatus(state: ShellState): void {
  const { stack } = state;
  const frame = topFrame(stack);
  if (frame?.type !== 'loop' || frame.status === state.status) return;
  state.stack = replaceFrame(stack, stack.size - 1, { ...frame, status: state.status });
}

export function beginFor(sh: Sh, code: Code, op: Extract<Op, { op: 'for' }>): void {
  const { state } = sh;
  state.line = op.line;
  if (!isName(op.name)) throw new ShellError('command', shellMessage(state, `\`${op.name}': not a valid identifier`), 1);
  const items = op.words === undefined ? state.args : expandWords(sh, code, op.words);
  pushFrame(state, { type: 'loop', exit: op.exit, next: op.next, cond: state.cond, status: 0, items, at: 0 });
}

export function nextItem(sh: Sh, op: Extract<Op, { op: 'next' }>): void {
  const { state } = sh;
  const frame = topFrame(state.stack);
  const item = frame?.type === 'loop' ? frame.items?.[frame.at ?? 0] : undefined;
  if (frame?.type !== 'loop' || item === undefined) return sh.jump(op.exit);
  if (state.options.xtrace) sh.say(`${tracePrefix(sh)}${op.text}\n`);
  sh.once(() => {
    sh.spend();
    return 0;
  });
  state.stack = replaceFrame(state.stack, state.stack.size - 1, { ...frame, at: (frame.at ?? 0) + 1 });
  setVariable(sh, op.name, item);
}

export function matchCase(sh: Sh, code: Code, op: Extract<Op, { op: 'match' }>): void {
  const frame = topFrame(sh.state.stack);
  const word = frame?.type === 'case' ? frame.word : '';
  for (const pattern of op.patterns) {
    const text = sh.memo(() => expandPattern(sh, code, pattern));
    if (globMatch(text, word, { extended: true, ignoreCase: sh.state.options.nocasematch })) return;
  }
  sh.jump(op.otherwise);
}

export function arithmetic(sh: Sh, code: Code, op: Extract<Op, { op: 'arithmetic' }>): void {
  const { state } = sh;
  state.line = op.line;
  if (state.options.xtrace) sh.say(`${tracePrefix(sh)}(( ${op.text} ))\n`);
  let status: number;
  try {
    status = sh.work(() => {
      const text = expandText(sh, code, op.parts);
      return evaluateArithmetic(sh, text.replace(/"/g, ''), '((') !== 0n ? 0 : 1;
    });
  } catch (thrown) {
    if (!(thrown instanceof ShellError) || thrown.severity !== 'discard') throw thrown;
    sh.say(thrown.message);
    status = 1;
  }
  if (op.command || status === 0 || topFrame(state.stack)?.type === 'loop') finish(sh, status);
}

export function beginRedirect(sh: Sh, code: Code, op: Extract<Op, { op: 'redirect' }>): void {
  const { state } = sh;
  state.line = op.line;
  sh.once(() => {
    pushRedirect(state);
    return 0;
  });
  try {
    redirectAll(sh, code, op.redirects, (saved) => noteSaved(state, saved));
  } catch (thrown) {
    if (!(thrown instanceof ShellError) || thrown.severity !== 'command') throw thrown;
    sh.say(thrown.message);
    popFrame(sh);
    finish(sh, thrown.status);
    sh.jump(op.failed);
  }
}

/** `$(< file)`, in the child of the substitution. */
export function printFile(sh: Sh, code: Code, op: Extract<Op, { op: 'catfile' }>): void {
  const { state } = sh;
  state.line = op.line;
  redirectAll(sh, code, op.redirects);
  for (;;) {
    const piece = sh.call((k, pid) => sysRead(k, pid, 0, 4096));
    if (piece === -EINTR) continue;
    if (typeof piece === 'number' || piece === '' || sh.write(1, piece) < 0) break;
  }
  state.status = 0;
}

export function subshell(sh: Sh, op: Extract<Op, { op: 'subshell' }>): void {
  sh.state.line = op.line;
  const pid = forkChild(sh, { entry: op.entry, background: false });
  finishStart(sh, [pid], op.text, false);
}

export function define(sh: Sh, op: Extract<Op, { op: 'define' }>): void {
  const { state } = sh;
  state.line = op.line;
  if (state.posix && !isName(op.name)) {
    throw new ShellError('exit', shellMessage(state, `\`${op.name}': not a valid identifier`), state.interactive ? 1 : 2);
  }
  const origin = state.fromCommandLine && state.stack.size === 0 ? 'environment' : state.interactive ? 'main' : messageName(state);
  const fn: ShellFunction = { unit: state.unit, pc: op.entry, origin, line: state.lineBase };
  state.functions = { ...state.functions, [op.name]: fn };
  state.status = 0;
}

/** `time`: real, user and sys time, as bash prints them. */
export function endTime(sh: Sh): void {
  const { state } = sh;
  const start = sh.once(() => {
    const frame = popFrame(sh);
    return frame?.type === 'time' ? (frame.posix ? -frame.start - 1 : frame.start) : 0;
  });
  const posix = start < 0;
  const elapsed = sh.once(() => sysTime(sh.k)) - (posix ? -start - 1 : start);
  const form = (ticks: number): string => {
    const seconds = `${Math.floor((ticks % 60000) / 1000)}.${String(ticks % 1000).padStart(3, '0')}`;
    return posix
      ? `${Math.floor(ticks / 1000)}.${String(Math.floor((ticks % 1000) / 10)).padStart(2, '0')}`
      : `${Math.floor(ticks / 60000)}m${seconds}s`;
  };
  const gap = posix ? ' ' : '\t';
  sh.say(`${posix ? '' : '\n'}real${gap}${form(elapsed)}\nuser${gap}${form(0)}\nsys${gap}${form(0)}\n`);
  void state;
}
