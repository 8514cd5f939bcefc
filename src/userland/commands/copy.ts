import { EEXIST, EINTR, EISDIR, ENOENT, ENOTDIR, ENOTEMPTY, EXDEV, strerror } from '../../kernel/errno';
import { O_CREAT, O_TRUNC, O_WRONLY, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG, sysReadlink, type Stat } from '../../kernel/syscalls';
import type { Sys } from '../command';
import { quote } from '../lib/quote';
import { CHUNK } from './input';
import { tool, wrongUsage, type Arguments } from './tool';

/** What is still to be copied, and the pair of descriptors at work (-1 for none). */
type CopyState = { todo: readonly (readonly [string, string])[]; from: number; to: number; remove: string; status: number };

const START: CopyState = { todo: [], from: -1, to: -1, remove: '', status: 0 };

function isDirectory(stat: Stat | number): boolean {
  return typeof stat !== 'number' && (stat.mode & S_IFMT) === S_IFDIR;
}

/** Operands as pairs of source and target, the target a directory or not. Leaves with a message where that cannot be. */
function pairs(sys: Sys<CopyState>, args: Arguments): [string, string][] {
  const given = args.value('t');
  const operands = given === undefined ? args.operands : [...args.operands, given];
  const [first] = operands;
  if (first === undefined) return wrongUsage(sys, {}, 'missing file operand');
  if (operands.length === 1) return wrongUsage(sys, {}, `missing destination file operand after ${quote(first)}`);
  const target = operands.at(-1)!;
  const sources = operands.slice(0, -1);
  const stat = args.has('T') ? -ENOENT : sys.stat(target);
  if (isDirectory(stat))
    return sources.map((source) => [
      source,
      `${target.replace(/(.)\/+$/, '$1')}${target.endsWith('/') && target.length === 1 ? '' : '/'}${lastPart(source)}`,
    ]);
  if (sources.length > 1 || given !== undefined) {
    sys.err(`${sys.name}: target ${quote(target)}: ${strerror(typeof stat === 'number' ? stat : -ENOTDIR)}\n`);
    sys.exit(1);
  }
  return sources.map((source) => [source, target]);
}

function lastPart(path: string): string {
  const plain = path.replace(/\/+$/, '');
  return plain.slice(plain.lastIndexOf('/') + 1);
}

function sameFile(a: Stat | number, b: Stat | number): boolean {
  return typeof a !== 'number' && typeof b !== 'number' && a.ino === b.ino && a.fs === b.fs;
}

/** Goes on copying the open pair; false when there is none. */
function pump(sys: Sys<CopyState>, s: CopyState, target: string): false {
  if (s.from < 0) return false;
  const bytes = sys.read(s.from, CHUNK);
  if (bytes === -EINTR) sys.checkpoint(s);
  let { status } = s;
  if (typeof bytes === 'number') status = sys.fail(`error reading ${quote(s.todo[0]?.[0] ?? '')}`, bytes);
  else if (bytes !== '') {
    const written = sys.writeAll(s.to, bytes);
    if (written === 0) sys.checkpoint(s);
    status = sys.fail(`error writing ${quote(target)}`, written);
  }
  sys.close(s.from);
  sys.close(s.to);
  if (s.remove !== '' && status === s.status) sys.unlink(s.remove);
  return sys.checkpoint({ ...s, todo: s.todo.slice(1), from: -1, to: -1, remove: '', status });
}

/** Opens both ends of a copy; the next steps pump. Answers 1 where that cannot be. */
function startCopy(sys: Sys<CopyState>, s: CopyState, source: string, target: string, remove: string): 1 {
  const from = sys.open(source);
  if (from < 0) return sys.fail(`cannot open ${quote(source)} for reading`, from);
  const to = sys.open(target, O_WRONLY | O_CREAT | O_TRUNC);
  if (to < 0) {
    sys.close(from);
    return sys.fail(`cannot create regular file ${quote(target)}`, to === -EISDIR && target.endsWith('/') ? -ENOTDIR : to);
  }
  return sys.checkpoint({ ...s, from, to, remove });
}

