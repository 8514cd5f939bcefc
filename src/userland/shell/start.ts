/** The first step of a shell: its arguments, environment, options, and where its commands come from. */
import { ENOENT, strerror } from '../../kernel/errno';
import {
  S_IFDIR,
  S_IFMT,
  sysExit,
  sysGetcwd,
  sysGetpgid,
  sysGetppid,
  sysIsatty,
  sysSetpgid,
  sysStat,
  sysTcsetpgrp,
  sysTime,
  sysUmask,
  ttyOfFd,
} from '../../kernel/syscalls';
import { readScript } from './builtins/flow';
import { SUSPEND, type Sh } from './machine';
import { isOptionName, SET_LETTERS, SET_NAMES } from './options';
import { DEFAULT_OPTIONS, type Options, type ShellState, type Variable } from './state';
import { startSignals } from './traps';
import { isName, randomSeed } from './variables';

/** What the command line asks for. */
interface Invocation {
  readonly command: string | undefined;
  readonly interactive: boolean;
  readonly stdin: boolean;
  readonly options: Options;
  /** Script or `$0` first. */
  readonly rest: readonly string[];
}

function parseInvocation(argv: readonly string[]): Invocation | string {
  let command: string | undefined;
  let takesCommand = false;
  let interactive = false;
  let stdin = false;
  let options = DEFAULT_OPTIONS;
  let i = 1;
  for (; i < argv.length; i++) {
    const arg = argv[i] ?? '';
    if (arg === '--' || arg === '-') {
      i++;
      break;
    }
    if (['--norc', '--noprofile', '--posix', '--login'].includes(arg)) continue;
    if (!/^[-+]./.test(arg)) break;
    if (arg.startsWith('--')) return `${arg}: invalid option`;
    const on = arg.startsWith('-');
    for (const letter of arg.slice(1)) {
      const name = SET_LETTERS[letter];
      if (letter === 'c') takesCommand = true;
      else if (letter === 'i') interactive = true;
      else if (letter === 's') stdin = true;
      else if (letter === 'l') continue;
      else if (letter === 'o') {
        const given = argv[++i] ?? '';
        if (!isOptionName(given, SET_NAMES)) return `${given}: invalid option name`;
        options = { ...options, [given]: on };
      } else if (name !== undefined) options = { ...options, [name]: on };
      else return `${arg.slice(0, 1)}${letter}: invalid option`;
    }
  }
  if (takesCommand) {
    command = argv[i++];
    if (command === undefined) return '-c: option requires an argument';
  }
  return { command, interactive, stdin, options, rest: argv.slice(i) };
}

/** Runs once per shell. It reads a script file, so it may take several steps. */
export function startShell(sh: Sh): void {
  const { state } = sh;
  const { argv, env, script } = state.starting ?? { argv: [], env: {}, script: undefined };
  const invocation = parseInvocation(argv);
  const name = argv[0] ?? state.prog;
  if (typeof invocation === 'string') return refuse(sh, `${name}: ${invocation}`, 2);
  const file = invocation.command === undefined && !invocation.stdin ? invocation.rest[0] : undefined;
  let text = invocation.command;
  if (file !== undefined) {
    const read = script ?? readScript(sh, file);
    if (typeof read === 'number') return refuse(sh, `${name}: ${file}: ${strerror(read)}`, read === -ENOENT ? 127 : 126);
    if (read.slice(0, 80).includes('\0')) return refuse(sh, `${file}: ${file}: cannot execute binary file`, 126);
    text = read;
  }
  setUp(sh, invocation, name, env);
  if (text === undefined) {
    state.input = { type: 'lines', pending: '', lines: 0, eof: false };
    state.pc = -1;
  } else {
    state.unit = text;
    state.pc = 0;
  }
  state.log.length = 0;
  state.starting = undefined;
  startSignals(sh);
}

function refuse(sh: Sh, text: string, status: number): void {
  sh.say(`${text}\n`);
  sysExit(sh.k, sh.pid, status);
  throw SUSPEND;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function setUp(sh: Sh, invocation: Invocation, name: string, env: Readonly<Record<string, string>>): void {
  const { k, pid } = sh;
  const state = sh.state as Writable<ShellState>;
  const { command, rest, stdin } = invocation;
  const script = command === undefined && !stdin ? rest[0] : undefined;
  const interactive =
    invocation.interactive || (command === undefined && script === undefined && sysIsatty(k, pid, 0) && sysIsatty(k, pid, 2));
  state.interactive = interactive;
  state.quietLines = interactive;
  state.fromCommandLine = command !== undefined;
  state.name = command !== undefined ? (rest[0] ?? name) : (script ?? name);
  state.args = stdin ? rest : rest.slice(1);
  state.options = { ...invocation.options, monitor: invocation.options.monitor || interactive };
  state.shellPid = pid;
  state.startTick = sysTime(k);
  state.random = randomSeed(k.config.seed, pid);
  state.umask = sysUmask(k, pid, 0o022);
  sysUmask(k, pid, state.umask);
  state.variables = firstVariables(sh, env, interactive);
  if (interactive) takeTerminal(sh, state);
}

function firstVariables(sh: Sh, env: Readonly<Record<string, string>>, interactive: boolean): Record<string, Variable> {
  const { k, pid } = sh;
  const cwd = sysGetcwd(k, pid);
  const inherited: Record<string, Variable> = {};
  for (const name of Object.keys(env)) if (isName(name)) inherited[name] = { value: env[name] ?? '', exported: true };
  const level = Number(env.SHLVL ?? '0') || 0;
  const pwd = env.PWD !== undefined && samePlace(sh, env.PWD) ? env.PWD : typeof cwd === 'number' ? '/' : cwd;
  return {
    PATH: { value: '/bin:/usr/bin', exported: true },
    HOME: { value: '/root', exported: true },
    HOSTNAME: { value: 'memcg' },
    SHELL: { value: '/bin/bash' },
    ...inherited,
    BASH: { value: '/bin/bash' },
    BASH_VERSION: { value: '5.2.15(1)-release' },
    EUID: { value: '0', integer: true, readonly: true },
    IFS: { value: ' \t\n' },
    OPTIND: { value: '1' },
    PPID: { value: String(sysGetppid(k, pid)), integer: true, readonly: true },
    PWD: { value: pwd, exported: true },
    SHLVL: { value: String(level + 1), exported: true },
    UID: { value: '0', integer: true, readonly: true },
    ...(interactive ? { PS1: { value: '\\u@\\h:\\w\\$ ' }, PS2: { value: '> ' } } : {}),
    PS4: { value: '+ ' },
  };
}

function samePlace(sh: Sh, path: string): boolean {
  const there = sysStat(sh.k, sh.pid, path);
  const here = sysStat(sh.k, sh.pid, '.');
  return typeof there !== 'number' && typeof here !== 'number' && there.ino === here.ino && (there.mode & S_IFMT) === S_IFDIR;
}

/** Job control: a process group of its own, in the foreground of its terminal. */
function takeTerminal(sh: Sh, state: Writable<ShellState>): void {
  const { k, pid } = sh;
  const tty = ttyOfFd(k, pid, 0);
  sysSetpgid(k, pid, 0, 0);
  state.group = sysGetpgid(k, pid, 0);
  state.tty = tty;
  if (tty >= 0) sysTcsetpgrp(k, pid, tty, state.group);
}
