import { EEXIST, strerror } from '../../kernel/errno';
import { O_CREAT, O_EXCL, O_RDWR, type Stat } from '../../kernel/syscalls';
import type { Sys } from '../command';
import { formatDate, momentOfTick } from '../lib/date';
import { unescapeOne } from '../lib/escapes';
import { modeText, typeText } from '../lib/mode';
import { quote, quoteIfNeeded } from '../lib/quote';
import { eachOperand, tool, wrongUsage, type OperandState } from './tool';

const FULL = '%F %T.%N %z';

export const stat = tool<OperandState>(
  'stat',
  {
    short: 'Lc:tf',
    long: { format: 'c', printf: 'printf=', dereference: 'L', terse: 't', 'file-system': 'f' },
  },
  (sys, args, state) => {
    if (args.operands.length === 0) wrongUsage(sys, {}, 'missing operand');
    const format = args.last('c', 'printf') === 'printf' ? args.value('printf') : args.value('c');
    return eachOperand(sys, args.operands, state, (path) => {
      const found = sys.stat(path, { follow: args.has('L') });
      if (typeof found === 'number') return sys.fail(`cannot statx ${quote(path)}`, found);
      if (format === undefined) sys.out(described(path, found));
      else sys.out(formatted(format, path, found, args.has('printf')) + (args.last('c', 'printf') === 'c' ? '\n' : ''));
      return 0;
    });
  },
);

function blocks(found: Stat): number {
  return (found.mode & 0o170000) === 0o100000 ? Math.ceil(found.size / 4096) * 8 : 0;
}

function described(path: string, found: Stat): string {
  const time = formatDate(FULL, momentOfTick(found.mtime));
  const octal = (found.mode & 0o7777).toString(8).padStart(4, '0');
  return [
    `  File: ${path}`,
    `  Size: ${String(found.size).padEnd(10)}\tBlocks: ${String(blocks(found)).padEnd(10)} IO Block: 4096   ${typeText(found.mode, found.size)}`,
    `Device: 0,${found.fs}\tInode: ${String(found.ino).padEnd(11)} Links: ${found.nlink}`,
    `Access: (${octal}/${modeText(found.mode)})  Uid: (    0/    root)   Gid: (    0/    root)`,
    `Access: ${time}`,
    `Modify: ${time}`,
    `Change: ${time}`,
    ' Birth: -',
    '',
  ].join('\n');
}

function formatted(format: string, path: string, found: Stat, escapes: boolean): string {
  const at = momentOfTick(found.mtime);
  const values: Readonly<Record<string, string | number>> = {
    n: path,
    N: quote(path),
    s: found.size,
    a: (found.mode & 0o7777).toString(8),
    A: modeText(found.mode),
    f: found.mode.toString(16),
    F: typeText(found.mode, found.size),
    i: found.ino,
    h: found.nlink,
    d: found.fs,
    b: blocks(found),
    B: 512,
    o: 4096,
    u: 0,
    g: 0,
    U: 'root',
    G: 'root',
    t: 0,
    T: 0,
    x: formatDate(FULL, at),
    y: formatDate(FULL, at),
    z: formatDate(FULL, at),
    X: at.seconds,
    Y: at.seconds,
    Z: at.seconds,
    w: '-',
    W: 0,
    m: '/',
    C: '?',
    '%': '%',
  };
  let out = '';
  for (let i = 0; i < format.length;) {
    const directive = /^%([-0]?)(\d*)([a-zA-Z%])/.exec(format.slice(i));
    if (directive !== null) {
      const text = String(values[directive[3]!] ?? '?');
      const width = Math.min(Number(directive[2]), 4096);
      out += directive[1] === '-' ? text.padEnd(width) : text.padStart(width, directive[1] === '0' ? '0' : ' ');
      i += directive[0].length;
    } else if (escapes && format[i] === '\\') {
      const one = unescapeOne(format, i, 'format');
      out += one.text;
      i = one.next;
    } else out += format[i++];
  }
  return out;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const TRIES = 100;

export const mktemp = tool(
  'mktemp',
  {
    short: 'dqtup:',
    long: { directory: 'd', quiet: 'q', 'dry-run': 'u', tmpdir: 'p', suffix: 'suffix=' },
  },
  (sys, args) => {
    const [template = `tmp.${'X'.repeat(10)}`, extra] = args.operands;
    if (extra !== undefined) wrongUsage(sys, {}, 'too many templates');
    const marks = /X+$/.exec(template)?.[0] ?? '';
    if (marks.length < 3) {
      sys.err(`mktemp: too few X's in template ${quote(template)}\n`);
      return 1;
    }
    const inside = args.operands.length === 0 || args.has('p', 't');
    const base = (inside ? `${(args.value('p') ?? sys.env.TMPDIR ?? '/tmp').replace(/\/+$/, '')}/` : '') + template.slice(0, -marks.length);
    const suffix = args.value('suffix') ?? '';
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const name = base + randomName(sys, marks.length) + suffix;
      if (args.has('u')) {
        sys.out(`${name}\n`);
        return 0;
      }
      const made = args.has('d') ? sys.mkdir(name, 0o700) : sys.open(name, O_CREAT | O_EXCL | O_RDWR, 0o600);
      if (made >= 0) {
        sys.out(`${name}\n`);
        return 0;
      }
      if (made === -EEXIST) continue;
      if (!args.has('q'))
        sys.err(
          `mktemp: failed to create ${args.has('d') ? 'directory' : 'file'} via template ${quote(base + marks)}: ${strerror(made)}\n`,
        );
      return 1;
    }
    return 1;
  },
);

