/** A machine with its programs, and what runs on it first. */
import { createKernel, type Kernel, type UserHooks } from '../kernel/kernel';
import type { MachineConfig } from '../kernel/config';
import type { Plain } from '../kernel/store';
import { createInit, createTask, INIT_PID } from '../kernel/kthread';
import { O_CREAT, O_WRONLY, sysClose, sysOpen } from '../kernel/syscalls';
import { TTYS } from '../kernel/tty';
import { BOOT_PROGRAMS, FIRST_ENVIRONMENT, initState, openTerminal, type InitState } from './init';
import { findProgram, installPrograms, programNames, startImage } from './program';
import { installAllPrograms } from './programs';
import type { ShellState } from './shell/state';

/** What a program started by the kernel finds in its environment (kernel/cgroup.c: cgroup_release_agent). */
const HELPER_ENVIRONMENT = { HOME: '/', PATH: '/sbin:/bin:/usr/sbin:/usr/bin' } as const;

/** A command is started as it is, anything else as a script of the shell. */
function usermodeHelper(k: Kernel, argv: readonly string[]): void {
  const name = argv[0]!.slice(argv[0]!.lastIndexOf('/') + 1);
  const command = findProgram(name);
  const program = command ?? findProgram('bash');
  if (program === undefined) return;
  const words = command === undefined ? ['bash', ...argv] : argv;
  const pid = createTask(k, INIT_PID, program.start(words, HELPER_ENVIRONMENT), program.name);
  startImage(k, pid, program, words, HELPER_ENVIRONMENT);
}

const HOOKS: UserHooks = {
  usermodeHelper,
  step(k, pid) {
    const state = k.user.edit(pid);
    const program = findProgram(state.prog);
    if (program === undefined) throw new Error(`no program ${state.prog}`);
    program.step(k, pid, state);
  },
  copy(state) {
    return findProgram(state.prog)?.copy(state) ?? { ...state };
  },
  plain(state) {
    return findProgram(state.prog)?.plain?.(state) ?? (state as unknown as Plain);
  },
};

/** Boots a kernel whose tasks run our programs; nothing runs yet. Throws `KernelConfigError`. */
export function createMachine(config: MachineConfig): Kernel {
  installAllPrograms();
  installPrograms(BOOT_PROGRAMS);
  return createKernel(config, HOOKS);
}

/** Starts init and a root shell on each terminal: 0 the lesson's, 1 the console. */
export function bootShells(k: Kernel): void {
  const init = bootInit(k);
  const shells: number[] = [];
  for (let tty = 0; tty < TTYS; tty++) shells.push(bootShell(k, tty, ['bash'], false));
  k.user.set(INIT_PID, { ...init, shells } as InitState);
}

/**
 * Starts init and `bash NAME ARGS…` over a script's text, on terminal 0 and not interactive: its output and errors come
 * there as streams 1 and 2, and `scriptStatus` tells how it ended.
 */
export function bootScript(k: Kernel, text: string, name: string, args: readonly string[]): void {
  const init = bootInit(k);
  const script = bootShell(k, 0, ['bash', name, ...args], true);
  const state = k.user.get(script) as ShellState;
  k.user.set(script, { ...state, starting: { ...(state.starting ?? { argv: [], env: {} }), script: text } } as ShellState);
  k.user.set(INIT_PID, { ...init, script } as InitState);
}

/** Exit status of the booted script as a shell would show it; undefined while it runs. */
export function scriptStatus(k: Kernel): number | undefined {
  const { scriptStatus: status } = k.user.get(INIT_PID) as InitState;
  if (status < 0) return undefined;
  return (status & 0x7f) === 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f);
}

function bootInit(k: Kernel): InitState {
  const state = initState();
  createInit(k, state);
  for (const name of programNames()) if (!BOOT_PROGRAMS.some((program) => program.name === name)) makeProgramFile(k, name);
  return state;
}

function makeProgramFile(k: Kernel, name: string): void {
  const fd = sysOpen(k, INIT_PID, `/bin/${name}`, O_CREAT | O_WRONLY, 0o755);
  if (fd >= 0) sysClose(k, INIT_PID, fd);
}

function bootShell(k: Kernel, tty: number, argv: readonly string[], separate: boolean): number {
  const program = findProgram('bash');
  if (program === undefined) throw new Error('no shell');
  const pid = createTask(k, INIT_PID, program.start(argv, FIRST_ENVIRONMENT), 'bash');
  openTerminal(k, pid, tty, separate);
  startImage(k, pid, program, argv, FIRST_ENVIRONMENT);
  return pid;
}
