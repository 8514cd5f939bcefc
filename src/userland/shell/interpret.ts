/** The interpreter: one step of a shell's task. */
import { BLOCKED, IMAGE_REGION, sysRead, sysSetpgid, sysTime, sysTouch, sysWrite } from '../../kernel/syscalls';
import { EINTR } from '../../kernel/errno';
import type { Kernel } from '../../kernel/kernel';
import { globMatch } from '../lib/glob';
import { evaluateArithmetic } from './arithmetic';
import type { Code, Op } from './code';
import { compile } from './compile';
import { discard, enterUnit, exitShell, leaveCall, noteSaved, popFrame, pushFrame, pushRedirect } from './control';
import { expandPattern, expandSingle, expandText, expandWords } from './expand';
import { connectChild, finishStart, forkChild, runPipeline } from './fork';
import { readCommands } from './input';
import { isSuspend, Sh, ShellError, SUSPEND } from './machine';
import { messageName, shellMessage } from './messages';
import { redirectAll } from './redirect';
import { finish, runSimple, tracePrefix } from './simple';
import { startShell } from './start';
import type { ShellFunction, ShellState } from './state';
import { runTest } from './test-command';
import { beginTrap, childSignals, interrupt, takeSignals, trapCommand } from './traps';
import { isName, setVariable } from './variables';

/** Instructions of pure control flow that one step runs at most. */
const FREE_OPS = 64;

/** One step: the state is this task's own and may be written to. */
export function stepShell(k: Kernel, pid: number, state: ShellState): void {
  const sh = new Sh(k, pid, state);
  try {
    step(sh);
  } catch (thrown) {
    if (!isSuspend(thrown)) throw thrown;
  }
}

function step(sh: Sh): void {
  const { state } = sh;
  if (state.starting !== undefined) return startShell(sh);
  if (state.touching > 0) return touchPages(sh);
  if (state.plumbing !== undefined) beginChild(sh);
  if (takeSignals(sh)) {
    sh.jump(state.pc);
    interrupt(sh);
    sh.begin();
  }
  for (let i = 0; i < FREE_OPS; i++) {
    if (state.log.length === 0 && state.interrupted) {
      interrupt(sh);
      sh.begin();
    }
    if (state.log.length === 0 && state.deaths !== '') tellDeaths(sh);
    if (state.log.length === 0 && state.caught.length > 0 && state.pc >= 0 && beginTrap(sh)) sh.begin();
    instruction(sh);
    state.log.length = 0;
    state.pc = sh.next;
    if (sh.spent && !isControl(state)) return;
    sh.begin();
  }
}

/** Instructions that only move the place of the code: they follow in the step of the one before. */
const CONTROL: ReadonlySet<Op['op']> = new Set([
  'jump',
  'branch',
  'not',
  'cond',
  'check',
  'status',
  'keep',
  'unloop',
  'uncase',
  'unredirect',
  'return',
  'exit',
  'end',
]);

function isControl(state: ShellState): boolean {
  if (state.pc < 0 || state.caught.length > 0 || state.interrupted || state.deaths !== '') return false;
  const op = compile(state.unit, state.fromCommandLine && state.stack.length === 0).ops[state.pc];
  return op !== undefined && CONTROL.has(op.op);
}

/** A shell that is not interactive says which of its background jobs a signal ended. */
function tellDeaths(sh: Sh): void {
  const { state } = sh;
  sh.spend();
  const written = sysWrite(sh.k, sh.pid, 2, state.deaths);
  if (written === BLOCKED) throw SUSPEND;
  state.deaths = written < 0 ? '' : state.deaths.slice(written);
  if (state.deaths !== '') throw SUSPEND;
}

/** A fresh child writes to the pages its parent shares with it: stack, heap and data of the shell. */
function touchPages(sh: Sh): void {
  const { state } = sh;
  const done = sysTouch(sh.k, sh.pid, IMAGE_REGION, 0, state.touching);
  // BLOCKED, or no memory for it: the kernel ends or wakes the task.
  if (done > 0) state.touching -= Math.min(done, state.touching);
  else if (done !== BLOCKED) state.touching = 0;
}

function beginChild(sh: Sh): void {
  const { state } = sh;
  const plumbing = state.plumbing;
  delete state.plumbing;
  if (plumbing === undefined) return;
  childSignals(sh, plumbing.ignoreInterrupts);
  if (plumbing.group >= 0) sysSetpgid(sh.k, sh.pid, 0, plumbing.group);
  connectChild(sh, plumbing);
}

