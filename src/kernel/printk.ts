/**
 * The kernel's log: a bounded ring of lines (kernel/printk.c, 3.8), state because `dmesg` reads it.
 */
import { now } from './clock';
import type { Kernel } from './kernel';
import { ObjectStore, type Stores } from './store';

/** Lines kept; the oldest go first. */
export const LOG_LINES = 512;

/** How grave a message is: the lower the graver (include/linux/kern_levels.h). */
export const KERN_EMERG = 0;
export const KERN_ERR = 3;
export const KERN_WARNING = 4;
export const KERN_INFO = 6;
/** Of a message that does not say (default_message_loglevel). */
export const DEFAULT_MESSAGE_LOGLEVEL = KERN_WARNING;

/** One line by its number in the run, from 1. */
export interface LogLine {
  readonly tick: number;
  readonly text: string;
  /** It was grave enough for the console (console_loglevel). */
  readonly onConsole: boolean;
}

interface LogHead {
  /** Number of the newest line; 0 while the log is empty. */
  last: number;
}

export interface KernelLog {
  readonly lines: ObjectStore<LogLine>;
  readonly head: ObjectStore<LogHead>;
}

export function createKernelLog(stores: Stores): KernelLog {
  const log = {
    lines: stores.add('dmesg', new ObjectStore<LogLine>((line) => ({ ...line }))),
    head: stores.add('dmesgHead', new ObjectStore<LogHead>((head) => ({ ...head }))),
  };
  log.head.set(0, { last: 0 });
  return log;
}

/** Adds one line, without its newline. */
export function printk(k: Kernel, level: number, text: string): void {
  const head = k.log.head.edit(0);
  head.last++;
  k.log.lines.set(head.last, { tick: now(k), text, onConsole: level < k.sysctl.col.consoleLoglevel[0]! });
  k.log.lines.delete(head.last - LOG_LINES);
}

/** Number of the newest line, 0 for none. */
export function lastLogLine(k: Kernel): number {
  return k.log.head.get(0).last;
}

/** Lines newer than number `after` that are still kept, oldest first. */
export function logSince(k: Kernel, after: number): LogLine[] {
  const lines: LogLine[] = [];
  const last = lastLogLine(k);
  for (let n = Math.max(after + 1, last - LOG_LINES + 1, 1); n <= last; n++) lines.push(k.log.lines.get(n));
  return lines;
}

/** The whole log as dmesg prints it: `[    1.234000] text`. */
export function dmesgText(k: Kernel): string {
  return logSince(k, 0)
    .map(({ tick, text }) => `[${stamp(tick)}] ${text}\n`)
    .join('');
}

function stamp(tick: number): string {
  const seconds = String(Math.floor(tick / 1000)).padStart(5, ' ');
  return `${seconds}.${String(tick % 1000).padStart(3, '0')}000`;
}
