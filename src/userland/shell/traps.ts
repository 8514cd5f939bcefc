/** Signals that come to a shell, and the commands `trap` set for them. */
import { sysSigaction, sysWrite, takeSignal } from '../../kernel/syscalls';
import { signalName } from '../lib/signals';
import { discard, enterUnit } from './control';
import { reapEnded } from './jobs';
import type { Sh } from './machine';
import type { ShellState } from './state';

const SIGINT = 2;
const SIGQUIT = 3;
const SIGTERM = 15;
const SIGCHLD = 17;
const SIGTSTP = 20;
const SIGTTIN = 21;
const SIGTTOU = 22;
/** Signals an interactive shell does not heed. */
const IGNORED = [SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU];

/** Dispositions of a shell that begins. */
export function startSignals(sh: Sh): void {
  const { k, pid, state } = sh;
  sysSigaction(k, pid, SIGCHLD, 'catch');
  if (!state.interactive) return;
  sysSigaction(k, pid, SIGINT, 'catch');
  for (const signal of IGNORED) sysSigaction(k, pid, signal, 'ignore');
}

/** Dispositions of a fresh child: what its shell caught is default again, what `trap ''` ignores stays ignored. */
export function childSignals(sh: Sh, ignoreInterrupts: boolean): void {
  const { k, pid, state } = sh;
  for (let signal = 1; signal < 32; signal++) {
    if (signal === 9 || signal === 19) continue;
    const name = signalName(signal) ?? '';
    const ignored = state.traps[name] === '' || (ignoreInterrupts && (signal === SIGINT || signal === SIGQUIT));
    sysSigaction(k, pid, signal, ignored ? 'ignore' : signal === SIGCHLD && state.prepared === undefined ? 'catch' : 'default');
  }
}

/** Disposition of one signal after `trap` changed it. */
export function applyTrap(sh: Sh, signal: number): void {
  const { k, pid, state } = sh;
  if (signal === 0 || signal > 31) return;
  const name = signalName(signal) ?? '';
  const command = Object.hasOwn(state.traps, name) ? state.traps[name] : undefined;
  const own = signal === SIGCHLD || (state.interactive && signal === SIGINT);
  const usual = own ? 'catch' : state.interactive && IGNORED.includes(signal) ? 'ignore' : 'default';
  sysSigaction(k, pid, signal, command === undefined ? usual : command === '' ? 'ignore' : 'catch');
}

/** Takes the signals that came since the last step. True when an interactive shell was interrupted. */
export function takeSignals(sh: Sh): boolean {
  const { state } = sh;
  let interrupted = false;
  for (let signal = takeSignal(sh.k, sh.pid); signal !== 0; signal = takeSignal(sh.k, sh.pid)) {
    if (signal === SIGCHLD) state.children = true;
    const name = signalName(signal) ?? '';
    if (Object.hasOwn(state.traps, name)) state.caught = [...state.caught, signal];
    else if (signal === SIGINT && state.interactive) interrupted = true;
  }
  // The terminal wrote ^C: what comes next begins a line.
  if (interrupted) sysWrite(sh.k, sh.pid, 2, '\n');
  if (state.children) {
    state.children = false;
    reapEnded(sh);
  }
  return interrupted;
}

/** Ctrl-C at an interactive shell: everything under way is dropped. */
export function interrupt(sh: Sh): void {
  const { state } = sh;
  state.interrupted = false;
  state.log.length = 0;
  if (state.input.type === 'lines') state.input = { ...state.input, pending: '' };
  discard(sh, 130);
  state.pc = sh.next;
}

/** Before an instruction: the command of a trapped signal that came goes first. True when one does. */
export function beginTrap(sh: Sh): boolean {
  const { state } = sh;
  const signal = state.caught[0];
  if (signal === undefined) return false;
  state.caught = state.caught.slice(1);
  const command = trapCommand(state, signalName(signal) ?? '');
  if (command === undefined || command === '') return false;
  sh.next = state.pc;
  enterUnit(sh, command, { kind: 'trap', status: state.status });
  state.pc = sh.next;
  return true;
}

export function trapCommand(state: ShellState, name: string): string | undefined {
  return Object.hasOwn(state.traps, name) ? state.traps[name] : undefined;
}
