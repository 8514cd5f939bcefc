/** For tests: a real machine whose first process does nothing, and commands run on it one by one. */
import { createInit, createKernel, INIT_PID, tick, type Kernel } from '../../kernel';
import { createTask } from '../../kernel/kthread';
import * as call from '../../kernel/syscalls';
import { EXIT_ZOMBIE } from '../../kernel/task';
import { exitStatus } from '../command';
import { findProgram, installPrograms, programNames, type Environment } from '../program';
import { COMMANDS } from './index';

const MAX_TICKS = 200000;
const ENVIRONMENT: Environment = { PATH: '/bin:/usr/bin', HOME: '/root' };

export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly status: number;
}

/** A machine of 64 MiB and one CPU; all commands are in /bin, and pid 1 stands in the memory hierarchy. */
export function bootTestMachine(ramPages = 16384): Kernel {
  installPrograms(COMMANDS);
  installPrograms([
    {
      name: 'idle',
      anonPages: 0,
      start: () => ({ prog: 'idle' }),
      step: (k, pid) => void call.sysNanosleep(k, pid, Number.MAX_SAFE_INTEGER),
      copy: (state) => ({ ...state }),
    },
  ]);
  const k = createKernel(
    { ramPages, cpus: 1, swapPages: 0, kernel: 'kmemcg-v3', without: [], seed: 1 },
    {
      step: (kernel, pid) => findProgram(kernel.user.get(pid).prog)!.step(kernel, pid, kernel.user.edit(pid)),
      copy: (state) => findProgram(state.prog)!.copy(state),
    },
  );
  createInit(k, { prog: 'idle' });
  for (const name of programNames())
    call.sysClose(k, INIT_PID, call.sysOpen(k, INIT_PID, `/bin/${name}`, call.O_CREAT | call.O_WRONLY, 0o755));
  call.sysChdir(k, INIT_PID, '/sys/fs/cgroup/memory');
  return k;
}

/** Writes a file as pid 1. */
export function put(k: Kernel, path: string, text: string): number {
  const fd = call.sysOpen(k, INIT_PID, path, call.O_CREAT | call.O_TRUNC | call.O_WRONLY, 0o644);
  if (fd < 0) return fd;
  let answer = 0;
  for (let rest = text; rest !== ''; rest = rest.slice(answer)) {
    answer = call.sysWrite(k, INIT_PID, fd, rest);
    if (answer < 0) break;
  }
  call.sysClose(k, INIT_PID, fd);
  return Math.min(answer, 0);
}

/** Reads a file as pid 1; empty where it cannot be. */
export function get(k: Kernel, path: string): string {
  const fd = call.sysOpen(k, INIT_PID, path, call.O_RDONLY);
  if (fd < 0) return '';
  let text = '';
  for (
    let piece = call.sysRead(k, INIT_PID, fd, 65536);
    typeof piece === 'string' && piece !== '';
    piece = call.sysRead(k, INIT_PID, fd, 65536)
  )
    text += piece;
  call.sysClose(k, INIT_PID, fd);
  return text;
}

/** Starts a command with its three files in /tmp; its pid. */
export function start(k: Kernel, argv: readonly string[], options: { stdin?: string; cwd?: string; env?: Environment } = {}): number {
  const program = findProgram(argv[0]!);
  if (program === undefined) throw new Error(`no program ${argv[0]}`);
  put(k, '/tmp/.in', options.stdin ?? '');
  const image = program.start(argv, options.env ?? ENVIRONMENT);
  const pid = createTask(k, INIT_PID, image, argv[0]!);
  call.sysExecve(k, pid, { comm: argv[0]!, argv, anonPages: program.anonPages }, image);
  call.sysOpen(k, pid, '/tmp/.in', call.O_RDONLY);
  call.sysOpen(k, pid, `/tmp/.out`, call.O_CREAT | call.O_TRUNC | call.O_WRONLY | call.O_APPEND);
  call.sysOpen(k, pid, `/tmp/.err`, call.O_CREAT | call.O_TRUNC | call.O_WRONLY | call.O_APPEND);
  call.sysChdir(k, pid, options.cwd ?? '/sys/fs/cgroup/memory');
  return pid;
}

export function hasEnded(k: Kernel, pid: number): boolean {
  return k.tasks.col.state[pid] === EXIT_ZOMBIE;
}

/** Runs a command to its end. */
export function run(k: Kernel, argv: readonly string[], options: { stdin?: string; cwd?: string; env?: Environment } = {}): Ran {
  const pid = start(k, argv, options);
  for (let n = 0; !hasEnded(k, pid); n++) {
    if (n > MAX_TICKS) throw new Error(`${argv.join(' ')} does not end`);
    tick(k);
  }
  return { out: get(k, '/tmp/.out'), err: get(k, '/tmp/.err'), status: exitStatus(k.tasks.col.exitCode[pid]!) };
}

/** Lets time go by. */
export function ticks(k: Kernel, count: number): void {
  for (let n = 0; n < count; n++) tick(k);
}
