/**
 * What a program is to this machine: plain data in the task's record, and a function that does one step of it.
 * The registry is filled once, when the module graph is loaded (`programs.ts`), and never changes in a run.
 */
import type { Kernel, UserState } from '../kernel/kernel';
import type { Plain } from '../kernel/store';
import { EACCES, EISDIR, ENOENT, ENOEXEC } from '../kernel/errno';
import { O_RDONLY, S_IFDIR, S_IFMT, sysClose, sysExecve, sysOpen, sysRead, sysStat } from '../kernel/syscalls';

export type { UserState } from '../kernel/kernel';

/** Environment of a program: exported variables only. */
export type Environment = Readonly<Record<string, string>>;

/** A program of this machine. */
export interface Program {
  readonly name: string;
  /** One line for `help`. */
  readonly summary?: string;
  /** Anonymous pages its image writes to when it starts. */
  readonly anonPages: number;
  /** The plain data a fresh image starts from. */
  start(argv: readonly string[], env: Environment): UserState;
  /** One step in user mode: at most one system call that may sleep. */
  step(k: Kernel, pid: number, state: UserState): void;
  /** A copy deep enough for what `step` writes. */
  copy(state: UserState): UserState;
  /** The state as the state hash takes it, where that is not the record itself. */
  plain?(state: UserState): Plain;
}

const registry = new Map<string, Program>();

/** Adds programs; a later one of the same name replaces the earlier. */
export function installPrograms(programs: readonly Program[]): void {
  for (const program of programs) registry.set(program.name, program);
}

/** The program of a name, which is also `UserState.prog`. */
export function findProgram(name: string): Program | undefined {
  return registry.get(name);
}

/** All program names, sorted by code unit. */
export function programNames(): readonly string[] {
  return [...registry.keys()].sort();
}

/** Directories that hold programs. */
const PROGRAM_DIRECTORIES = ['/bin/', '/usr/bin/', '/sbin/', '/usr/sbin/'];

/** Where `name` is found in a PATH; the name itself when it holds a slash. Undefined when nowhere. */
export function searchPath(k: Kernel, pid: number, name: string, path: string): string | undefined {
  if (name.includes('/')) return name;
  for (const directory of path.split(':')) {
    const full = `${directory === '' ? '.' : directory}/${name}`;
    const stat = sysStat(k, pid, full);
    if (typeof stat !== 'number' && (stat.mode & S_IFMT) !== S_IFDIR && (stat.mode & 0o111) !== 0) return full;
  }
  return undefined;
}

/**
 * execve(2): replaces the task's image by that of the file at `path`. Answers 0 (the task's record is then a new one) or
 * -errno; -ENOEXEC for a file without `#!`, which a shell reads itself.
 */
export function execProgram(k: Kernel, pid: number, path: string, argv: readonly string[], env: Environment): number {
  const stat = sysStat(k, pid, path);
  if (typeof stat === 'number') return stat;
  if ((stat.mode & S_IFMT) === S_IFDIR) return -EACCES;
  if ((stat.mode & 0o111) === 0) return -EACCES;
  const program = programAt(path);
  if (program !== undefined) return startImage(k, pid, program, argv, env);
  return execInterpreter(k, pid, path, argv, env);
}

/** Replaces the image by a program already found. */
export function startImage(k: Kernel, pid: number, program: Program, argv: readonly string[], env: Environment): number {
  const comm = baseName(argv[0] ?? program.name)
    .replace(/^-/, '')
    .slice(0, 15);
  return sysExecve(k, pid, { comm: program.name.slice(0, 15) || comm, argv, anonPages: program.anonPages }, program.start(argv, env));
}

function programAt(path: string): Program | undefined {
  if (!path.startsWith('/')) return undefined;
  const directory = path.slice(0, path.lastIndexOf('/') + 1);
  return PROGRAM_DIRECTORIES.includes(directory) ? registry.get(baseName(path)) : undefined;
}

/** `#! interpreter [argument]` in a file's first line. */
function execInterpreter(k: Kernel, pid: number, path: string, argv: readonly string[], env: Environment): number {
  const fd = sysOpen(k, pid, path, O_RDONLY);
  if (fd < 0) return fd;
  const head = sysRead(k, pid, fd, 128);
  sysClose(k, pid, fd);
  if (typeof head === 'number') return head === -EISDIR ? -EACCES : head;
  const match = /^#![ \t]*([^ \t\n]+)(?:[ \t]+([^\n]*?))?[ \t]*(?:\n|$)/.exec(head);
  if (match === null) return -ENOEXEC;
  const program = programAt(match[1] ?? '');
  if (program === undefined) return -ENOENT;
  const argument = match[2] === undefined || match[2] === '' ? [] : [match[2]];
  return startImage(k, pid, program, [match[1] ?? '', ...argument, path, ...argv.slice(1)], env);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
