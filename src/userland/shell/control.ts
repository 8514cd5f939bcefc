/** Frames: entering and leaving functions, loops, `eval` and traps, and the end of the shell. */
import { sysExit } from '../../kernel/syscalls';
import { ShellError, SUSPEND, type Sh } from './machine';
import { shellMessage } from './messages';
import { restoreDescriptors, type Saved } from './redirect';
import { findFrame, frameAt, isNesting, NO_FRAMES, replaceFrame, topFrame, withFrame, withoutFrame } from './stack';
import type { CallFrame, Frame, ShellFunction, ShellState, Variable } from './state';
import { restoreVariables } from './variables';

/** Deepest nesting of functions, `eval` and `source` together. */
const MAX_NESTING = 1000;

function push(state: ShellState, frame: Frame): void {
  state.stack = withFrame(state.stack, frame);
}

/** Leaves the innermost frame and undoes what it did. It does not move the place of the code but for calls and units. */
export function popFrame(sh: Sh): Frame | undefined {
  const { state } = sh;
  const frame = topFrame(state.stack);
  if (frame === undefined) return undefined;
  state.stack = withoutFrame(state.stack);
  switch (frame.type) {
    case 'call':
      leaveUnit(sh, frame);
      state.args = frame.args;
      restoreVariables(state, frame.saved);
      restoreDescriptors(sh, frame.savedRedirects);
      break;
    case 'unit':
      leaveUnit(sh, frame);
      if (frame.args !== undefined) state.args = frame.args;
      if (frame.status !== undefined) state.status = frame.status;
      if (frame.redirect !== undefined) restore(sh, frame.redirect);
      break;
    case 'redirect':
      restore(sh, frame);
      break;
    case 'loop':
      state.cond = frame.cond;
      break;
    case 'case':
    case 'time':
    case 'child':
      break;
    default:
      return frame satisfies never;
  }
  return frame;
}

function restore(sh: Sh, frame: Extract<Frame, { type: 'redirect' }>): void {
  restoreVariables(sh.state, frame.variables);
  restoreDescriptors(sh, frame.saved);
}

function leaveUnit(sh: Sh, frame: CallFrame | Extract<Frame, { type: 'unit' }>): void {
  const { state } = sh;
  state.unit = frame.unit;
  state.chunkEnd = frame.chunkEnd;
  state.line = frame.line;
  state.lineBase = frame.lineBase;
  state.cond = frame.cond;
  sh.jump(frame.pc);
}

function returnPlace(sh: Sh): Pick<CallFrame, 'unit' | 'pc' | 'chunkEnd' | 'line' | 'lineBase' | 'cond'> {
  const { unit, chunkEnd, line, lineBase, cond } = sh.state;
  return { unit, pc: sh.next, chunkEnd, line, lineBase, cond };
}

function checkNesting(sh: Sh, name: string): void {
  if (sh.state.stack.nesting < MAX_NESTING) return;
  throw new ShellError('discard', shellMessage(sh.state, `${name}: maximum function nesting level exceeded (${MAX_NESTING})`), 1);
}

/** Enters a function: its body runs next, then the instruction behind this one. */
export function enterFunction(
  sh: Sh,
  name: string,
  fn: ShellFunction,
  args: readonly string[],
  saved: CallFrame['saved'],
  savedRedirects: Saved,
): void {
  const { state } = sh;
  checkNesting(sh, name);
  push(state, { type: 'call', name, ...returnPlace(sh), args: state.args, origin: fn.origin, saved, savedRedirects });
  state.args = args;
  state.unit = fn.unit;
  state.lineBase = fn.line;
  sh.jump(fn.pc);
}

/** What another text is run for. */
export interface UnitPlan {
  readonly kind: 'eval' | 'source' | 'trap';
  readonly args?: readonly string[];
  readonly origin?: string;
  readonly status?: number;
  /** Line its first line counts as, from 0. */
  readonly line?: number;
  /** What is to be put back at its end. */
  readonly redirect?: Extract<Frame, { type: 'redirect' }>;
}