function randomName(sys: Sys, length: number): string {
  const fd = sys.open('/dev/urandom');
  const bytes = sys.read(fd, length);
  sys.close(fd);
  if (typeof bytes === 'number') return 'a'.repeat(length);
  return [...bytes].map((c) => LETTERS[c.charCodeAt(0) % LETTERS.length]!).join('');
}

/** Directories still to be summed, deepest sums first: `[path, depth, bytes so far]`. */
type DuState = { todo: readonly (readonly [string, number, boolean])[]; sums: readonly number[]; status: number };

export const du = tool<DuState>(
  'du',
  {
    short: 'shacbkd:',
    long: { summarize: 's', 'human-readable': 'h', all: 'a', total: 'c', 'max-depth': 'd' },
  },
  (sys, args, state) => {
    const roots = args.operands.length > 0 ? args.operands : ['.'];
    const { todo, sums, status } = state ?? { todo: roots.map((path) => [path, 0, false] as const), sums: [], status: 0 };
    const [visit, ...others] = todo;
    if (visit === undefined) return status;
    const [path, depth, post] = visit;
    const show = (kilobytes: number): void => sys.out(`${args.has('h') ? human(kilobytes) : kilobytes}\t${path}\n`);
    const most = args.has('s') ? 0 : Number(args.value('d') ?? Infinity);
    if (post) {
      const sum = sums.at(-1) ?? 0;
      if (depth <= most) show(sum);
      const rest = sums.slice(0, -1);
      return sys.checkpoint({ todo: others, sums: depth === 0 ? rest : [...rest.slice(0, -1), (rest.at(-1) ?? 0) + sum], status });
    }
    const found = sys.stat(path, { follow: false });
    if (typeof found === 'number') return sys.checkpoint({ todo: others, sums, status: sys.fail(`cannot access ${quote(path)}`, found) });
    const kilobytes = blocks(found) / 2;
    if ((found.mode & 0o170000) !== 0o040000) {
      if (depth === 0 || args.has('a')) show(kilobytes);
      return sys.checkpoint({ todo: others, sums: depth === 0 ? sums : [...sums.slice(0, -1), (sums.at(-1) ?? 0) + kilobytes], status });
    }
    const names = sys.readdir(path);
    const base = path.endsWith('/') ? path : `${path}/`;
    const children = typeof names === 'number' ? [] : names.map((name) => [base + name, depth + 1, false] as const);
    const failed = typeof names === 'number' ? sys.fail(`cannot read directory ${quoteIfNeeded(path)}`, names) : status;
    return sys.checkpoint({ todo: [...children, [path, depth, true], ...others], sums: [...sums, 0], status: failed });
  },
);

function human(kilobytes: number): string {
  if (kilobytes === 0) return '0';
  return kilobytes < 1024 ? `${kilobytes}K` : `${(Math.ceil((kilobytes * 10) / 1024) / 10).toFixed(1)}M`;
}
