import { parseDecimal } from '../lib/numbers';
import { formatDate, momentOfTick } from '../lib/date';
import type { Sys } from '../command';
import { defineCommand } from '../command';
import { compareBytes } from '../lib/sort-keys';
import { helpText } from '../man/pages';
import { listProcesses, ttyName, type Process } from './processes';

/** What a column may ask besides the process itself. */
interface Context {
  /** Ticks since boot, and pages of memory. */
  readonly now: number;
  readonly memory: number;
}

interface Column {
  readonly heading: string;
  readonly width: number;
  readonly right?: boolean;
  /** File of the process's directory that it reads. */
  readonly file?: string;
  readonly value: (process: Process, context: Context, file: string) => string | number;
}

const HZ = 100;
const PAGE_KB = 4;

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

const SIMPLE = 'pid,tname,time,ucmd';
const BSD = 'pid,tname,stat,bsdtime,args';
const FORMATS = {
  f: 'uid=UID:user,pid,ppid,c,stime,tname,time,cmd',
  l: 'f,s,uid,pid,ppid,c,opri,ni,addr_sz,wchan,tname,time,ucmd',
  u: 'user,pid,pcpu,pmem,vsz,rss,tname,stat,bsdstart,bsdtime,args',
} as const;

interface Request {
  all: boolean;
  /** `a` and `x` of BSD. */
  others: boolean;
  withoutTty: boolean;
  format: string[];
  own: string[];
  pids: number[] | undefined;
  parents: number[] | undefined;
  names: string[] | undefined;
  sort: string[];
  headers: boolean;
  bsd: boolean;
}

/** A command line of ps, in its three dialects; a string is the fault. */
function parseRequest(words: readonly string[]): Request | string {
  const r: Request = {
    all: false,
    others: false,
    withoutTty: false,
    format: [],
    own: [],
    pids: undefined,
    parents: undefined,
    names: undefined,
    sort: [],
    headers: true,
    bsd: false,
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const long = /^--([a-z-]+)(?:=(.*))?$/.exec(word);
    if (long !== null) {
      const [, name = '', given] = long;
      const value = (): string => given ?? words[++i] ?? '';
      if (name === 'no-headers' || name === 'no-heading') r.headers = false;
      else if (name === 'headers' || name === 'forest') continue;
      else if (name === 'sort') r.sort.push(...value().split(','));
      else if (name === 'ppid') r.parents = numbers(value());
      else if (name === 'pid') r.pids = numbers(value());
      else if (name === 'format') r.own.push(value());
      else return 'unknown gnu long option';
    } else if (word.startsWith('-') && word.length > 1) {
      for (let at = 1; at < word.length; at++) {
        const letter = word[at]!;
        if ('oOpCgstuUGqk'.includes(letter)) {
          const value = at + 1 < word.length ? word.slice(at + 1) : words[++i];
          if (value === undefined)
            return letter === 'p' || letter === 'q'
              ? `List of process IDs must follow -${letter}.`
              : letter === 'o'
                ? 'format specification must follow -o'
                : `List of values must follow -${letter}.`;
          if (letter === 'o') r.own.push(value);
          else if (letter === 'O') r.own.push('pid', value, 's,tname,time,args');
          else if (letter === 'p' || letter === 'q') r.pids = [...(r.pids ?? []), ...numbers(value)];
          else if (letter === 'C') r.names = [...(r.names ?? []), ...value.split(/[ ,]/)];
          else if (letter === 'k') r.sort.push(...value.split(','));
          else r.all = true;
          break;
        }
        if ('eA'.includes(letter)) r.all = true;
        else if ('adT'.includes(letter)) r.others = true;
        else if (letter === 'f' || letter === 'l') r.format.push(FORMATS[letter]);
        else if (letter === 'F') r.format.push(FORMATS.f);
        else if (letter === 'x') r.withoutTty = true;
        else if (letter === 'u') r.format.push(FORMATS.u);
        else if (!'wHLmyjMZ'.includes(letter)) return 'unsupported SysV option';
      }
    } else if (/^\d+(,\d+)*$/.test(word)) r.pids = [...(r.pids ?? []), ...numbers(word)];
    else {
      r.bsd = true;
      for (let at = 0; at < word.length; at++) {
        const letter = word[at]!;
        if (letter === 'o') {
          r.own.push(at + 1 < word.length ? word.slice(at + 1) : (words[++i] ?? ''));
          break;
        }
        if (letter === 'a') r.others = true;
        else if (letter === 'x') r.withoutTty = true;
        else if (letter === 'u' || letter === 'l') r.format.push(FORMATS[letter]);
        else if (letter === 'h') r.headers = false;
        else if (!'wefgrTjsvcn'.includes(letter)) return 'unsupported option (BSD syntax)';
      }
    }
  }
  return r;
}

