/**
 * Two terminals (drivers/tty/n_tty.c, 3.8, line by line): 0 the lesson's, 1 the console. What was typed and not read is
 * state; what was printed is handed to a listener and is none.
 */
import { BLOCKED, EINTR, EINVAL, EIO, ENOTTY, EPERM } from './errno';
import type { Kernel } from './kernel';
import { blockTask } from './sched';
import { signalGroup } from './kill';
import { disposition, SIGCONT, SIGHUP, SIGINT, signalPending, SIGTTIN } from './signal';
import { Columns, ObjectStore, type Stores } from './store';
import { leaderOf } from './task';
import { addToWaitQueue, createWaitQueue, wakeUp } from './wait';

export const TTYS = 2;

const SCHEMA = {
  waitq: 'u32',
  /** Process group that reads and is interrupted, 0 none. */
  foreground: 'u32',
  session: 'u32',
} as const;

interface TtyInput {
  /** Whole lines, newline included; '' is a Ctrl-D on an empty line. */
  readonly lines: string[];
  /** Typed behind the last newline. */
  partial: string;
}

/** What a process printed, by the stream it was opened for: 1 output, 2 error. */
export interface TtyChunk {
  readonly stream: number;
  readonly text: string;
}

export interface Ttys {
  readonly table: Columns<typeof SCHEMA>;
  readonly input: ObjectStore<TtyInput>;
  /** Not state: printed and not taken yet, by terminal. */
  readonly output: TtyChunk[][];
}

export function createTtys(stores: Stores): Ttys {
  const ttys = {
    table: stores.add('ttys', new Columns(SCHEMA, TTYS)),
    input: stores.add('ttyInput', new ObjectStore<TtyInput>((record) => ({ ...record, lines: [...record.lines] }))),
    output: Array.from({ length: TTYS }, (): TtyChunk[] => []),
  };
  for (let tty = 0; tty < TTYS; tty++) ttys.input.set(tty, { lines: [], partial: '' });
  return ttys;
}

function queueOf(k: Kernel, tty: number): number {
  const { waitq } = k.ttys.table.col;
  if (waitq[tty] === 0) waitq[tty] = createWaitQueue(k);
  return waitq[tty]!;
}

/** Somebody types: a reader sees whole lines only. */
export function ttyInput(k: Kernel, tty: number, bytes: string): void {
  const input = k.ttys.input.edit(tty);
  const pieces = (input.partial + bytes).split('\n');
  input.partial = pieces.pop()!;
  for (const piece of pieces) input.lines.push(`${piece}\n`);
  if (pieces.length > 0) wakeUp(k, queueOf(k, tty));
}

/** Ctrl-C: it is echoed, what was typed is dropped and the foreground group gets SIGINT (n_tty_receive_char, isig, ECHOCTL). */
export function ttyInterrupt(k: Kernel, tty: number): void {
  ttyWrite(k, tty, 2, '^C');
  k.ttys.input.set(tty, { lines: [], partial: '' });
  const group = k.ttys.table.col.foreground[tty]!;
  if (group !== 0) signalGroup(k, group, SIGINT);
}

/** Ctrl-D: ends the line without a newline, or is the end of the file on an empty one. */
export function ttyEof(k: Kernel, tty: number): void {
  const input = k.ttys.input.edit(tty);
  input.lines.push(input.partial);
  input.partial = '';
  wakeUp(k, queueOf(k, tty));
}

/** True when all that was typed has been read. */
export function ttyDrained(k: Kernel, tty: number): boolean {
  const { lines, partial } = k.ttys.input.get(tty);
  return lines.length === 0 && partial === '';
}

/** True when somebody sleeps until more is typed. */
export function ttyWaited(k: Kernel, tty: number): boolean {
  return ttyDrained(k, tty) && k.waitQueues.col.head[k.ttys.table.col.waitq[tty]!] !== 0;
}

