/** Commands from standard input: an interactive shell's lines, and those of a script in a pipe. */
import { EINTR, EIO } from '../../kernel/errno';
import type { Kernel } from '../../kernel/kernel';
import { SEEK_CUR, sysIsatty, sysLseek, sysRead } from '../../kernel/syscalls';
import { exitShell } from './control';
import { notifyJobs } from './jobs';
import type { Sh } from './machine';
import { isIncomplete, MAX_SOURCE } from './parse';

/** Bytes that one look at a file reads ahead; what is behind the newline is given back. */
const READ_AHEAD = 512;
/** Reads that stand in the log one by one. */
const READ_CALLS = 64;

/** Reads lines until they make whole commands, and begins to run them. */
export function readCommands(sh: Sh): void {
  const { state } = sh;
  if (state.input.type !== 'lines') return exitShell(sh, state.status);
  if (state.interactive && state.input.pending === '') notifyJobs(sh);
  const line = readLine(sh, 0, '\n');
  const input = state.input;
  if (typeof line === 'number' || (line === '' && input.pending === '')) {
    if (state.interactive) sh.say('exit\n');
    return exitShell(sh, state.status);
  }
  const text = input.pending + line;
  const lines = input.lines + 1;
  const eof = line === '';
  if (!eof && text.length < MAX_SOURCE && (/^[ \t\n]*$/.test(text) || isIncomplete(text))) {
    const blank = /^[ \t\n]*$/.test(text);
    state.input = { ...input, pending: blank ? '' : text, lines };
    return sh.jump(-1);
  }
  state.input = { ...input, pending: '', lines };
  state.unit = text;
  state.lineBase = lines - (text.match(/\n/g)?.length ?? 1);
  state.line = 0;
  state.chunkEnd = 0;
  state.cond = 0;
  sh.jump(0);
}

/**
 * Reads up to and with a delimiter, taking nothing of what is behind it; less at the end of the file ('' there), or
 * -errno. A signal that is trapped ends it with -EINTR only when `interruptible`.
 */
export function readLine(sh: Sh, fd: number, delimiter: string, max = MAX_SOURCE, interruptible = false): string | number {
  let text = '';
  while (text.length < max) {
    const limit = max - text.length;
    const { read, end } = sh.memo(() => readSome(sh, fd, delimiter, limit, interruptible));
    text += read;
    if (end !== undefined && end < 0 && (text === '' || end === -EINTR)) return end === -EIO ? '' : end;
    if (end !== undefined) break;
  }
  return text;
}

/** Up to `READ_CALLS` reads of `readLine`; `end` is set (0 or -errno) when there is no more to be read. */
function readSome(sh: Sh, fd: number, delimiter: string, max: number, interruptible: boolean): { read: string; end: number | undefined } {
  let read = '';
  for (let calls = 0; calls < READ_CALLS && read.length < max; calls++) {
    const limit = max - read.length;
    const piece = sh.call((k, pid) => readPiece(k, pid, fd, delimiter, limit));
    if (piece === -EINTR) {
      if (interruptible && sh.once(() => (sh.state.caught.length > 0 ? 1 : 0)) === 1) return { read, end: -EINTR };
      continue;
    }
    if (typeof piece === 'number') return { read, end: piece };
    read += piece;
    if (piece === '' || piece.endsWith(delimiter)) return { read, end: 0 };
  }
  return { read, end: undefined };
}

/** Some bytes, at most up to the delimiter: read ahead where one can seek back, else byte by byte. */
function readPiece(k: Kernel, pid: number, fd: number, delimiter: string, limit: number): string | number {
  if (sysLseek(k, pid, fd, 0, SEEK_CUR) >= 0) {
    const piece = sysRead(k, pid, fd, Math.min(READ_AHEAD, limit));
    if (typeof piece === 'number') return piece;
    const at = piece.indexOf(delimiter);
    if (at < 0 || at === piece.length - 1) return piece;
    sysLseek(k, pid, fd, at + 1 - piece.length, SEEK_CUR);
    return piece.slice(0, at + 1);
  }
  // A terminal hands out one line at a time by itself.
  return sysRead(k, pid, fd, sysIsatty(k, pid, fd) && delimiter === '\n' ? limit : 1);
}
