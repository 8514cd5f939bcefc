import { EISDIR, ENOENT, ENOTDIR } from '../../kernel/errno';
import { S_IFDIR, S_IFMT } from '../../kernel/syscalls';
import type { Sys } from '../command';
import { quote } from '../lib/quote';
import { tool, wrongUsage, type Arguments } from './tool';

/**
 * Where rm stands: an operand, and below it the directories it went into (`depth` of them, by chdir, so that no path is
 * ever too long). `kept` are the paths that could not be removed.
 */
type RmState = { at: number; status: number; path: string; depth: number; kept: readonly string[]; home: string };

export const rm = tool<RmState>(
  'rm',
  {
    short: 'dfiIrRv',
    long: { force: 'f', recursive: 'r', dir: 'd', verbose: 'v', 'no-preserve-root': 'no-preserve-root', 'one-file-system': 'x' },
  },
  (sys, args, state) => {
    const { operands } = args;
    if (operands.length === 0) return args.has('f') ? 0 : wrongUsage(sys, {}, 'missing operand');
    const s = state ?? { at: 0, status: 0, path: '', depth: 0, kept: [], home: '' };
    const operand = operands[s.at];
    if (operand === undefined) return s.status;
    if (s.depth > 0) return descend(sys, args, s);
    const status = removeOperand(sys, args, operand, s);
    const next = { ...s, at: s.at + 1, status: Math.max(s.status, status), kept: [] };
    return next.at < operands.length ? sys.checkpoint(next) : next.status;
  },
);

function removeOperand(sys: Sys<RmState>, args: Arguments, operand: string, s: RmState): number {
  const path = operand.replace(/(.)\/+$/, '$1');
  const name = path.slice(path.lastIndexOf('/') + 1);
  const recursive = args.has('r', 'R');
  const stat = sys.stat(path, { follow: false });
  if (typeof stat === 'number')
    return args.has('f') && (stat === -ENOENT || stat === -ENOTDIR) ? 0 : sys.fail(`cannot remove ${quote(operand)}`, stat);
  if ((stat.mode & S_IFMT) !== S_IFDIR) return unlinkOne(sys, args, path, path);
  if (args.has('d') && !recursive) {
    const removed = sys.rmdir(path);
    if (removed === 0 && args.has('v')) sys.out(`removed directory ${quote(operand)}\n`);
    return removed < 0 ? sys.fail(`cannot remove ${quote(operand)}`, removed) : 0;
  }
  if (!recursive) return sys.fail(`cannot remove ${quote(operand)}`, -EISDIR);
  if (name === '.' || name === '..') {
    sys.err(`rm: refusing to remove '.' or '..' directory: skipping ${quote(operand)}\n`);
    return 1;
  }
  if (path === '/') {
    sys.err("rm: it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe\n");
    return 1;
  }
  const home = sys.getcwd();
  const entered = sys.chdir(path);
  if (entered < 0) return sys.fail(`cannot remove ${quote(operand)}`, entered);
  return sys.checkpoint({ ...s, path, depth: 1, home: typeof home === 'string' ? home : '/' });
}

function unlinkOne(sys: Sys<RmState>, args: Arguments, name: string, path: string): number {
  const removed = sys.unlink(name);
  if (removed === 0 && args.has('v')) sys.out(`removed ${quote(path)}\n`);
  return removed < 0 ? sys.fail(`cannot remove ${quote(path)}`, removed) : 0;
}

/** One entry of the directory we stand in; when none is left, out of it and away with it. */
function descend(sys: Sys<RmState>, args: Arguments, s: RmState): never {
  const names = sys.readdir('.');
  const left = typeof names === 'number' ? [] : names.filter((name) => !s.kept.includes(`${s.path}/${name}`));
  const [name] = left;
  if (name !== undefined) {
    const path = `${s.path}/${name}`;
    const stat = sys.stat(name, { follow: false });
    if (typeof stat !== 'number' && (stat.mode & S_IFMT) === S_IFDIR) {
      const entered = sys.chdir(name);
      if (entered === 0) sys.checkpoint({ ...s, path, depth: s.depth + 1 });
    }
    const status = unlinkOne(sys, args, name, path);
    return sys.checkpoint({ ...s, status: Math.max(s.status, status), kept: status === 0 ? s.kept : [...s.kept, path] });
  }
  const leavingLast = s.depth === 1;
  const done = leavingLast ? sys.chdir(s.home) : sys.chdir('..');
  const failedInside = s.kept.some((path) => path.startsWith(`${s.path}/`));
  let status = done < 0 ? sys.fail(`cannot remove ${quote(s.path)}`, done) : failedInside ? 1 : 0;
  if (status === 0) {
    const removed = sys.rmdir(leavingLast ? s.path : s.path.slice(s.path.lastIndexOf('/') + 1));
    if (removed < 0) status = sys.fail(`cannot remove ${quote(s.path)}`, removed);
    else if (args.has('v')) sys.out(`removed directory ${quote(s.path)}\n`);
  }
  const parent = leavingLast ? '' : s.path.slice(0, s.path.lastIndexOf('/'));
  return sys.checkpoint({
    ...s,
    at: leavingLast ? s.at + 1 : s.at,
    depth: s.depth - 1,
    path: parent,
    status: Math.max(s.status, status),
    kept: leavingLast ? [] : status === 0 ? s.kept : [...s.kept, s.path],
  });
}
