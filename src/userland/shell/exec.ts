/** Becoming a program: execve(2), and what is said when there is none to become. */
import { E2BIG, EISDIR, ENOENT, ENOEXEC, ENOTDIR, strerror } from '../../kernel/errno';
import { S_IFDIR, S_IFMT, sysExit, sysStat } from '../../kernel/syscalls';
import { execProgram, findProgram, searchPath, startImage } from '../program';
import type { Code, SimpleCommand } from './code';
import { exitShell } from './control';
import { ShellError, SUSPEND, type Sh } from './machine';
import { shellMessage } from './messages';
import { redirectAll } from './redirect';
import { exportedEnvironment, getVariable } from './variables';

/** Most bytes of a program's arguments. */
const ARG_MAX = 1 << 21;

/** Redirects and becomes the program; ends with 126 or 127 when that fails. */
export function becomeCommand(
  sh: Sh,
  code: Code,
  command: SimpleCommand,
  args: readonly string[],
  values: Readonly<Record<string, string>>,
): void {
  try {
    redirectAll(sh, code, command.node.redirects);
  } catch (thrown) {
    if (!(thrown instanceof ShellError)) throw thrown;
    sh.say(thrown.message);
    return end(sh, thrown.status);
  }
  const environment = { ...exportedEnvironment(sh.state), ...values };
  const failure = sh.memo(() => becomeProgram(sh, args, environment));
  sh.say(failure.replace(/^\d+ /, ''));
  end(sh, Number(/^\d+/.exec(failure)?.[0] ?? 127));
}

function end(sh: Sh, status: number): never {
  if (sh.state.prepared === undefined) exitShell(sh, status);
  sysExit(sh.k, sh.pid, status);
  throw SUSPEND;
}

/** execve(2) of a name; the exit status and message when that fails. */
export function becomeProgram(sh: Sh, args: readonly string[], environment: Record<string, string>, argv0?: string): string {
  const { state } = sh;
  const name = args[0] ?? '';
  const size = args.reduce((sum, arg) => sum + arg.length + 1, 0);
  if (size > ARG_MAX) return `126 ${shellMessage(state, `${name}: ${strerror(E2BIG)}`)}`;
  const path = sh.once((k, pid) => searchPath(k, pid, name, environment.PATH ?? getVariable(sh, 'PATH') ?? '') ?? '');
  if (path === '' || name === '') return `127 ${shellMessage(state, `${name}: command not found`)}`;
  const argv = argv0 === undefined ? args : [argv0, ...args.slice(1)];
  const isDirectory = sh.once((k, pid) => {
    const stat = sysStat(k, pid, path);
    return typeof stat !== 'number' && (stat.mode & S_IFMT) === S_IFDIR ? 1 : 0;
  });
  if (isDirectory === 1) return `126 ${shellMessage(state, `${name}: ${strerror(EISDIR)}`)}`;
  environment._ = path;
  const failed = sh.call((k, pid) => execProgram(k, pid, path, argv, environment));
  if (failed === -ENOEXEC) {
    const shell = findProgram(state.posix ? 'sh' : 'bash');
    if (shell !== undefined) sh.call((k, pid) => startImage(k, pid, shell, [shell.name, path, ...args.slice(1)], environment));
  }
  const status = failed === -ENOENT || failed === -ENOTDIR ? 127 : 126;
  // The file is there, so what it names as its interpreter is not.
  const lacks = failed === -ENOENT && sh.once((k, pid) => (typeof sysStat(k, pid, path) === 'number' ? 0 : 1)) === 1;
  return `${status} ${shellMessage(state, `${name}: ${lacks ? 'cannot execute: required file not found' : strerror(failed)}`)}`;
}
