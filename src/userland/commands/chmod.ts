import { S_IFDIR, S_IFMT, sysChmod } from '../../kernel/syscalls';
import type { Sys } from '../command';
import { changeMode, modeText, parseModeChange, type ModeChange } from '../lib/mode';
import { quote } from '../lib/quote';
import { eachOperand, tool, wrongUsage, type Arguments, type OperandState } from './tool';

/** Where the permissions start for a mode without `u`, `g`, `o` or `a`: what a file is made with. */
const UMASK = 0o022;

export const chmod = tool<OperandState>(
  'chmod',
  {
    short: 'Rvcf',
    long: { recursive: 'R', verbose: 'v', changes: 'c', quiet: 'f', silent: 'f', mode: 'mode=', 'no-preserve-root': 'no-preserve-root' },
    // A mode may look like an option: chmod -x FILE.
    rewrite: (words) => words.map((word) => (/^-[rwxXst,+=ugoa-]+$/.test(word) && word !== '--' ? `--mode=${word}` : word)),
  },
  (sys, args, state) => {
    const given = args.value('mode');
    const text = given ?? args.operands[0];
    const paths = given === undefined ? args.operands.slice(1) : args.operands;
    if (text === undefined) return wrongUsage(sys, {}, 'missing operand');
    if (paths.length === 0) return wrongUsage(sys, {}, given === undefined ? `missing operand after ${quote(text)}` : 'missing operand');
    const change = parseModeChange(text);
    if (change === undefined) return wrongUsage(sys, {}, `invalid mode: ${quote(text)}`);
    return eachOperand(sys, paths, state, (path) => apply(sys, args, change, path));
  },
);

function apply(sys: Sys<OperandState>, args: Arguments, change: ModeChange, path: string): number {
  const stat = sys.stat(path);
  if (typeof stat === 'number') return args.has('f') ? 1 : sys.fail(`cannot access ${quote(path)}`, stat);
  const isDirectory = (stat.mode & S_IFMT) === S_IFDIR;
  const before = stat.mode & 0o7777;
  const after = changeMode(change, before, isDirectory, UMASK);
  const done = sys.call((k, pid) => sysChmod(k, pid, path, after));
  if (done < 0) return args.has('f') ? 1 : sys.fail(`changing permissions of ${quote(path)}`, done);
  if (args.has('v') || (args.has('c') && before !== after)) sys.out(`${told(path, before, after)}\n`);
  if (!isDirectory || !args.has('R')) return 0;
  const names = sys.readdir(path);
  if (typeof names === 'number') return sys.fail(`cannot read directory ${quote(path)}`, names);
  const inside = names.filter((name) => name !== '.' && name !== '..');
  return inside.reduce((status, name) => Math.max(status, apply(sys, args, change, `${path.replace(/\/$/, '')}/${name}`)), 0);
}

function told(path: string, before: number, after: number): string {
  const words = (mode: number): string => `${mode.toString(8).padStart(4, '0')} (${modeText(mode).slice(1)})`;
  return before === after
    ? `mode of ${quote(path)} retained as ${words(after)}`
    : `mode of ${quote(path)} changed from ${words(before)} to ${words(after)}`;
}
