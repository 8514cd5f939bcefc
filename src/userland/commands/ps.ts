import { parseDecimal } from '../lib/numbers';
import type { Sys } from '../command';
import { defineCommand } from '../command';
import { compareBytes } from '../lib/sort-keys';
import { helpText } from '../man/pages';
import { listProcesses, type Process } from './processes';
import { PAGE_KB, parseColumns, type Column, type Context, type Shown } from './ps-columns';

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
