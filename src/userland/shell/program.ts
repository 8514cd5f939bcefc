/** The shell as a program: `bash`, and `sh`, the same interpreter in POSIX mode. */
import type { Environment, Program, UserState } from '../program';
import { stepShell } from './interpret';
import { NO_FRAMES } from './stack';
import { copyShell, DEFAULT_OPTIONS, plainShell, type ShellState } from './state';

/** Anonymous pages of the shell's image. */
export const SHELL_PAGES = 50;

function initialState(prog: string, argv: readonly string[], env: Environment): ShellState {
  return {
    prog,
    starting: { argv, env },
    posix: prog === 'sh',
    interactive: false,
    quietLines: false,
    fromCommandLine: false,
    input: { type: 'text' },
    unit: '',
    pc: 0,
    chunkEnd: 0,
    line: 0,
    lineBase: 0,
    stack: NO_FRAMES,
    log: [],
    cond: 0,
    name: argv[0] ?? prog,
    args: [],
    variables: {},
    functions: {},
    status: 0,
    pipeStatus: [0],
    substituted: false,
    lastArgument: '',
    lastBackground: 0,
    shellPid: 0,
    depth: 0,
    startTick: 0,
    random: 1,
    options: DEFAULT_OPTIONS,
    traps: {},
    caught: [],
    children: false,
    jobs: [],
    early: [],
    deaths: '',
    hashed: {},
    optionPlace: 0,
    umask: 0o022,
    tty: -1,
    group: 0,
    tracing: 0,
    interrupted: false,
    touching: 0,
    plumbing: undefined,
    prepared: undefined,
    feedBase: 0,
    child: false,
    exiting: undefined,
  };
}

function shellProgram(name: string, summary: string): Program {
  return {
    name,
    summary,
    anonPages: SHELL_PAGES,
    start: (argv, env) => initialState(name, argv, env),
    copy: (state: UserState) => copyShell(state as ShellState),
    plain: (state: UserState) => plainShell(state as ShellState),
    step: (k, pid, state) => stepShell(k, pid, state as ShellState),
  };
}

export const SHELL_PROGRAMS: readonly Program[] = [
  shellProgram('bash', 'the shell: bash COMMAND-FILE, bash -c COMMANDS'),
  shellProgram('sh', 'the shell in POSIX mode'),
];
