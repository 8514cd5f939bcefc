/** The shells as a terminal sees them: typing to them, and where they stand. */
import type { Kernel } from '../kernel/kernel';
import { INIT_PID } from '../kernel/kthread';
import { sysGetcwd } from '../kernel/syscalls';
import { WCHANS } from '../kernel/task';
import { ttyDrained, ttyInput } from '../kernel/tty';
import { FIRST_DIRECTORY, type InitState } from './init';
import { allFrames } from './shell/stack';
import type { ShellState } from './shell/state';

/** The shell's task on a terminal, 0 while there is none. */
export function shellPid(k: Kernel, tty: number): number {
  const init = k.user.find(INIT_PID) as InitState | undefined;
  return Math.max(0, init?.shells[tty] ?? 0);
}

/** Its state; undefined while there is none, or it became another program. */
function shellState(k: Kernel, tty: number): Readonly<ShellState> | undefined {
  const state = k.user.find(shellPid(k, tty));
  return state?.prog === 'bash' || state?.prog === 'sh' ? (state as ShellState) : undefined;
}

/** Types a text and a newline. */
export function feed(k: Kernel, tty: number, text: string): void {
  const state = shellState(k, tty);
  if (state !== undefined && state.input.type === 'lines') {
    const waiting = k.ttys.input.get(tty).lines.length;
    (k.user.edit(shellPid(k, tty)) as ShellState).feedBase = state.input.lines + waiting;
  }
  ttyInput(k, tty, `${text}\n`);
}

/** True when the shell waits for a line and none is typed. */
export function shellIdle(k: Kernel, tty: number): boolean {
  const state = shellState(k, tty);
  if (state === undefined || state.starting !== undefined || state.pc >= 0) return false;
  return ttyDrained(k, tty) && WCHANS[k.tasks.col.wchan[shellPid(k, tty)] ?? 0] === 'n_tty_read';
}

/** The shell's place in what is typed: lines of commands it has read, and whether the last one left a command unfinished. */
export function shellInput(k: Kernel, tty: number): { readonly lines: number; readonly unfinished: boolean } {
  const state = shellState(k, tty);
  if (state === undefined || state.input.type !== 'lines') return { lines: 0, unfinished: false };
  return { lines: state.input.lines, unfinished: state.pc < 0 && state.input.pending !== '' };
}

/** `$?` of the shell. */
export function shellStatus(k: Kernel, tty: number): number {
  return shellState(k, tty)?.status ?? 0;
}

/** The shell's working directory. */
export function shellCwd(k: Kernel, tty: number): string {
  const pid = shellPid(k, tty);
  if (pid === 0 || !k.user.has(pid)) return FIRST_DIRECTORY;
  const cwd = sysGetcwd(k, pid);
  return typeof cwd === 'number' ? (shellState(k, tty)?.variables.PWD?.value ?? FIRST_DIRECTORY) : cwd;
}

/** 0-based line, within the text typed last, of the command at work or waited for. */
export function shellLine(k: Kernel, tty: number): number {
  const state = shellState(k, tty);
  if (state === undefined || state.input.type !== 'lines') return 0;
  if (state.pc < 0) return Math.max(0, state.input.lines - state.feedBase);
  const outer = allFrames(state.stack).find((frame) => frame.type === 'call' || frame.type === 'unit');
  const line = outer === undefined ? state.lineBase + state.line : outer.lineBase + outer.line;
  return Math.max(0, line - state.feedBase);
}
