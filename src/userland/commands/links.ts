import { strerror } from '../../kernel/errno';
import { O_CREAT, O_WRONLY, S_IFDIR, S_IFMT, sysReadlink } from '../../kernel/syscalls';
import { quote, quoteIfNeeded } from '../lib/quote';
import { eachOperand, tool, wrongUsage, type OperandState } from './tool';

export const ln = tool<OperandState>(
  'ln',
  {
    short: 'fsvnTt:',
    long: { symbolic: 's', force: 'f', verbose: 'v', 'no-dereference': 'n', 'no-target-directory': 'T' },
  },
  (sys, args, state) => {
    const [first] = args.operands;
    if (first === undefined) return wrongUsage(sys, {}, 'missing file operand');
    const last = args.operands.length > 1 ? args.operands.at(-1)! : '.';
    const targets = args.operands.length > 1 ? args.operands.slice(0, -1) : args.operands;
    const stat = args.has('T') ? -1 : sys.stat(last);
    const inside = typeof stat !== 'number' && (stat.mode & S_IFMT) === S_IFDIR;
    if (!inside && targets.length > 1) {
      sys.err(`ln: target ${quote(last)}: ${typeof stat === 'number' ? strerror(stat) : 'Not a directory'}\n`);
      return 1;
    }
    return eachOperand(sys, targets, state, (target) => {
      const base = target.replace(/\/+$/, '');
      const path = inside ? `${last.replace(/\/+$/, '')}/${base.slice(base.lastIndexOf('/') + 1)}` : last;
      const shown = inside && last === '.' ? `./${base.slice(base.lastIndexOf('/') + 1)}` : path;
      if (!args.has('s')) {
        const found = sys.stat(target, { follow: false });
        if (typeof found === 'number') return sys.fail(`failed to access ${quote(target)}`, found);
        if ((found.mode & S_IFMT) === S_IFDIR) {
          sys.err(`ln: ${quoteIfNeeded(target)}: hard link not allowed for directory\n`);
          return 1;
        }
      }
      if (args.has('f')) sys.unlink(path);
      const made = args.has('s') ? sys.symlink(target, path) : sys.link(target, path);
      if (made === 0 && args.has('v')) sys.out(`${quote(shown)} ${args.has('s') ? '->' : '=>'} ${quote(target)}\n`);
      if (made === 0) return 0;
      const exists = strerror(made) === 'File exists';
      return sys.fail(
        `failed to create ${args.has('s') ? 'symbolic' : 'hard'} link ${quote(shown)}${args.has('s') || exists ? '' : ` => ${quote(target)}`}`,
        made,
      );
    });
  },
);

export const touch = tool<OperandState>(
  'touch',
  {
    short: 'acfmhd:t:r:',
    long: { 'no-create': 'c', date: 'd', reference: 'r' },
  },
  (sys, args, state) => {
    if (args.operands.length === 0) wrongUsage(sys, {}, 'missing file operand');
    return eachOperand(sys, args.operands, state, (path) => {
      const stat = sys.stat(path);
      if (typeof stat !== 'number' || args.has('c')) return 0;
      const fd = sys.open(path, O_WRONLY | O_CREAT);
      if (fd < 0) return sys.fail(`cannot touch ${quote(path)}`, fd);
      sys.close(fd);
      return 0;
    });
  },
);

export const readlink = tool<OperandState>('readlink', { short: 'nfesq' }, (sys, args, state) => {
  if (args.operands.length === 0) wrongUsage(sys, {}, 'missing operand');
  return eachOperand(sys, args.operands, state, (path) => {
    const target = sys.call((k, pid) => sysReadlink(k, pid, path));
    if (typeof target === 'number') return 1;
    sys.out(args.has('n') ? target : `${target}\n`);
    return 0;
  });
});