/** Runs another text, then the instruction behind this one. */
export function enterUnit(sh: Sh, text: string, plan: UnitPlan): void {
  const { state } = sh;
  checkNesting(sh, plan.kind);
  push(state, {
    type: 'unit',
    kind: plan.kind,
    ...returnPlace(sh),
    ...(plan.args === undefined ? {} : { args: state.args }),
    ...(plan.origin === undefined ? {} : { origin: plan.origin }),
    ...(plan.status === undefined ? {} : { status: plan.status }),
    ...(plan.redirect === undefined ? {} : { redirect: plan.redirect }),
  });
  if (plan.args !== undefined) state.args = plan.args;
  state.unit = text;
  state.lineBase = plan.line ?? 0;
  sh.jump(0);
}

/** `return`: leaves the innermost function or sourced text. False where there is none. */
export function leaveCall(sh: Sh): boolean {
  const { state } = sh;
  let around = state.stack.nesting;
  const at = findFrame(state.stack, (frame) => {
    if (isNesting(frame)) around--;
    return frame.type === 'child' || frame.type === 'call' || (frame.type === 'unit' && frame.kind === 'source');
  });
  if (at < 0) return false;
  if (frameAt(state.stack, at)?.type === 'child') return around > 0 ? exitShell(sh, state.status) : false;
  while (state.stack.size > at) popFrame(sh);
  return true;
}

/** Loops around the present command, innermost first: places in the stack. */
export function openLoops(state: ShellState): number[] {
  const loops: number[] = [];
  for (let at = state.stack.size - 1; at >= 0; at--) {
    const frame = frameAt(state.stack, at);
    if (frame?.type === 'loop') loops.push(at);
    if (frame?.type === 'call' || frame?.type === 'child') break;
  }
  return loops;
}

/** `break N`: behind the Nth loop. */
export function breakLoop(sh: Sh, loop: number): void {
  const { state } = sh;
  while (state.stack.size > loop + 1) popFrame(sh);
  const frame = frameAt(state.stack, loop);
  if (frame?.type !== 'loop') return;
  state.cond = frame.cond;
  state.stack = replaceFrame(state.stack, loop, { ...frame, status: 0 });
  sh.jump(frame.exit);
}

/** `continue N`: the next round of the Nth loop. */
export function continueLoop(sh: Sh, loop: number): void {
  const { state } = sh;
  while (state.stack.size > loop + 1) popFrame(sh);
  const frame = frameAt(state.stack, loop);
  if (frame?.type !== 'loop') return;
  state.cond = frame.cond;
  state.stack = replaceFrame(state.stack, loop, { ...frame, status: 0 });
  sh.jump(frame.next);
}

/** Keeps descriptors and variables of a redirected command until its end. */
export function pushRedirect(state: ShellState, variables: Readonly<Record<string, Variable | null>> = {}): void {
  push(state, { type: 'redirect', saved: [], variables });
}

/** Tells the innermost redirect frame what was saved by now. */
export function noteSaved(state: ShellState, saved: Saved): void {
  const frame = topFrame(state.stack);
  if (frame?.type === 'redirect') state.stack = replaceFrame(state.stack, state.stack.size - 1, { ...frame, saved });
}

export function pushFrame(state: ShellState, frame: Frame): void {
  push(state, frame);
}

/** Ends the shell: the EXIT trap first, then exit(2). */
export function exitShell(sh: Sh, status: number): never {
  const { state } = sh;
  const trap = Object.hasOwn(state.traps, 'EXIT') ? state.traps.EXIT : undefined;
  state.exiting = status & 0xff;
  state.log.length = 0;
  if (trap !== undefined && trap !== '') {
    state.traps = Object.fromEntries(Object.entries(state.traps).filter(([name]) => name !== 'EXIT'));
    state.status = status & 0xff;
    state.stack = NO_FRAMES;
    state.cond = 0;
    state.unit = trap;
    state.pc = 0;
    throw SUSPEND;
  }
  sysExit(sh.k, sh.pid, status & 0xff);
  throw SUSPEND;
}

/** Drops everything under way: to the prompt, behind the present complete command, or out of the shell. */
export function discard(sh: Sh, status: number): void {
  const { state } = sh;
  state.status = status;
  const child = findFrame(state.stack, (frame) => frame.type === 'child') >= 0;
  if (child || state.prepared !== undefined || state.exiting !== undefined) exitShell(sh, status);
  while (state.stack.size > 0) popFrame(sh);
  state.cond = 0;
  if (state.input.type === 'lines') sh.jump(-1);
  else sh.jump(state.chunkEnd);
}