function numbers(text: string): number[] {
  return text.split(/[ ,]+/).map((part) => parseDecimal(part) ?? -1);
}

interface Shown {
  readonly column: Column;
  readonly heading: string;
}

/** `pid,rss=MEMORY,comm` as columns; a string is the name that is none. */
function parseColumns(texts: readonly string[]): Shown[] | string {
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

export const ps = defineCommand('ps', {}, (sys, argv) => {
  const words = argv.slice(1);
  if (words.includes('--help')) {
    sys.out(helpText('ps'));
    return 0;
  }
  const request = parseRequest(words);
  if (typeof request === 'string') return refuse(sys, request);
  const columns = parseColumns(
    request.own.length > 0 ? request.own : request.format.length > 0 ? [request.format.at(-1)!] : [request.bsd ? BSD : SIMPLE],
  );
  if (typeof columns === 'string') return refuse(sys, `unknown user-defined format specifier "${columns}"`);
  const sorting = parseColumns(request.sort.map((key) => key.replace(/^[-+]/, '')));
  if (typeof sorting === 'string') return refuse(sys, 'unknown sort specifier');
  const files = [...new Set([...columns, ...sorting].flatMap(({ column }) => (column.file === undefined ? [] : [column.file])))];
  const memory = sys.readFile('/proc/meminfo');
  const context: Context = {
    now: sys.time(),
    memory: typeof memory === 'string' ? Math.floor(Number(/MemTotal:\s*(\d+)/.exec(memory)?.[1] ?? 0) / PAGE_KB) : 0,
  };
  const all = listProcesses(sys, files);
  const chosen = all.filter(
    chooser(
      request,
      all.find(({ pid }) => pid === sys.pid),
    ),
  );
  const value = (process: Process, column: Column): string | number =>
    column.value(process, context, process.files[files.indexOf(column.file ?? '')] ?? '');
  sortProcesses(chosen, request.sort, sorting, value);
  if (request.headers && columns.some(({ heading }) => heading !== ''))
    sys.out(
      line(
        columns,
        columns.map(({ heading }) => heading),
      ),
    );
  for (const process of chosen)
    sys.out(
      line(
        columns,
        columns.map(({ column }) => String(value(process, column))),
      ),
    );
  return chosen.length > 0 ? 0 : 1;
});

function refuse(sys: Sys, message: string): number {
  sys.err(`error: ${message}\n\n${helpText('ps')}\nFor more details see ps(1).\n`);
  return 1;
}

function chooser(request: Request, self: Process | undefined): (process: Process) => boolean {
  const { pids, parents, names } = request;
  if (pids !== undefined || parents !== undefined || names !== undefined)
    return (p) => (pids?.includes(p.pid) ?? false) || (parents?.includes(p.ppid) ?? false) || (names?.includes(p.comm) ?? false);
  if (request.all || (request.others && request.withoutTty)) return () => true;
  if (request.withoutTty) return () => true;
  if (request.others) return (p) => p.tty !== 0 && (request.bsd || p.session !== p.pid);
  return (p) => p.tty === (self?.tty ?? 0);
}

function sortProcesses(
  processes: Process[],
  keys: readonly string[],
  columns: readonly Shown[],
  value: (process: Process, column: Column) => string | number,
): void {
  processes.sort((a, b) => {
    for (const [i, { column }] of columns.entries()) {
      const x = value(a, column);
      const y = value(b, column);
      const order = !Number.isNaN(Number(x)) && !Number.isNaN(Number(y)) ? Number(x) - Number(y) : compareBytes(String(x), String(y));
      if (order !== 0) return keys[i]!.startsWith('-') ? -order : order;
    }
    return a.pid - b.pid;
  });
}

function line(columns: readonly Shown[], cells: readonly string[]): string {
  const out = cells.map((cell, i) => {
    const { column, heading } = columns[i]!;
    const width = Math.max(column.width, heading.length);
    if (column.right) return cell.padStart(width);
    return i === columns.length - 1 ? cell : cell.slice(0, column.width === 15 || column.width === 27 ? width : undefined).padEnd(width);
  });
  return `${out.join(' ')}\n`;
}