function instruction(sh: Sh): void {
  try {
    if (sh.state.pc < 0) return readCommands(sh);
    const code = compile(sh.state.unit, sh.state.fromCommandLine && sh.state.stack.length === 0);
    const op = code.ops[sh.state.pc];
    if (op === undefined) throw new Error(`no instruction ${sh.state.pc}`);
    run(sh, code, op);
  } catch (thrown) {
    if (!(thrown instanceof ShellError)) throw thrown;
    fail(sh, thrown);
  }
}

/** A command that could not be done: said, and then what its severity asks. */
function fail(sh: Sh, error: ShellError): void {
  const { state } = sh;
  if (error.message !== '') sh.say(error.message);
  if (error.severity === 'command') return finish(sh, error.status);
  if (error.severity === 'exit' && !state.interactive) exitShell(sh, error.status);
  discard(sh, error.status);
}

function run(sh: Sh, code: Code, op: Op): void {
  const { state } = sh;
  switch (op.op) {
    case 'chunk':
      state.chunkEnd = op.end;
      state.line = op.line;
      if (state.options.verbose) sh.say(`${op.text}\n`);
      if (state.options.noexec && !state.interactive) sh.jump(op.end);
      return;
    case 'warn':
      state.line = op.line;
      return sh.say(shellMessage(state, op.message));
    case 'simple':
      return runSimple(sh, code, op.command);
    case 'jump':
      return sh.jump(op.to);
    case 'branch':
      if ((state.status === 0) === op.when) sh.jump(op.to);
      return;
    case 'not':
      state.status = state.status === 0 ? 1 : 0;
      return;
    case 'cond':
      state.cond += op.by;
      return;
    case 'check':
      return check(sh);
    case 'status':
      state.status = op.status;
      return;
    case 'loop':
      return pushFrame(state, { type: 'loop', exit: op.exit, next: op.next, cond: state.cond, status: 0 });
    case 'keep':
      return keepStatus(state);
    case 'unloop': {
      const frame = popFrame(sh);
      if (frame?.type === 'loop') state.status = frame.status;
      return;
    }
    case 'for':
      return beginFor(sh, code, op);
    case 'next':
      return nextItem(sh, op);
    case 'case': {
      state.line = op.line;
      const word = sh.work(() => expandSingle(sh, code, op.word));
      if (state.options.xtrace) sh.say(`${tracePrefix(sh)}case ${op.word.text} in\n`);
      return pushFrame(state, { type: 'case', word });
    }
    case 'match':
      return matchCase(sh, code, op);
    case 'uncase':
      popFrame(sh);
      return;
    case 'arithmetic':
      return arithmetic(sh, code, op);
    case 'test':
      state.line = op.line;
      if (state.options.xtrace) sh.say(`${tracePrefix(sh)}[[ ${op.text} ]]\n`);
      return finish(
        sh,
        sh.work(() => runTest(sh, code, op.expression)),
      );
    case 'redirect':
      return beginRedirect(sh, code, op);
    case 'unredirect':
      popFrame(sh);
      return;
    case 'catfile':
      return printFile(sh, code, op);
    case 'subshell':
      return subshell(sh, op);
    case 'background':
      state.line = op.line;
      return finishStart(sh, [forkChild(sh, { entry: op.entry, background: true })], op.text, true);
    case 'pipeline':
      state.line = op.line;
      return runPipeline(sh, op.entries, op.both, op.text, op.background);
    case 'define':
      return define(sh, op);
    case 'time':
      return pushFrame(state, { type: 'time', start: sysTime(sh.k), posix: op.posix });
    case 'timed':
      return endTime(sh);
    case 'return':
      leaveCall(sh);
      return;
    case 'exit':
      return exitShell(sh, state.status);
    case 'end':
      return endText(sh);
    case 'fault':
      return fault(sh, op);
    default:
      return op satisfies never;
  }
}

/** `set -e` and the ERR trap. */
function check(sh: Sh): void {
  const { state } = sh;
  if (state.status === 0 || state.cond > 0) return;
  const trap = trapCommand(state, 'ERR');
  const trapping = state.stack.some((frame) => frame.type === 'unit' && frame.kind === 'trap');
  if (trap !== undefined && trap !== '' && !trapping) {
    // The trap runs first; coming back here it is not asked again.
    if (state.options.errexit) {
      state.traps = Object.fromEntries(Object.entries(state.traps).filter(([name]) => name !== 'ERR'));
      sh.jump(state.pc);
    }
    return enterUnit(sh, trap, { kind: 'trap', status: state.status, line: state.lineBase + state.line });
  }
  if (state.options.errexit) exitShell(sh, state.status);
}

function keepStatus(state: ShellState): void {
  const at = state.stack.length - 1;
  const frame = state.stack[at];
  if (frame?.type === 'loop' && frame.status !== state.status) state.stack = state.stack.with(at, { ...frame, status: state.status });
}

