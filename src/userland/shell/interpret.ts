/** The interpreter: one step of a shell's task. */
import { BLOCKED, IMAGE_REGION, sysSetpgid, sysTime, sysTouch, sysWrite } from '../../kernel/syscalls';
import type { Kernel } from '../../kernel/kernel';
import type { Code, Op } from './code';
import { compile } from './compile';
import { arithmetic, beginFor, beginRedirect, define, endTime, keepStatus, matchCase, nextItem, printFile, subshell } from './compound';
import { discard, enterUnit, exitShell, leaveCall, popFrame, pushFrame } from './control';
import { expandSingle } from './expand';
import { connectChild, finishStart, forkChild, runPipeline } from './fork';
import { readCommands } from './input';
import { isSuspend, Sh, ShellError, SUSPEND } from './machine';
import { messageName, shellMessage } from './messages';
import { finish, runSimple } from './simple';
import { findFrame, topFrame } from './stack';
import { startShell } from './start';
import type { ShellState } from './state';
import { runTest } from './test-command';
import { beginTrap, childSignals, interrupt, takeSignals, trapCommand } from './traps';
import { tracePrefix } from './xtrace';

/** Instructions of pure control flow that one step runs at most. */
const FREE_OPS = 64;

/** One step: the state is this task's own and may be written to. */
export function stepShell(k: Kernel, pid: number, state: ShellState): void {
  const sh = new Sh(k, pid, state);
  const progress: Progress = { begun: false, ops: 0, failed: undefined };
  // One place that catches: what is caught and thrown on costs as much again each time.
  for (;;) {
    try {
      return step(sh, progress);
    } catch (thrown) {
      if (isSuspend(thrown)) return;
      if (!(thrown instanceof ShellError) || progress.failed !== undefined) throw thrown;
      progress.failed = thrown;
    }
  }
}

interface Progress {
  begun: boolean;
  /** Instructions done. */
  ops: number;
  /** How the present instruction failed: that comes next. */
  failed: ShellError | undefined;
}

function step(sh: Sh, progress: Progress): void {
  const { state } = sh;
  if (!progress.begun) {
    progress.begun = true;
    if (state.starting !== undefined) return startShell(sh);
    if (state.touching > 0) return touchPages(sh);
    if (state.plumbing !== undefined) beginChild(sh);
    if (takeSignals(sh)) {
      sh.jump(state.pc);
      interrupt(sh);
      sh.begin();
    }
  }
  for (; progress.ops < FREE_OPS; progress.ops++) {
    if (progress.failed === undefined) beforeAndInstruction(sh);
    else {
      fail(sh, progress.failed);
      progress.failed = undefined;
    }
    state.log.length = 0;
    state.pc = sh.next;
    if (sh.spent && !isControl(state)) return;
    sh.begin();
  }
}

/** What came meanwhile goes first, then the next instruction, or the rest of one that is under way. */
function beforeAndInstruction(sh: Sh): void {
  const { state } = sh;
  if (state.log.length === 0) {
    if (state.interrupted) {
      interrupt(sh);
      sh.begin();
    }
    if (state.deaths !== '') tellDeaths(sh);
    if (state.caught.length > 0 && state.pc >= 0 && beginTrap(sh)) sh.begin();
  }
  instruction(sh);
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
  const op = compile(state.unit, state.fromCommandLine && state.stack.size === 0).ops[state.pc];
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
  state.plumbing = undefined;
  if (plumbing === undefined) return;
  childSignals(sh, plumbing.ignoreInterrupts);
  if (plumbing.group >= 0) sysSetpgid(sh.k, sh.pid, 0, plumbing.group);
  connectChild(sh, plumbing);
}

function instruction(sh: Sh): void {
  if (sh.state.pc < 0) return readCommands(sh);
  const code = compile(sh.state.unit, sh.state.fromCommandLine && sh.state.stack.size === 0);
  const op = code.ops[sh.state.pc];
  if (op === undefined) throw new Error(`no instruction ${sh.state.pc}`);
  run(sh, code, op);
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
  if (trap !== undefined && trap !== '' && findFrame(state.stack, (frame) => frame.type === 'unit' && frame.kind === 'trap') < 0) {
    // The trap runs first; coming back here it is not asked again.
    if (state.options.errexit) {
      state.traps = Object.fromEntries(Object.entries(state.traps).filter(([name]) => name !== 'ERR'));
      sh.jump(state.pc);
    }
    return enterUnit(sh, trap, { kind: 'trap', status: state.status, line: state.lineBase + state.line });
  }
  if (state.options.errexit) exitShell(sh, state.status);
}

/** The end of a text: back to where it was called from, to the input, or out. */
function endText(sh: Sh): void {
  const { state } = sh;
  const top = topFrame(state.stack);
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
    state.fromCommandLine && state.stack.size === 0 ? `${state.name}: -c: line ${state.lineBase + op.line + 1}: ` : shellPlace(sh, op.line);
  const eof = op.message.includes('end of file') || op.message.includes('unexpected EOF');
  sh.say(`${where}${op.message}\n`);
  if (op.detail !== '' && !eof && !state.quietLines) sh.say(`${where}\`${op.detail}'\n`);
  state.status = 2;
  const top = topFrame(state.stack);
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
  const top = topFrame(state.stack);
  const eval_ = top?.type === 'unit' && top.kind === 'eval' ? 'eval: ' : '';
  return state.quietLines ? `${messageName(state)}: ${eval_}` : `${messageName(state)}: ${eval_}line ${state.lineBase + line + 1}: `;
}