/** read(2): at most one line; '' at Ctrl-D; -EIO for a background group that may not be stopped; -EINTR; BLOCKED. */
export function ttyRead(k: Kernel, pid: number, tty: number, max: number): string | number {
  const { foreground, session } = k.ttys.table.col;
  const leader = leaderOf(k, pid);
  const group = k.tasks.col.pgrp[leader]!;
  if (session[tty] === k.tasks.col.session[leader] && foreground[tty] !== group) return jobControl(k, pid, group);
  if (k.ttys.input.get(tty).lines.length > 0) {
    const { lines } = k.ttys.input.edit(tty);
    const line = lines[0]!;
    if (line.length > max) lines[0] = line.slice(max);
    else lines.shift();
    return line.slice(0, max);
  }
  if (signalPending(k, pid)) return -EINTR;
  blockTask(k, pid, 'n_tty_read', { interruptible: true });
  addToWaitQueue(k, queueOf(k, tty), pid);
  return BLOCKED;
}

/** A background reader is stopped, or told EIO when it ignores that (job_control). */
function jobControl(k: Kernel, pid: number, group: number): number {
  if (disposition(k, pid, SIGTTIN) === 'ignore') return -EIO;
  signalGroup(k, group, SIGTTIN);
  return BLOCKED;
}

/** write(2) to a terminal never sleeps here. */
export function ttyWrite(k: Kernel, tty: number, stream: number, bytes: string): number {
  if (bytes !== '') k.ttys.output[tty]!.push({ stream, text: bytes });
  return bytes.length;
}

/** All that was printed since the call before. */
export function takeTtyOutput(k: Kernel, tty: number): string {
  return takeTtyChunks(k, tty)
    .map((chunk) => chunk.text)
    .join('');
}

/** The same, in pieces, by the stream each was written to. */
export function takeTtyChunks(k: Kernel, tty: number): readonly TtyChunk[] {
  const chunks = k.ttys.output[tty]!;
  if (chunks.length > 0) k.ttys.output[tty] = [];
  return chunks;
}

/** Makes a terminal the controlling one of the caller's session, its group the foreground one (TIOCSCTTY). */
export function setControllingTty(k: Kernel, pid: number, tty: number): number {
  const leader = leaderOf(k, pid);
  const { session, tty: ttys, pgrp } = k.tasks.col;
  if (session[leader] !== leader) return -EPERM;
  ttys[leader] = tty + 1;
  k.ttys.table.col.session[tty] = leader;
  k.ttys.table.col.foreground[tty] = pgrp[leader]!;
  return 0;
}

/** tcsetpgrp(3): 0, -ENOTTY when it is not the caller's terminal, -EINVAL, -EPERM for a group of another session. */
export function sysTcsetpgrp(k: Kernel, pid: number, tty: number, group: number): number {
  const leader = leaderOf(k, pid);
  const { session, pgrp } = k.tasks.col;
  if (tty < 0 || tty >= TTYS || k.ttys.table.col.session[tty] !== session[leader]) return -ENOTTY;
  if (group <= 0) return -EINVAL;
  if (pgrp[group] === group && session[group] !== session[leader]) return -EPERM;
  k.ttys.table.col.foreground[tty] = group;
  return 0;
}

/** The foreground group of a terminal, 0 none. */
export function ttyForeground(k: Kernel, tty: number): number {
  return k.ttys.table.col.foreground[tty]!;
}

/** The leader of a session is gone: its terminal is free, the foreground group is hung up (disassociate_ctty). */
export function hangUpSession(k: Kernel, sessionLeader: number): void {
  const { session, foreground } = k.ttys.table.col;
  for (let tty = 0; tty < TTYS; tty++) {
    if (session[tty] !== sessionLeader) continue;
    const group = foreground[tty]!;
    session[tty] = 0;
    foreground[tty] = 0;
    if (group === 0) continue;
    signalGroup(k, group, SIGHUP);
    signalGroup(k, group, SIGCONT);
  }
}
