import { EEXIST, EISDIR, ENOENT, ENOTDIR, ENOTEMPTY, EROFS } from '../../kernel/errno';
import { S_IFDIR, S_IFMT } from '../../kernel/syscalls';
import type { Sys } from '../command';
import { parseMode } from '../lib/mode';
import { quote } from '../lib/quote';
import { eachOperand, tool, wrongUsage, type OperandState } from './tool';

export const mkdir = tool<OperandState>(
  'mkdir',
  {
    short: 'pvm:',
    long: { parents: 'p', verbose: 'v', mode: 'm' },
  },
  (sys, args, state) => {
    if (args.operands.length === 0) wrongUsage(sys, {}, 'missing operand');
    const text = args.value('m');
    const mode = text === undefined ? 0o777 : parseMode(text);
    if (mode === undefined) {
      sys.err(`mkdir: invalid mode ${quote(text!)}\n`);
      return 1;
    }
    const make = (path: string): number => {
      const made = sys.mkdir(path, mode);
      if (made === 0 && args.has('v')) sys.out(`mkdir: created directory ${quote(path)}\n`);
      return made;
    };
    return eachOperand(sys, args.operands, state, (path) => {
      const made = args.has('p') ? makeParents(sys, path, make) : { path, errno: make(path) };
      return made.errno < 0 ? sys.fail(`cannot create directory ${quote(made.path)}`, made.errno) : 0;
    });
  },
);

/** Makes each missing part of a path; answers where it failed. */
function makeParents(sys: Sys<OperandState>, path: string, make: (path: string) => number): { path: string; errno: number } {
  const first = make(path);
  if (first === 0) return { path, errno: 0 };
  if (first !== -ENOENT && first !== -EEXIST) return { path: first === -ENOTDIR ? firstFile(sys, path) : path, errno: first };
  const parts = path.split('/').filter((part) => part !== '');
  let prefix = path.startsWith('/') ? '/' : '';
  for (const part of parts) {
    prefix += part;
    const made = first === -EEXIST && prefix !== path.replace(/\/+$/, '') ? 0 : make(prefix);
    if (made < 0) {
      if (made !== -EEXIST && made !== -EISDIR && made !== -EROFS) return { path: prefix, errno: made };
      const stat = sys.stat(prefix);
      const isDirectory = typeof stat !== 'number' && (stat.mode & S_IFMT) === S_IFDIR;
      if (!isDirectory) return { path: prefix, errno: made };
    }
    prefix += '/';
  }
  return { path, errno: 0 };
}

/** The part of a path that is no directory. */
function firstFile(sys: Sys<OperandState>, path: string): string {
  for (let at = path.indexOf('/', 1); at >= 0; at = path.indexOf('/', at + 1)) {
    const stat = sys.stat(path.slice(0, at));
    if (typeof stat === 'number' || (stat.mode & S_IFMT) !== S_IFDIR) return path.slice(0, at);
  }
  return path;
}

export const rmdir = tool<OperandState>(
  'rmdir',
  {
    short: 'pv',
    long: { parents: 'p', verbose: 'v', 'ignore-fail-on-non-empty': 'ignore' },
  },
  (sys, args, state) => {
    if (args.operands.length === 0) wrongUsage(sys, {}, 'missing operand');
    const remove = (path: string): number => {
      if (args.has('v')) sys.out(`rmdir: removing directory, ${quote(path)}\n`);
      const removed = sys.rmdir(path);
      if (removed === -ENOTEMPTY && args.has('ignore')) return 0;
      return removed < 0 ? sys.fail(`failed to remove ${quote(path)}`, removed) : 0;
    };
    return eachOperand(sys, args.operands, state, (operand) => {
      let path = operand;
      let status = remove(path);
      while (args.has('p') && status === 0) {
        path = path.replace(/\/+$/, '').replace(/\/*[^/]*$/, '');
        if (path === '') break;
        status = remove(path);
      }
      return status;
    });
  },
);
