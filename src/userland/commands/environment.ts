import { ENOENT } from '../../kernel/errno';
import { quote } from '../lib/quote';
import { tool, wrongUsage } from './tool';

export const env = tool(
  'env',
  {
    short: '+iu:0C:',
    long: { 'ignore-environment': 'i', unset: 'u', null: '0', chdir: 'C' },
    usageStatus: 125,
  },
  (sys, args) => {
    const words = args.operands[0] === '-' ? args.operands.slice(1) : args.operands;
    const split = words.findIndex((word) => !/^[^=]+=/.test(word));
    const changes = split < 0 ? words : words.slice(0, split);
    const command = split < 0 ? [] : words.slice(split);
    const next: Record<string, string> = args.has('i') || args.operands[0] === '-' ? {} : { ...sys.env };
    for (const name of args.values('u')) delete next[name];
    for (const change of changes) next[change.slice(0, change.indexOf('='))] = change.slice(change.indexOf('=') + 1);
    const directory = args.value('C');
    if (directory !== undefined) {
      const moved = sys.chdir(directory);
      if (moved < 0) {
        sys.fail(`cannot change directory to ${quote(directory)}`, moved);
        return 125;
      }
    }
    if (command.length === 0) {
      for (const [name, value] of Object.entries(next)) sys.out(`${name}=${value}${args.has('0') ? '\0' : '\n'}`);
      return 0;
    }
    const errno = sys.exec(command, next);
    sys.fail(quote(command[0] ?? ''), errno);
    return errno === -ENOENT ? 127 : 126;
  },
);

export const printenv = tool('printenv', { short: '+0', usageStatus: 2 }, (sys, args) => {
  if (args.operands.length === 0) {
    for (const [name, value] of Object.entries(sys.env)) sys.out(`${name}=${value}\n`);
    return 0;
  }
  let status = 0;
  for (const name of args.operands) {
    const value = sys.env[name];
    if (value === undefined) status = 1;
    else sys.out(`${value}\n`);
  }
  return status;
});

export const uname = tool(
  'uname',
  {
    short: 'asnrvmpio',
    long: {
      all: 'a',
      'kernel-name': 's',
      nodename: 'n',
      'kernel-release': 'r',
      'kernel-version': 'v',
      machine: 'm',
      processor: 'p',
      'hardware-platform': 'i',
      'operating-system': 'o',
    },
  },
  (sys, args) => {
    if (args.operands[0] !== undefined) wrongUsage(sys, {}, `extra operand ${quote(args.operands[0])}`);
    const read = (name: string, absent: string): string => {
      const text = sys.readFile(`/proc/sys/kernel/${name}`);
      return typeof text === 'string' ? text.trim() : absent;
    };
    const all = args.has('a');
    const parts = [
      ...(all || args.has('s') || args.options.length === 0 ? ['Linux'] : []),
      ...(all || args.has('n') ? [read('hostname', 'memcg')] : []),
      ...(all || args.has('r') ? [read('osrelease', '3.8.13')] : []),
      ...(all || args.has('v') ? ['#1 SMP'] : []),
      ...(all || args.has('m') ? ['x86_64'] : []),
      ...(args.has('p') ? ['unknown'] : []),
      ...(args.has('i') ? ['unknown'] : []),
      ...(all || args.has('o') ? ['GNU/Linux'] : []),
    ];
    sys.out(`${parts.join(' ')}\n`);
    return 0;
  },
);

export const hostname = tool('hostname', {}, (sys) => {
  const text = sys.readFile('/proc/sys/kernel/hostname');
  sys.out(typeof text === 'string' ? text : 'memcg\n');
  return 0;
});

export const nproc = tool('nproc', { long: { all: 'all', ignore: 'ignore=' } }, (sys, args) => {
  if (args.operands[0] !== undefined) wrongUsage(sys, {}, `extra operand ${quote(args.operands[0])}`);
  const text = sys.readFile('/proc/cpuinfo');
  const count = typeof text === 'string' ? text.split('\n').filter((line) => line.startsWith('processor')).length : 1;
  sys.out(`${Math.max(count - Number(args.value('ignore') ?? 0), 1)}\n`);
  return 0;
});

export const id = tool(
  'id',
  {
    short: 'ugGnrz',
    long: { user: 'u', group: 'g', groups: 'G', name: 'n' },
  },
  (sys, args) => {
    const [user] = args.operands;
    if (user !== undefined && user !== 'root' && user !== '0') {
      sys.err(`id: ${quote(user)}: no such user\n`);
      return 1;
    }
    sys.out(args.has('u', 'g', 'G') ? `${args.has('n') ? 'root' : '0'}\n` : 'uid=0(root) gid=0(root) groups=0(root)\n');
    return 0;
  },
);

export const whoami = tool('whoami', {}, (sys, args) => {
  if (args.operands[0] !== undefined) wrongUsage(sys, {}, `extra operand ${quote(args.operands[0])}`);
  sys.out('root\n');
  return 0;
});
