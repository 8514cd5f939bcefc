/**
 * Process 1: reaps what is orphaned, one task a step, and keeps a shell on each terminal, as init and getty do. Its
 * child on the way to a shell is the program `getty`.
 */
import type { Kernel } from '../kernel/kernel';
import { BLOCKED } from '../kernel/errno';
import {
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  openTty,
  sysChdir,
  sysExit,
  sysFork,
  sysNanosleep,
  sysSetsid,
  sysWait4,
  sysWrite,
} from '../kernel/syscalls';
import { setControllingTty } from '../kernel/tty';
import { findProgram, startImage, type Program, type UserState } from './program';

/** Where shells begin. */
export const FIRST_DIRECTORY = '/sys/fs/cgroup/memory';
/** Ticks between tries to start a shell that could not be forked. */
const RETRY_TICKS = 20;
/** Environment of a shell that init starts. */
export const FIRST_ENVIRONMENT = {
  HOME: '/root',
  HOSTNAME: 'memcg',
  LOGNAME: 'root',
  PATH: '/bin:/usr/bin',
  PWD: FIRST_DIRECTORY,
  TERM: 'linux',
  USER: 'root',
};

export interface InitState extends UserState {
  readonly prog: 'init';
  /** Shell of each terminal, 0 while there is none; -1 where none is kept. */
  shells: readonly number[];
  /** What to say on each terminal when its shell is there again. */
  notices: readonly string[];
  napping: boolean;
  /** The next try at a missing shell is due, or under way. */
  forking: boolean;
  /** Process of the script that was booted, 0 for none, and its status in wait(2)'s encoding once it ended. */
  script: number;
  scriptStatus: number;
}

interface GettyState extends UserState {
  readonly prog: 'getty';
  readonly tty: number;
  readonly notice: string;
}

export function initState(): InitState {
  return { prog: 'init', shells: [-1, -1], notices: ['', ''], napping: false, forking: false, script: 0, scriptStatus: -1 };
}

function stepInit(k: Kernel, pid: number, state: InitState): void {
  if (state.napping) {
    if (sysNanosleep(k, pid, RETRY_TICKS) !== BLOCKED) state.napping = false;
    return;
  }
  const tty = state.shells.indexOf(0);
  if (tty >= 0 && state.forking) return respawn(k, pid, state, tty);
  const waited = sysWait4(k, pid, -1, { nohang: tty >= 0 });
  if (waited === BLOCKED) return;
  // Reaping and forking take turns: the dead count as tasks, and a machine at its threads-max refuses the new shell.
  state.forking = tty >= 0;
  if (typeof waited === 'number') {
    // Nothing to wait for: a nap, so that init never spins.
    state.napping = true;
    return;
  }
  if (waited.pid === state.script) state.scriptStatus = waited.status;
  const ended = state.shells.indexOf(waited.pid);
  if (ended < 0) return;
  const killed = (waited.status & 0x7f) !== 0;
  const notice = killed
    ? 'init: the shell of this terminal was killed; it is started again\n'
    : 'init: the shell of this terminal ended; it is started again\n';
  state.shells = state.shells.with(ended, 0);
  state.notices = state.notices.with(ended, notice);
}

function respawn(k: Kernel, pid: number, state: InitState, tty: number): void {
  const getty: GettyState = { prog: 'getty', tty, notice: state.notices[tty] ?? '' };
  const child = sysFork(k, pid, getty);
  if (child === BLOCKED) return;
  state.forking = false;
  if (child > 0) state.shells = state.shells.with(tty, child);
}

/** Makes a process the leader of a session on a terminal, standard descriptors open, in the first directory. */
export function openTerminal(k: Kernel, pid: number, tty: number, separate: boolean): void {
  sysSetsid(k, pid);
  setControllingTty(k, pid, tty);
  openTty(k, pid, tty, separate ? O_RDONLY : O_RDWR);
  openTty(k, pid, tty, separate ? O_WRONLY : O_RDWR);
  openTty(k, pid, tty, separate ? O_WRONLY : O_RDWR, 2);
  sysChdir(k, pid, FIRST_DIRECTORY);
}

function stepGetty(k: Kernel, pid: number, state: GettyState): void {
  const shell = findProgram('bash');
  openTerminal(k, pid, state.tty, false);
  if (state.notice !== '') sysWrite(k, pid, 2, state.notice);
  const failed = shell === undefined ? -1 : startImage(k, pid, shell, ['bash'], FIRST_ENVIRONMENT);
  if (failed !== 0) sysExit(k, pid, 1);
}

/** Programs that are no files: nobody can start them. */
export const BOOT_PROGRAMS: readonly Program[] = [
  {
    name: 'init',
    anonPages: 0,
    start: initState,
    copy: (state) => ({ ...state }),
    step: (k, pid, state) => stepInit(k, pid, state as InitState),
  },
  {
    name: 'getty',
    anonPages: 0,
    start: (): GettyState => ({ prog: 'getty', tty: 0, notice: '' }),
    copy: (state) => ({ ...state }),
    step: (k, pid, state) => stepGetty(k, pid, state as GettyState),
  },
];
