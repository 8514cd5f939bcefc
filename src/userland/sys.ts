/**
 * The system as a command sees it: one call a step, each answered once and then from the task's log (see command.ts).
 */
import type { Kernel } from '../kernel/kernel';
import { EINTR, ENOENT, strerror } from '../kernel/errno';
import type { Plain } from '../kernel/store';
import * as call from '../kernel/syscalls';
import { BLOCKED } from '../kernel/syscalls';
import { execProgram, searchPath, type Environment, type UserState } from './program';

/** Bytes of standard output gathered before a write. */
const BUFFER_BYTES = 4096;
/** Calls in a log after which a command that forgot to checkpoint is told so. */
const LOG_LIMIT = 100000;
const DEFAULT_PATH = '/bin:/usr/bin';

/** What a command's task holds. */
export interface CommandState extends UserState {
  readonly prog: string;
  readonly argv: readonly string[];
  readonly env: Environment;
  /** As given to `checkpoint` or `fork`; absent at first. */
  state?: Plain;
  /** Output not written yet when the log begins. */
  pending: string;
  /** Answers of the calls since the last checkpoint. */
  log: Plain[];
  /** Program to become, when this is the child of `spawn` before its exec, and how a failure is told. */
  readonly become?: { readonly argv: readonly string[]; readonly failed: string };
}

/** Thrown by `Sys.exit`; commands may throw it from anywhere. */
export class Exit {
  constructor(readonly status: number) {}
}
/** Thrown when the step is over. */
export const SUSPEND = new Error('the step is over');

/** The system as a command sees it. Texts are byte strings; answers below 0 are -errno. */
export class Sys<S extends Plain = Plain> {
  readonly #k: Kernel;
  readonly pid: number;
  readonly #state: CommandState;
  /** Name the messages begin with. */
  readonly name: string;
  readonly env: Environment;
  #at = 0;
  #called = false;
  #out: string;

  constructor(k: Kernel, pid: number, state: CommandState, name: string) {
    this.#k = k;
    this.pid = pid;
    this.#state = state;
    this.name = name;
    this.env = state.env;
    this.#out = state.pending;
  }

