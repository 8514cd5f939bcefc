/** The columns `ps -o` knows. */
import { formatDate, momentOfTick } from '../lib/date';
import { ttyName, type Process } from './processes';

/** What a column may ask besides the process itself. */
export interface Context {
  /** Ticks since boot, and pages of memory. */
  readonly now: number;
  readonly memory: number;
}

export interface Column {
  readonly heading: string;
  readonly width: number;
  readonly right?: boolean;
  /** File of the process's directory that it reads. */
  readonly file?: string;
  readonly value: (process: Process, context: Context, file: string) => string | number;
}

const HZ = 100;
export const PAGE_KB = 4;

function clockTime(ticks: number): string {
  const seconds = Math.floor(ticks / HZ);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
function shortTime(ticks: number): string {
  const seconds = Math.floor(ticks / HZ);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
function elapsedSeconds(process: Process, { now }: Context): number {
  return Math.max(Math.floor(now / 1000) - Math.floor(process.start / HZ), 0);
}
function elapsed(process: Process, context: Context): string {
  const seconds = elapsedSeconds(process, context);
  const two = (n: number): string => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  return `${hours > 0 ? `${two(hours)}:` : ''}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
/** Tenths of a per cent of the time since it began. */
function cpuTenths(process: Process, { now }: Context): number {
  const lived = Math.max(Math.floor(now / 10) - process.start, 1);
  return Math.min(Math.floor((process.utime * 1000) / lived), 999);
}
function tenths(value: number): string {
  return `${Math.floor(value / 10)}.${value % 10}`;
}
function command(process: Process): string {
  if (process.state === 'Z') return `[${process.comm}] <defunct>`;
  return process.args === '' ? `[${process.comm}]` : process.args;
}
function comm(process: Process): string {
  return process.comm + (process.state === 'Z' ? ' <defunct>' : '');
}
function startTime(process: Process): string {
  return formatDate('%H:%M', momentOfTick(process.start * 10));
}
/** `Ss`, `R+`, `Sl`: leader of a session, of the terminal's foreground, with threads. */
function statText(process: Process): string {
  return process.state + (process.session === process.pid ? 's' : '') + (process.threads > 1 ? 'l' : '') + (process.foreground ? '+' : '');
}

const right = true;
const TIME: Column = { heading: 'TIME', width: 8, right, value: (p) => clockTime(p.utime) };
const COLUMNS: Readonly<Record<string, Column>> = {
  pid: { heading: 'PID', width: 5, right, value: (p) => p.pid },
  tid: { heading: 'TID', width: 5, right, value: (p) => p.pid },
  lwp: { heading: 'LWP', width: 5, right, value: (p) => p.pid },
  ppid: { heading: 'PPID', width: 5, right, value: (p) => p.ppid },
  pgid: { heading: 'PGID', width: 5, right, value: (p) => p.pgrp },
  pgrp: { heading: 'PGRP', width: 5, right, value: (p) => p.pgrp },
  sid: { heading: 'SID', width: 5, right, value: (p) => p.session },
  sess: { heading: 'SESS', width: 5, right, value: (p) => p.session },
  tty: { heading: 'TT', width: 8, value: (p) => ttyName(p.tty) },
  tt: { heading: 'TT', width: 8, value: (p) => ttyName(p.tty) },
  tname: { heading: 'TTY', width: 8, value: (p) => ttyName(p.tty) },
  time: TIME,
  cputime: TIME,
  bsdtime: { heading: 'TIME', width: 6, right, value: (p) => shortTime(p.utime) },
  etime: { heading: 'ELAPSED', width: 11, right, value: elapsed },
  etimes: { heading: 'ELAPSED', width: 7, right, value: elapsedSeconds },
  stime: { heading: 'STIME', width: 5, right, value: startTime },
  start: { heading: 'STARTED', width: 8, right, value: (p) => formatDate('%H:%M:%S', momentOfTick(p.start * 10)) },
  lstart: { heading: 'STARTED', width: 24, right, value: (p) => formatDate('%a %b %e %H:%M:%S %Y', momentOfTick(p.start * 10)) },
  bsdstart: { heading: 'START', width: 5, right, value: startTime },
  user: { heading: 'USER', width: 8, value: () => 'root' },
  euser: { heading: 'EUSER', width: 8, value: () => 'root' },
  uname: { heading: 'USER', width: 8, value: () => 'root' },
  uid: { heading: 'UID', width: 5, right, value: () => 0 },
  group: { heading: 'GROUP', width: 8, value: () => 'root' },
  pcpu: { heading: '%CPU', width: 4, right, value: (p, context) => tenths(cpuTenths(p, context)) },
  c: { heading: 'C', width: 2, right, value: (p, context) => Math.floor(cpuTenths(p, context) / 10) },
  pmem: {
    heading: '%MEM',
    width: 4,
    right,
    value: (p, { memory }) => tenths(Math.min(Math.floor((p.rss * 1000) / Math.max(memory, 1)), 999)),
  },
  vsz: { heading: 'VSZ', width: 6, right, value: (p) => Math.floor(p.vsize / 1024) },
  rss: { heading: 'RSS', width: 5, right, value: (p) => p.rss * PAGE_KB },
  sz: { heading: 'SZ', width: 5, right, value: (p) => Math.floor(p.vsize / 4096) },
  stat: { heading: 'STAT', width: 4, value: statText },
  s: { heading: 'S', width: 1, value: (p) => p.state },
  f: { heading: 'F', width: 1, right, value: (p) => (p.vsize === 0 ? 1 : 0) },
  nlwp: { heading: 'NLWP', width: 4, right, value: (p) => p.threads },
  ni: { heading: 'NI', width: 3, right, value: (p) => p.nice },
  pri: { heading: 'PRI', width: 3, right, value: () => 19 },
  opri: { heading: 'PRI', width: 3, right, value: () => 80 },
  addr_sz: { heading: 'ADDR SZ', width: 7, right, value: (p) => `- ${String(Math.floor(p.vsize / 4096)).padStart(5)}` },
  wchan: { heading: 'WCHAN', width: 6, file: 'wchan', value: (_p, _c, file) => (file === '' || file === '0' ? '-' : file.slice(0, 6)) },
  cgroup: { heading: 'CGROUP', width: 27, file: 'cgroup', value: (_p, _c, file) => file.trim().replace(/\n/g, ',') || '-' },
  oom: { heading: 'OOM', width: 4, right, file: 'oom_score', value: (_p, _c, file) => file.trim() || 0 },
  comm: { heading: 'COMMAND', width: 15, value: comm },
  ucmd: { heading: 'CMD', width: 15, value: comm },
  args: { heading: 'COMMAND', width: 27, value: command },
  cmd: { heading: 'CMD', width: 27, value: command },
};
const SYNONYMS: Readonly<Record<string, string>> = {
  '%cpu': 'pcpu',
  '%mem': 'pmem',
  command: 'args',
  ucomm: 'comm',
  state: 's',
  rssize: 'rss',
  rsz: 'rss',
  vsize: 'vsz',
  thcount: 'nlwp',
  session: 'sid',
  nice: 'ni',
  spid: 'lwp',
  tgid: 'pid',
};

export interface Shown {
  readonly column: Column;
  readonly heading: string;
}

/** `pid,rss=MEMORY,comm` as columns; a string is the name that is none. */
export function parseColumns(texts: readonly string[]): Shown[] | string {
  const shown: Shown[] = [];
  for (const text of texts) {
    const parts = text.split(/[ ,]/);
    for (let i = 0; i < parts.length; i++) {
      const [name = '', ...given] = parts[i]!.split('=');
      if (name === '' && given.length === 0) continue;
      // UID of -f is the user's name under the heading of the number.
      const key = name === 'uid' && given[0]?.endsWith(':user') ? 'user' : name.toLowerCase().replace(/:\d+$/, '');
      const column = Object.hasOwn(COLUMNS, key) ? COLUMNS[key] : COLUMNS[SYNONYMS[key] ?? ''];
      if (column === undefined) return name;
      shown.push({ column, heading: given.length > 0 ? given.join('=').replace(/:user$/, '') : column.heading });
    }
  }
  return shown;
}
