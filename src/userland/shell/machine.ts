/**
 * One step of a shell. An instruction is straight-line code over the answers it already has: they stand in the state's
 * log, and a step goes on behind them until it has done one thing that may sleep. Pure control flow costs no step.
 */
import type { Kernel } from '../../kernel/kernel';
import { BLOCKED, EINTR } from '../../kernel/errno';
import type { Plain } from '../../kernel/store';
import { sysWrite } from '../../kernel/syscalls';
import type { ShellState } from './state';

/** Thrown when the step is over; what was done so far stands in the log. */
export const SUSPEND = new Error('the step is over');
export function isSuspend(thrown: unknown): boolean {
  return thrown === SUSPEND;
}

/**
 * Ends what is being done. `command`: the command failed. `discard`: the rest of the complete command is dropped.
 * `exit`: a shell that is not interactive ends. The message is whole, or empty when it was said already.
 */
export class ShellError {
  // No Error: nobody reads where in this program it came from, and a fork bomb would have that gathered thousands of times.
  constructor(
    readonly severity: 'command' | 'discard' | 'exit',
    readonly message: string,
    readonly status: number,
  ) {}
}

/** Lines of a builtin's output that are written one by one; then several go at once, up to so many bytes. */
const SINGLE_LINES = 64;
const WRITE_BYTES = 4096;

/** Answers of a finished part stand as one entry in place of its own. */
interface Memo {
  readonly memo: Plain;
  readonly depth: number;
}

/** A shell's task within one step. */
export class Sh {
  /** Where the instruction goes on when it is done. */
  next: number;
  #at = 0;
  #depth = 0;
  #spent = false;
  #out = '';

  constructor(
    readonly k: Kernel,
    readonly pid: number,
    readonly state: ShellState,
  ) {
    this.next = state.pc + 1;
  }

  /** Begins the next instruction in the same step. */
  begin(): void {
    this.#at = 0;
    this.#depth = 0;
    this.#out = '';
    this.next = this.state.pc + 1;
  }

  /** True once this step has done something that counts. */
  get spent(): boolean {
    return this.#spent;
  }

  /** Counts as this step's work; the second in a step waits for the next step. */
  spend(): void {
    if (this.#spent) throw SUSPEND;
    this.#spent = true;
  }

  /** A system call that may sleep; from the log if it was done. */
  call<T extends Plain>(fn: (k: Kernel, pid: number) => T): T {
    const log = this.state.log;
    if (this.#at < log.length) return log[this.#at++] as T;
    this.spend();
    const answer = fn(this.k, this.pid);
    if (answer === BLOCKED || this.k.user.find(this.pid) !== this.state) throw SUSPEND;
    log.push(answer);
    this.#at++;
    return answer;
  }

  /** What is done once and never sleeps: a change of the shell's own state, dup2, close, setpgid. */
  once<T extends Plain>(fn: (k: Kernel, pid: number) => T): T {
    const log = this.state.log;
    if (this.#at < log.length) return log[this.#at++] as T;
    const answer = fn(this.k, this.pid);
    log.push(answer);
    this.#at++;
    return answer;
  }

  /** A part of an instruction; when it is done only its result stays in the log. */
  memo<T extends Plain>(fn: () => T): T {
    const log = this.state.log;
    const found = log[this.#at];
    if (isMemo(found) && found.depth === this.#depth) {
      this.#at++;
      return found.memo as T;
    }
    const start = this.#at;
    this.#depth++;
    let result: T;
    try {
      result = fn();
    } finally {
      this.#depth--;
    }
    log.length = start;
    log.push({ memo: result, depth: this.#depth });
    this.#at = start + 1;
    return result;
  }

  /** As `memo`, and counts as work: it begins only in a step that has done nothing yet. */
  work<T extends Plain>(fn: () => T): T {
    return this.memo(() => {
      if (this.#spent && this.#at === this.state.log.length) throw SUSPEND;
      const result = fn();
      this.#spent = true;
      return result;
    });
  }

  /** Goes on at another instruction. */
  jump(pc: number): void {
    this.next = pc;
  }

  // --- output -------------------------------------------------------------------------------------------------------

  /** Adds to a builtin's standard output; written line by line as bash's is. */
  out(text: string): void {
    this.#out += text;
  }

  /** Writes what `out` gathered: 0 or the first -errno. */
  flush(): number {
    const text = this.#out;
    this.#out = '';
    let lines = 0;
    for (let at = 0; at < text.length;) {
      // So long a text is no value for a control file: who reads it sees no difference.
      const from = ++lines > SINGLE_LINES ? Math.max(at, text.lastIndexOf('\n', at + WRITE_BYTES - 1)) : at;
      const newline = text.indexOf('\n', from);
      const end = newline < 0 ? text.length : newline + 1;
      const done = this.write(1, text.slice(at, end));
      if (done < 0) return done;
      at = end;
    }
    return 0;
  }

  /** Writes all of `bytes`; 0 or -errno. */
  write(fd: number, bytes: string): number {
    let rest = bytes;
    while (rest !== '') {
      const now = rest;
      const written = this.call((k, pid) => sysWrite(k, pid, fd, now));
      if (written === -EINTR) continue;
      if (written < 0) return written;
      rest = rest.slice(written);
    }
    return 0;
  }

  /** Says something on standard error, behind what is on its way to standard output. */
  say(text: string): void {
    if (this.#out !== '') this.flush();
    this.write(2, text);
  }
}

function isMemo(entry: Plain): entry is Plain & Memo {
  return typeof entry === 'object' && entry !== null && 'memo' in entry;
}