function beginFor(sh: Sh, code: Code, op: Extract<Op, { op: 'for' }>): void {
  const { state } = sh;
  state.line = op.line;
  if (!isName(op.name)) throw new ShellError('command', shellMessage(state, `\`${op.name}': not a valid identifier`), 1);
  const items = op.words === undefined ? state.args : expandWords(sh, code, op.words);
  pushFrame(state, { type: 'loop', exit: op.exit, next: op.next, cond: state.cond, status: 0, items, at: 0 });
}

function nextItem(sh: Sh, op: Extract<Op, { op: 'next' }>): void {
  const { state } = sh;
  const at = state.stack.length - 1;
  const frame = state.stack[at];
  const item = frame?.type === 'loop' ? frame.items?.[frame.at ?? 0] : undefined;
  if (frame?.type !== 'loop' || item === undefined) return sh.jump(op.exit);
  if (state.options.xtrace) sh.say(`${tracePrefix(sh)}${op.text}\n`);
  sh.once(() => {
    sh.spend();
    return 0;
  });
  state.stack = state.stack.with(at, { ...frame, at: (frame.at ?? 0) + 1 });
  setVariable(sh, op.name, item);
}

function matchCase(sh: Sh, code: Code, op: Extract<Op, { op: 'match' }>): void {
  const frame = sh.state.stack.at(-1);
  const word = frame?.type === 'case' ? frame.word : '';
  for (const pattern of op.patterns) {
    const text = sh.memo(() => expandPattern(sh, code, pattern));
    if (globMatch(text, word, { extended: true, ignoreCase: sh.state.options.nocasematch })) return;
  }
  sh.jump(op.otherwise);
}

function arithmetic(sh: Sh, code: Code, op: Extract<Op, { op: 'arithmetic' }>): void {
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
  if (op.command || status === 0 || state.stack.at(-1)?.type === 'loop') finish(sh, status);
}

function beginRedirect(sh: Sh, code: Code, op: Extract<Op, { op: 'redirect' }>): void {
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
function printFile(sh: Sh, code: Code, op: Extract<Op, { op: 'catfile' }>): void {
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

function subshell(sh: Sh, op: Extract<Op, { op: 'subshell' }>): void {
  sh.state.line = op.line;
  const pid = forkChild(sh, { entry: op.entry, background: false });
  finishStart(sh, [pid], op.text, false);
}

function define(sh: Sh, op: Extract<Op, { op: 'define' }>): void {
  const { state } = sh;
  state.line = op.line;
  if (state.posix && !isName(op.name)) {
    throw new ShellError('exit', shellMessage(state, `\`${op.name}': not a valid identifier`), state.interactive ? 1 : 2);
  }
  const origin = state.fromCommandLine && state.stack.length === 0 ? 'environment' : state.interactive ? 'main' : messageName(state);
  const fn: ShellFunction = { unit: state.unit, pc: op.entry, origin, line: state.lineBase };
  state.functions = { ...state.functions, [op.name]: fn };
  state.status = 0;
}

/** `time`: real, user and sys time, as bash prints them. */
function endTime(sh: Sh): void {
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

/** The end of a text: back to where it was called from, to the input, or out. */
function endText(sh: Sh): void {
  const { state } = sh;
  const top = state.stack.at(-1);
  if (top?.type === 'unit') {
    popFrame(sh);
    return;
  }
  if (state.exiting !== undefined) exitShell(sh, state.exiting);
  if (state.input.type === 'lines' && !state.child) return sh.jump(-1);
  exitShell(sh, state.status);
}

/** Text that is no shell: said where bash would, nothing of its line was run. */
function fault(sh: Sh, op: Extract<Op, { op: 'fault' }>): void {
  const { state } = sh;
  state.line = op.line;
  const where =
    state.fromCommandLine && state.stack.length === 0
      ? `${state.name}: -c: line ${state.lineBase + op.line + 1}: `
      : shellPlace(sh, op.line);
  const eof = op.message.includes('end of file') || op.message.includes('unexpected EOF');
  sh.say(`${where}${op.message}\n`);
  if (op.detail !== '' && !eof && !state.quietLines) sh.say(`${where}\`${op.detail}'\n`);
  state.status = 2;
  const top = state.stack.at(-1);
  if (top?.type === 'unit') {
    popFrame(sh);
    state.status = 2;
    return;
  }
  if (state.input.type === 'lines' && state.interactive) return sh.jump(-1);
  exitShell(sh, 2);
}

function shellPlace(sh: Sh, line: number): string {
  const { state } = sh;
  const eval_ = state.stack.at(-1)?.type === 'unit' ? 'eval: ' : '';
  return state.quietLines ? `${messageName(state)}: ${eval_}` : `${messageName(state)}: ${eval_}line ${state.lineBase + line + 1}: `;
}
