import type { Plain } from '../../kernel/store';
import { sysIsatty, sysStat } from '../../kernel/syscalls';
import { defineCommand, type Sys } from '../command';
import { formatEcho } from '../lib/echo';
import { formatPrintf } from '../lib/printf';
import { quote } from '../lib/quote';
import { bracketArguments, evaluateTest, type TestProbe } from '../lib/test-expression';
import { tool, wrongUsage } from './tool';

/** Repeats of a line that `yes` writes at once. */
const YES_BYTES = 8192;

export const echo = defineCommand('echo', {}, (sys, argv) => sys.out(formatEcho(argv.slice(1))));

export const printf = defineCommand('printf', {}, (sys, argv) => {
  const [, format, ...args] = argv;
  if (format === undefined) return sys.usage('missing operand');
  const done = formatPrintf(format, args, 'coreutils');
  for (const error of done.errors) sys.err(`printf: ${error}\n`);
  sys.out(done.out);
  return done.status;
});

export const pwd = tool('pwd', { short: 'LP' }, (sys) => {
  const cwd = sys.getcwd();
  if (typeof cwd === 'number') return sys.fail('cannot get current directory', cwd);
  sys.out(`${cwd}\n`);
  return 0;
});

export const trueCommand = defineCommand('true', {}, () => 0);
export const falseCommand = defineCommand('false', {}, () => 1);

export const yes = tool<{ readonly written: number }>('yes', {}, (sys, args, state) => {
  const line = `${args.operands.length > 0 ? args.operands.join(' ') : 'y'}\n`;
  const written = sys.writeAll(1, line.repeat(Math.max(Math.floor(YES_BYTES / line.length), 1)));
  if (written < 0) return sys.fail('standard output', written);
  return sys.checkpoint({ written: (state?.written ?? 0) + 1 });
});

function testProbe(sys: Sys): TestProbe {
  return {
    stat: (path, follow) => {
      const stat = sys.call((k, pid) => sysStat(k, pid, path, { follow }) as unknown as Plain) as unknown as ReturnType<typeof sysStat>;
      return typeof stat === 'number' ? undefined : stat;
    },
    isatty: (fd) => sys.call((k, pid) => sysIsatty(k, pid, fd)),
  };
}

function runTest(sys: Sys, args: readonly string[] | string): number {
  const result = typeof args === 'string' ? { status: 2, error: args } : evaluateTest(args, testProbe(sys), 'coreutils');
  if (result.error !== undefined) sys.err(`${sys.name}: ${result.error}\n`);
  return result.status;
}

export const test = defineCommand('test', {}, (sys, argv) => runTest(sys, argv.slice(1)));
export const bracket = defineCommand('[', {}, (sys, argv) => runTest(sys, bracketArguments(argv.slice(1), 'coreutils')));

export const basename = tool(
  'basename',
  {
    short: '+as:z',
    long: { multiple: 'a', suffix: 's' },
  },
  (sys, args) => {
    const [first, suffix, extra] = args.operands;
    if (first === undefined) return wrongUsage(sys, {}, 'missing operand');
    const many = args.has('a', 's');
    if (!many && extra !== undefined) wrongUsage(sys, {}, `extra operand ${quote(extra)}`);
    for (const name of many ? args.operands : [first]) {
      const plain = name.replace(/\/+$/, '') || (name.startsWith('/') ? '/' : '');
      const base = plain === '/' ? '/' : plain.slice(plain.lastIndexOf('/') + 1);
      const end = (many ? args.value('s') : suffix) ?? '';
      sys.out(`${end !== '' && base !== end && base.endsWith(end) ? base.slice(0, -end.length) : base}\n`);
    }
    return 0;
  },
);

export const dirname = tool('dirname', { short: '+z' }, (sys, args) => {
  if (args.operands.length === 0) wrongUsage(sys, {}, 'missing operand');
  for (const name of args.operands) {
    const plain = name.replace(/\/+$/, '') || (name.startsWith('/') ? '/' : '');
    const at = plain.lastIndexOf('/');
    sys.out(`${plain === '/' ? '/' : at < 0 ? '.' : plain.slice(0, at).replace(/\/+$/, '') || '/'}\n`);
  }
  return 0;
});

export const clear = defineCommand('clear', {}, (sys) => sys.out('\x1b[H\x1b[2J\x1b[3J'));
