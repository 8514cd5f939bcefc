import { searchPath } from '../program';
import { listProcesses } from './processes';
import { parseSignal } from '../lib/signals';
import { eachOperand, tool, wrongUsage, type OperandState } from './tool';

const SIGTERM = 15;

export const which = tool<OperandState>('which', { short: 'a' }, (sys, args, state) => {
  if (args.operands.length === 0) return 1;
  const path = sys.env.PATH ?? '/bin:/usr/bin';
  return eachOperand(sys, args.operands, state, (name) => {
    const found = sys.call((k, pid) => searchPath(k, pid, name, path) ?? '');
    if (found === '') return 1;
    sys.out(`${found}\n`);
    return 0;
  });
});

export const pidof = tool('pidof', { short: 'sxo:' }, (sys, args) => {
  const pids = listProcesses(sys)
    .filter(({ comm, pid }) => args.operands.includes(comm) && pid !== sys.pid)
    .map(({ pid }) => pid)
    .sort((a, b) => b - a);
  if (pids.length === 0) return 1;
  sys.out(`${(args.has('s') ? pids.slice(0, 1) : pids).join(' ')}\n`);
  return 0;
});

export const killall = tool(
  'killall',
  {
    short: 'qvews:',
    rewrite: (words) => words.map((word) => word.replace(/^-(\d+|[A-Z][A-Z0-9]+)$/, '--signal=$1')),
    long: { signal: 's' },
  },
  (sys, args) => {
    if (args.operands.length === 0) return wrongUsage(sys, {}, 'missing operand');
    const signal = args.value('s') === undefined ? SIGTERM : parseSignal(args.value('s')!);
    if (signal === undefined) {
      sys.err(`${args.value('s')}: unknown signal; killall -l lists signals.\n`);
      return 1;
    }
    let status = 0;
    for (const name of args.operands) {
      const hit = listProcesses(sys).filter(({ comm, pid }) => comm === name && pid !== sys.pid && sys.kill(pid, signal) === 0);
      if (hit.length > 0) continue;
      if (!args.has('q')) sys.err(`${name}: no process found\n`);
      status = 1;
    }
    return status;
  },
);