export const cp = tool<CopyState>(
  'cp',
  {
    short: 'afinprRdTvt:Hl',
    long: {
      recursive: 'r',
      force: 'f',
      archive: 'a',
      verbose: 'v',
      'no-clobber': 'n',
      'target-directory': 't',
      'no-target-directory': 'T',
    },
  },
  (sys, args, state) => {
    const s = state ?? { ...START, todo: pairs(sys, args) };
    const [pair] = s.todo;
    if (pair === undefined) return s.status;
    const [source, target] = pair;
    pump(sys, s, target);
    const next = (status: number, more: readonly (readonly [string, string])[] = []): never =>
      sys.checkpoint({ ...s, todo: [...more, ...s.todo.slice(1)], status: Math.max(s.status, status) });
    const recursive = args.has('r', 'R', 'a');
    const stat = sys.stat(source, { follow: !recursive });
    if (typeof stat === 'number') return next(sys.fail(`cannot stat ${quote(source)}`, stat));
    const there = sys.stat(target);
    const type = stat.mode & S_IFMT;
    if (type === S_IFDIR) {
      if (!recursive) {
        sys.err(`cp: -r not specified; omitting directory ${quote(source)}\n`);
        return next(1);
      }
      return next(...copyDirectory(sys, args, source, target, there));
    }
    if (args.has('n') && typeof there !== 'number') return next(0);
    if (sameFile(stat, there)) {
      sys.err(`cp: ${quote(source)} and ${quote(target)} are the same file\n`);
      return next(1);
    }
    if (isDirectory(there)) {
      sys.err(`cp: cannot overwrite directory ${quote(target)} with non-directory\n`);
      return next(1);
    }
    if (args.has('v')) sys.out(`${quote(source)} -> ${quote(target)}\n`);
    if (type === S_IFLNK) return next(copyLink(sys, source, target));
    return next(startCopy(sys, s, source, target, ''));
  },
);

function copyDirectory(
  sys: Sys<CopyState>,
  args: Arguments,
  source: string,
  target: string,
  there: Stat | number,
): [number, [string, string][]] {
  if (`${target}/`.startsWith(`${source}/`)) {
    sys.err(`cp: cannot copy a directory, ${quote(source)}, into itself, ${quote(target)}\n`);
    return [1, []];
  }
  if (typeof there === 'number') {
    const made = sys.mkdir(target);
    if (made < 0) return [sys.fail(`cannot create directory ${quote(target)}`, made), []];
    if (args.has('v')) sys.out(`${quote(source)} -> ${quote(target)}\n`);
  } else if (!isDirectory(there)) {
    sys.err(`cp: cannot overwrite non-directory ${quote(target)} with directory ${quote(source)}\n`);
    return [1, []];
  }
  const names = sys.readdir(source);
  if (typeof names === 'number') return [sys.fail(`cannot access ${quote(source)}`, names), []];
  return [0, names.map((name) => [`${source}/${name}`, `${target}/${name}`])];
}

function copyLink(sys: Sys<CopyState>, source: string, target: string): number {
  const text = sys.call((k, pid) => sysReadlink(k, pid, source));
  if (typeof text === 'number') return sys.fail(`cannot read symbolic link ${quote(source)}`, text);
  const made = sys.symlink(text, target);
  return made < 0 ? sys.fail(`cannot create symbolic link ${quote(target)}`, made) : 0;
}

export const mv = tool<CopyState>(
  'mv',
  {
    short: 'finTvt:',
    long: { force: 'f', 'no-clobber': 'n', verbose: 'v', 'target-directory': 't', 'no-target-directory': 'T' },
  },
  (sys, args, state) => {
    const s = state ?? { ...START, todo: pairs(sys, args) };
    const [pair] = s.todo;
    if (pair === undefined) return s.status;
    const [source, target] = pair;
    pump(sys, s, target);
    const next = (status: number): never => sys.checkpoint({ ...s, todo: s.todo.slice(1), status: Math.max(s.status, status) });
    const stat = sys.stat(source, { follow: false });
    if (typeof stat === 'number') return next(sys.fail(`cannot stat ${quote(source)}`, stat));
    const there = sys.stat(target, { follow: false });
    const refused = refusal(stat, there, source, target);
    if (refused !== undefined) {
      sys.err(`mv: ${refused}\n`);
      return next(1);
    }
    if (args.has('n') && typeof there !== 'number') return next(0);
    const moved = sys.rename(source, target);
    if (moved === 0) {
      if (args.has('v')) sys.out(`renamed ${quote(source)} -> ${quote(target)}\n`);
      return next(0);
    }
    // Another file system: what is a plain file goes over by copy.
    if (moved === -EXDEV && (stat.mode & S_IFMT) === S_IFREG) return next(startCopy(sys, s, source, target, source));
    const inWay = moved === -ENOTEMPTY || moved === -EEXIST || moved === -EISDIR;
    return next(
      sys.fail(
        inWay && moved === -EISDIR ? `cannot overwrite ${quote(target)}` : `cannot move ${quote(source)} to ${quote(target)}`,
        moved,
      ),
    );
  },
);

/** What mv refuses by itself, before any system call. */
function refusal(stat: Stat, there: Stat | number, source: string, target: string): string | undefined {
  if (sameFile(stat, there)) return `${quote(source)} and ${quote(target)} are the same file`;
  const directory = isDirectory(stat);
  if (directory && `${target}/`.startsWith(`${source.replace(/\/+$/, '')}/`))
    return `cannot move ${quote(source)} to a subdirectory of itself, ${quote(target)}`;
  if (typeof there === 'number') return undefined;
  if (directory && !isDirectory(there)) return `cannot overwrite non-directory ${quote(target)} with directory ${quote(source)}`;
  if (!directory && isDirectory(there)) return `cannot overwrite directory ${quote(target)} with non-directory`;
  return undefined;
}
