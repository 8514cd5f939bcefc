import { ENOENT } from '../../kernel/errno';
import { S_IFDIR, S_IFLNK, S_IFMT, sysReadlink, sysStat, type Stat } from '../../kernel/syscalls';
import type { Plain } from '../../kernel/store';
import type { Sys } from '../command';
import { inColumns, table } from '../lib/columns';
import { BOOT_SECONDS, formatDate, momentOf, momentOfTick } from '../lib/date';
import { modeText, typeLetter } from '../lib/mode';
import { humanSize } from '../lib/numbers';
import { quote, quoteIfNeeded } from '../lib/quote';
import { compareBytes } from '../lib/sort-keys';
import { tool, type Arguments } from './tool';

/** Entries looked at in one step. */
const BATCH = 32;

/** One name with what is known of it. */
interface Entry {
  readonly name: string;
  readonly stat: Stat | undefined;
  readonly target?: string;
}

/** Directories still to be listed; `first` while nothing has been printed, `many` when each needs its heading. */
type LsState = { todo: readonly string[]; first: boolean; many: boolean; status: number };

export const ls = tool<LsState>(
  'ls',
  {
    short: '1aABcCdfFgGhHiklLmnNopqQrRsStuUvw:xXZ',
    long: {
      all: 'a',
      'almost-all': 'A',
      directory: 'd',
      classify: 'F',
      'human-readable': 'h',
      inode: 'i',
      recursive: 'R',
      reverse: 'r',
      size: 's',
      color: 'color?',
      'full-time': 'full-time',
      width: 'w',
    },
    usageStatus: 2,
  },
  (sys, args, state) => (state === undefined ? listOperands(sys, args) : listNext(sys, args, state)),
);

function listOperands(sys: Sys<LsState>, args: Arguments): number {
  const operands = args.operands.length > 0 ? args.operands : ['.'];
  // A link named on the command line is followed, unless it is to be shown itself.
  const follow = !args.has('d', 'l', 'F');
  const found = lookAll(sys, '', operands, follow, args);
  let status = 0;
  for (const { name, stat } of found) if (typeof stat === 'number') status = 2 * sys.fail(`cannot access ${quote(name)}`, stat);
  const entries = found.flatMap(({ name, stat, target }): Entry[] =>
    typeof stat === 'number' ? [] : [{ name, stat, ...(target === undefined ? {} : { target }) }],
  );
  const isListed = (entry: Entry): boolean => !args.has('d') && entry.stat !== undefined && (entry.stat.mode & S_IFMT) === S_IFDIR;
  const files = sorted(
    entries.filter((entry) => !isListed(entry)),
    args,
  );
  const directories = sorted(entries.filter(isListed), args).map((entry) => entry.name);
  if (files.length > 0) sys.out(show(sys, files, args, false));
  if (directories.length === 0) return status;
  return sys.checkpoint({ todo: directories, first: files.length === 0, many: operands.length > 1 || args.has('R'), status });
}

function listNext(sys: Sys<LsState>, args: Arguments, state: LsState): number {
  const [path, ...others] = state.todo;
  if (path === undefined) return state.status;
  const again = (todo: readonly string[], status: number): number => {
    const next = { ...state, todo, first: false, status: Math.max(state.status, status) };
    return todo.length > 0 ? sys.checkpoint(next) : next.status;
  };
  const names = sys.readdir(path);
  if (typeof names === 'number') return again(others, 2 * sys.fail(`cannot open directory ${quote(path)}`, names));
  const shown = names.filter((name) => !name.startsWith('.') || (args.has('a', 'A', 'f') && name !== '.' && name !== '..'));
  const all = args.has('a', 'f') ? ['.', '..', ...shown] : shown;
  const needsStat = args.has('l', 'n', 'g', 'o', 't', 'S', 'F', 'p', 's', 'R', 'full-time', 'i');
  const found = needsStat ? lookAll(sys, path, all, false, args) : all.map((name) => ({ name, stat: undefined, target: undefined }));
  const entries = sorted(
    found.map(({ name, stat, target }): Entry => ({
      name,
      stat: typeof stat === 'number' ? undefined : stat,
      ...(target === undefined ? {} : { target }),
    })),
    args,
  );
  if (state.many) sys.out(`${state.first ? '' : '\n'}${quoteIfNeeded(path)}:\n`);
  sys.out(show(sys, entries, args, true));
  const below = !args.has('R')
    ? []
    : entries
        .filter(({ name, stat }) => name !== '.' && name !== '..' && stat !== undefined && (stat.mode & S_IFMT) === S_IFDIR)
        .map(({ name }) => (path.endsWith('/') ? path + name : `${path}/${name}`));
  return again([...below, ...others], 0);
}

type Looked = { readonly name: string; readonly stat: Stat | number; readonly target: string | undefined };

/** stat(2) of many names, a batch a step. */
function lookAll(sys: Sys<LsState>, directory: string, names: readonly string[], follow: boolean, args: Arguments): Looked[] {
  const prefix = directory === '' ? '' : directory.endsWith('/') ? directory : `${directory}/`;
  const links = args.has('l', 'n', 'g', 'o', 'full-time');
  const found: Looked[] = [];
  for (let at = 0; at < names.length; at += BATCH) {
    const batch = names.slice(at, at + BATCH);
    const answers = sys.call((k, pid) =>
      batch.map((name) => {
        const path = prefix + name;
        let stat = sysStat(k, pid, path, { follow });
        // A link that leads nowhere is shown itself.
        if (follow && stat === -ENOENT) stat = sysStat(k, pid, path, { follow: false });
        const isLink = links && typeof stat !== 'number' && (stat.mode & S_IFMT) === S_IFLNK;
        const target = isLink ? sysReadlink(k, pid, path) : undefined;
        return [stat, typeof target === 'string' ? target : ''] as unknown as Plain;
      }),
    ) as unknown as readonly (readonly [Stat | number, string])[];
    answers.forEach(([stat, target], i) => found.push({ name: batch[i]!, stat, target: target === '' ? undefined : target }));
  }
  return found;
}