  /** One system call: answered from the log, or done now if this step has not done one. */
  call<T extends Plain>(fn: (k: Kernel, pid: number) => T): T {
    const log = this.#state.log;
    if (this.#at < log.length) return log[this.#at++] as T;
    if (this.#called) throw SUSPEND;
    if (log.length >= LOG_LIMIT) throw new Error(`${this.name}: ${LOG_LIMIT} calls without a checkpoint`);
    this.#called = true;
    const answer = fn(this.#k, this.pid);
    // The call may have ended the task, or replaced its record (exec).
    if (answer === BLOCKED || this.#k.user.find(this.pid) !== this.#state) throw SUSPEND;
    log.push(answer);
    this.#at++;
    return answer;
  }

  /** Drops the log and starts the command again with `state`. Call it where a loop has done one round. */
  checkpoint(state: S): never {
    this.#state.state = state;
    this.#state.pending = this.#out;
    this.#state.log = [];
    throw SUSPEND;
  }

  /** Leaves the command; standard output is flushed first. */
  exit(status: number): never {
    throw new Exit(status);
  }

  /** Flushes and exits; for the frame only. */
  finish(status: number): never {
    const flushed = this.flush();
    if (flushed < 0) {
      this.#raw(2, `${this.name}: write error: ${strerror(flushed)}\n`);
      status = status === 0 ? 1 : status;
    }
    if (this.#called) throw SUSPEND;
    this.#called = true;
    call.sysExit(this.#k, this.pid, status);
    throw SUSPEND;
  }

  // --- output -------------------------------------------------------------------------------------------------------

  /** Adds to standard output, which is written at 4096 bytes, before a message, before a sleep and at the end. */
  out(text: string): void {
    this.#out += text;
    if (this.#out.length >= BUFFER_BYTES) this.#mustFlush();
  }

  /** Writes what `out` gathered; 0 or -errno. */
  flush(): number {
    while (this.#out !== '') {
      const written = this.call((k, pid) => call.sysWrite(k, pid, 1, this.#out));
      if (written === -EINTR) continue;
      if (written < 0) {
        this.#out = '';
        return written;
      }
      this.#out = this.#out.slice(written);
    }
    return 0;
  }

  #mustFlush(): void {
    const flushed = this.flush();
    if (flushed === 0) return;
    this.#raw(2, `${this.name}: write error: ${strerror(flushed)}\n`);
    throw new Exit(1);
  }

  /** Writes to standard error at once; what `out` gathered goes first. */
  err(text: string): void {
    if (this.#out !== '') this.flush();
    this.#raw(2, text);
  }

  /** `NAME: WHAT: ERRNO TEXT` to standard error, as coreutils word it. Answers 1. */
  fail(what: string, errno: number): 1 {
    this.err(`${this.name}: ${what}: ${strerror(errno)}\n`);
    return 1;
  }

  /** `NAME: TEXT`, and a second line on how to get help, as coreutils do for wrong usage. Leaves with `status`. */
  usage(text: string, status = 1): never {
    this.err(`${this.name}: ${text}\nTry '${this.name} --help' for more information.\n`);
    throw new Exit(status);
  }

  /** Writes all of `bytes` to `fd`, however many calls it takes; 0 or -errno. */
  writeAll(fd: number, bytes: string): number {
    if (fd === 1 && this.#out !== '') this.#mustFlush();
    return this.#raw(fd, bytes);
  }

  #raw(fd: number, bytes: string): number {
    let rest = bytes;
    while (rest !== '') {
      const now = rest;
      const written = this.call((k, pid) => call.sysWrite(k, pid, fd, now));
      if (written === -EINTR) continue;
      if (written < 0) return written;
      rest = rest.slice(written);
    }
    return 0;
  }

  // --- files --------------------------------------------------------------------------------------------------------

  open(path: string, flags: number = call.O_RDONLY, mode = 0o666): number {
    return this.call((k, pid) => call.sysOpen(k, pid, path, flags, mode));
  }
  close(fd: number): number {
    return this.call((k, pid) => call.sysClose(k, pid, fd));
  }
  /** Up to `max` bytes; '' at the end of the file; -errno. */
  read(fd: number, max = 4096): string | number {
    return this.call((k, pid) => call.sysRead(k, pid, fd, max));
  }
  /** One write(2): bytes written or -errno. */
  write(fd: number, bytes: string): number {
    return this.call((k, pid) => call.sysWrite(k, pid, fd, bytes));
  }
  /** Reads a small file whole (at most `limit` bytes); the text or -errno. Not for unbounded input. */
  readFile(path: string, limit = 1048576): string | number {
    const fd = this.open(path);
    if (fd < 0) return fd;
    let text = '';
    while (text.length < limit) {
      const piece = this.read(fd, 65536);
      if (piece === -EINTR) continue;
      if (typeof piece === 'number') {
        this.close(fd);
        return piece;
      }
      if (piece === '') break;
      text += piece;
    }
    this.close(fd);
    return text;
  }
  /** Opens, writes `text` with one write(2), closes; 0 or -errno. For control files. */
  writeFile(path: string, text: string, flags: number = call.O_WRONLY | call.O_CREAT | call.O_TRUNC): number {
    const fd = this.open(path, flags);
    if (fd < 0) return fd;
    const done = this.write(fd, text);
    this.close(fd);
    return done < 0 ? done : 0;
  }
  lseek(fd: number, offset: number, whence: number): number {
    return this.call((k, pid) => call.sysLseek(k, pid, fd, offset, whence));
  }
  ftruncate(fd: number, length: number): number {
    return this.call((k, pid) => call.sysFtruncate(k, pid, fd, length));
  }
  isatty(fd: number): boolean {
    return this.call((k, pid) => call.sysIsatty(k, pid, fd));
  }
  dup2(from: number, to: number): number {
    return this.call((k, pid) => call.sysDup2(k, pid, from, to));
  }
  /** A TCP socket connected to itself. */
  socket(flags = 0): number {
    return this.call((k, pid) => call.sysSocket(k, pid, flags));
  }

  pipe(): readonly [number, number] | number {
    return this.call((k, pid) => call.sysPipe(k, pid));
  }
  /** What is at `path`, or -errno; a symbolic link is followed unless `follow` is false. */
  stat(path: string, options: { follow?: boolean } = {}): call.Stat | number {
    return this.call((k, pid) => call.sysStat(k, pid, path, options) as Plain) as unknown as call.Stat | number;
  }
  fstat(fd: number): call.Stat | number {
    return this.call((k, pid) => call.sysFstat(k, pid, fd) as Plain) as unknown as call.Stat | number;
  }
  /** Names in a directory as the file system gives them (without . and ..), or -errno. */
  readdir(path: string): readonly string[] | number {
    return this.call((k, pid) => call.sysReaddir(k, pid, path));
  }
  mkdir(path: string, mode = 0o777): number {
    return this.call((k, pid) => call.sysMkdir(k, pid, path, mode));
  }
  rmdir(path: string): number {
    return this.call((k, pid) => call.sysRmdir(k, pid, path));
  }
  unlink(path: string): number {
    return this.call((k, pid) => call.sysUnlink(k, pid, path));
  }
  rename(from: string, to: string): number {
    return this.call((k, pid) => call.sysRename(k, pid, from, to));
  }
  link(from: string, to: string): number {
    return this.call((k, pid) => call.sysLink(k, pid, from, to));
  }
  symlink(target: string, path: string): number {
    return this.call((k, pid) => call.sysSymlink(k, pid, target, path));
  }
  chdir(path: string): number {
    return this.call((k, pid) => call.sysChdir(k, pid, path));
  }
  getcwd(): string | number {
    return this.call((k, pid) => call.sysGetcwd(k, pid));
  }

  // --- tasks --------------------------------------------------------------------------------------------------------

  getpid(): number {
    return this.pid;
  }
  getppid(): number {
    return this.call((k, pid) => call.sysGetppid(k, pid));
  }
  /** Simulated milliseconds since boot. */
  time(): number {
    return this.call((k) => call.sysTime(k));
  }
  /** Sleeps; 0, or -EINTR when a caught signal came. */
  sleep(ticks: number): number {
    this.flush();
    return this.call((k, pid) => call.sysNanosleep(k, pid, ticks));
  }
  /** Sleeps until a signal comes. */
  pause(): void {
    this.flush();
    this.call((k, pid) => call.sysNanosleep(k, pid, Number.MAX_SAFE_INTEGER));
  }
  kill(target: number, signal: number): number {
    return this.call((k, pid) => call.sysKill(k, pid, target, signal));
  }
  sigaction(signal: number, what: 'default' | 'ignore' | 'catch'): number {
    return this.call((k, pid) => {
      call.sysSigaction(k, pid, signal, what);
      return 0;
    });
  }
  /** A caught signal that came and was not taken yet, 0 for none. */
  takeSignal(): number {
    return this.call((k, pid) => call.takeSignal(k, pid));
  }
  setpgid(target: number, group: number): number {
    return this.call((k, pid) => call.sysSetpgid(k, pid, target, group));
  }
  /** fork(2): the child runs this same command from its start with `state`. The child's pid or -errno. */
  fork(state: S): number {
    const child: CommandState = { prog: this.#state.prog, argv: this.#state.argv, env: this.env, state, pending: '', log: [] };
    return this.call((k, pid) => call.sysFork(k, pid, child));
  }
  /** clone(2) with CLONE_VM (and CLONE_THREAD): as `fork`, the memory shared. */
  clone(options: { vm?: boolean; thread?: boolean }, state: S): number {
    const child: CommandState = { prog: this.#state.prog, argv: this.#state.argv, env: this.env, state, pending: '', log: [] };
    return this.call((k, pid) => call.sysClone(k, pid, child, options));
  }
  /**
   * Forks a child that becomes another program (looked up in PATH). Its pid or -errno of the fork. The child that finds
   * no program says `NAME: FAILED: ERRNO TEXT` and ends with 127, or 126 when it may not be run.
   */
  spawn(argv: readonly string[], options: { env?: Environment; failed?: string } = {}): number {
    this.flush();
    const become = { argv, failed: options.failed ?? `failed to run command '${argv[0] ?? ''}'` };
    const child: CommandState = {
      prog: this.#state.prog,
      argv: this.#state.argv,
      env: options.env ?? this.env,
      become,
      pending: '',
      log: [],
    };
    return this.call((k, pid) => call.sysFork(k, pid, child));
  }
  /** Becomes another program (looked up in PATH). Comes back only with -errno. */
  exec(argv: readonly string[], env: Environment = this.env): number {
    this.flush();
    return this.call((k, pid) => {
      const path = searchPath(k, pid, argv[0] ?? '', env.PATH ?? DEFAULT_PATH);
      return path === undefined ? -ENOENT : execProgram(k, pid, path, argv, env);
    });
  }
  /** The child's half of `spawn`; for the frame only. */
  becomeProgram(become: { readonly argv: readonly string[]; readonly failed: string }): never {
    const errno = this.exec(become.argv);
    this.fail(become.failed, errno);
    throw new Exit(errno === -ENOENT ? 127 : 126);
  }
  /** wait4(2): `{pid, status}` in wait(2)'s encoding, 0 with `nohang` and none ready, or -errno. */
  wait(target = -1, options: { nohang?: boolean; untraced?: boolean } = {}): { pid: number; status: number } | number {
    return this.call((k, pid) => call.sysWait4(k, pid, target, options) as Plain) as { pid: number; status: number } | number;
  }

  // --- memory -------------------------------------------------------------------------------------------------------

  /** Maps pages; answers a region number or -errno. */
  mmap(options: { pages: number; kind: 'anon' | 'shared' | 'locked' }): number {
    return this.call((k, pid) => call.sysMmap(k, pid, options));
  }
  /** Touches up to 32 pages from `from`; pages done or -errno. */
  touch(region: number, from: number, count: number): number {
    return this.call((k, pid) => call.sysTouch(k, pid, region, from, Math.min(count, 32)));
  }
  munmap(region: number, from?: number, count?: number): number {
    return this.call((k, pid) => call.sysMunmap(k, pid, region, from, count));
  }
}