function sorted(entries: readonly Entry[], args: Arguments): Entry[] {
  if (args.has('U', 'f')) return [...entries];
  const byName = (a: Entry, b: Entry): number => compareBytes(a.name, b.name);
  const order = args.last('t', 'S') ?? '';
  const by: Readonly<Record<string, (a: Entry, b: Entry) => number>> = {
    t: (a, b) => (b.stat?.mtime ?? 0) - (a.stat?.mtime ?? 0) || byName(a, b),
    S: (a, b) => (b.stat?.size ?? 0) - (a.stat?.size ?? 0) || byName(a, b),
  };
  const result = [...entries].sort(by[order] ?? byName);
  return args.has('r') ? result.reverse() : result;
}

const MARKS: Readonly<Record<string, string>> = { d: '/', l: '@', p: '|', s: '=' };

function nameText(entry: Entry, args: Arguments, terminal: boolean): string {
  const name = terminal && !args.has('N') ? quoteIfNeeded(entry.name) : args.has('Q') ? `"${entry.name}"` : entry.name;
  if (entry.stat === undefined || !args.has('F', 'p')) return name;
  const letter = typeLetter(entry.stat.mode);
  if (letter === 'd') return `${name}/`;
  if (!args.has('F')) return name;
  return name + (MARKS[letter] ?? (letter === 'f' && (entry.stat.mode & 0o111) !== 0 ? '*' : ''));
}

function show(sys: Sys<LsState>, entries: readonly Entry[], args: Arguments, isDirectory: boolean): string {
  const terminal = sys.isatty(1);
  const size = (bytes: number): string => (args.has('h') ? humanSize(bytes) : String(bytes));
  const blocks = (stat: Stat | undefined): number =>
    Math.ceil((stat === undefined || typeLetter(stat.mode) !== 'f' ? 0 : stat.size) / 4096) * 4;
  const long = args.has('l', 'n', 'g', 'o', 'full-time');
  const total = entries.reduce((sum, entry) => sum + blocks(entry.stat), 0);
  const heading = isDirectory && (long || args.has('s')) ? `total ${args.has('h') ? humanSize(total * 1024) : total}\n` : '';
  const before = (entry: Entry): string[] => [
    ...(args.has('i') ? [String(entry.stat?.ino ?? '?')] : []),
    ...(args.has('s') ? [args.has('h') ? humanSize(blocks(entry.stat) * 1024) : String(blocks(entry.stat))] : []),
  ];
  if (long) {
    const now = BOOT_SECONDS + Math.floor(sys.time() / 1000);
    const rows = entries.map((entry) => [
      ...before(entry),
      ...longRow(entry, args, size, now),
      nameText(entry, args, terminal) + (entry.target === undefined ? '' : ` -> ${entry.target}`),
    ]);
    const lead = before(entries[0] ?? { name: '', stat: undefined }).map(() => true);
    const owners = args.has('g') || args.has('o') ? (args.has('g') && args.has('o') ? [] : [false]) : [false, false];
    return heading + table(rows, [...lead, false, true, ...owners, true, false]);
  }
  const rows = entries.map((entry) => [...before(entry), nameText(entry, args, terminal)]);
  const names =
    rows.length === 0
      ? []
      : table(rows, [...before(entries[0]!).map(() => true), false])
          .split('\n')
          .slice(0, -1);
  const columns = terminal ? args.last('1', 'C', 'x') !== '1' : args.has('C', 'x');
  const width = Number(args.value('w') ?? sys.env.COLUMNS ?? 80) || 80;
  if (args.has('m')) return `${heading}${names.join(', ')}\n`;
  return heading + (columns ? inColumns(names, width) : names.map((name) => `${name}\n`).join(''));
}

const MINORS: Readonly<Record<string, string>> = {
  null: '1, 3',
  zero: '1, 5',
  full: '1, 7',
  random: '1, 8',
  urandom: '1, 9',
  tty: '5, 0',
  console: '5, 1',
};

/** Major and minor number of a device by its name. */
function deviceNumbers(name: string): string {
  const base = name.slice(name.lastIndexOf('/') + 1);
  return MINORS[base] ?? `4, ${/\d*$/.exec(base)![0] || 0}`;
}

const HALF_YEAR = 15778476;

function longRow(entry: Entry, args: Arguments, size: (bytes: number) => string, now: number): string[] {
  const { stat } = entry;
  if (stat === undefined) return ['??????????', '?', '?', '?', '?', '?'];
  const owner = args.has('n') ? '0' : 'root';
  const at = momentOfTick(stat.mtime);
  const recent = now - at.seconds < HALF_YEAR;
  const time = args.has('full-time')
    ? formatDate('%F %T.%N %z', at)
    : formatDate(recent ? '%b %e %H:%M' : '%b %e  %Y', momentOf(at.seconds));
  const length = 'cb'.includes(typeLetter(stat.mode)) ? deviceNumbers(entry.name) : size(stat.size);
  return [modeText(stat.mode), String(stat.nlink), ...(args.has('g') ? [] : [owner]), ...(args.has('o') ? [] : [owner]), length, time];
}
