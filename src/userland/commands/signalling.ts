import { ENOENT, ESRCH, strerror } from '../../kernel/errno';
import type { Sys } from '../command';
import { defineCommand } from '../command';
import { compileRegex, RegexError } from '../lib/regex';
import { parseSignal, signalName, signalNames } from '../lib/signals';
import { quote } from '../lib/quote';
import { listProcesses, ttyName, type Process } from './processes';
import { parseOptions } from '../lib/options';
import { helpText } from '../man/pages';

const SIGHUP = 1;
const SIGTERM = 15;

export const kill = defineCommand('kill', {}, (sys, argv) => {
  const words = argv.slice(1);
  if (words[0] === '--help' || words[0] === '-h') {
    sys.out(helpText('kill'));
    return 0;
  }
  if (words[0] === '-l' || words[0] === '--list' || words[0] === '-L') return listSignals(sys, words.slice(1));
  let signal: number | undefined = SIGTERM;
  let targets = words;
  const [first = '', second] = words;
  if (first === '-s' || first === '--signal') {
    signal = parseSignal(second ?? '');
    targets = words.slice(2);
  } else if (/^-./.test(first) && first !== '--') {
    signal = parseSignal(first.slice(1));
    targets = words.slice(1);
  }
  if (targets[0] === '--') targets = targets.slice(1);
  if (signal === undefined || targets.length === 0) {
    if (signal === undefined) sys.err(`kill: invalid argument ${(first === '-s' ? (second ?? '') : first.slice(1)).charAt(0)}\n`);
    sys.err(`\n${helpText('kill')}\nFor more details see kill(1).\n`);
    return 1;
  }
  let status = 0;
  for (const target of targets) {
    if (!/^-?\d+$/.test(target)) {
      sys.err(`kill: failed to parse argument: ${quote(target)}\n`);
      status = 1;
      continue;
    }
    const sent = sys.kill(Number(target), signal);
    if (sent < 0) {
      sys.err(`kill: (${target}): ${strerror(sent)}\n`);
      status = 1;
    }
  }
  return status;
});

function listSignals(sys: Sys, which: readonly string[]): number {
  if (which.length === 0) {
    sys.out(`${signalNames().join(' ')}\n`);
    return 0;
  }
  for (const word of which) {
    // 137 is how a shell shows death by signal 9.
    const number = /^\d+$/.test(word) && Number(word) > 128 ? Number(word) - 128 : parseSignal(word);
    const name = number === undefined ? undefined : signalName(number);
    if (number === undefined || name === undefined) {
      sys.err(`kill: unknown signal name ${word}\n`);
      return 1;
    }
    sys.out(/^\d+$/.test(word) ? `${name}\n` : `${number}\n`);
  }
  return 0;
}

/** What both pgrep and pkill choose; leaves with status 2 where that is not said. */
function matching(
  sys: Sys,
  words: readonly string[],
): { found: Process[]; has: (name: string) => boolean; value: (name: string) => string | undefined } {
  const parsed = parseOptions(words, {
    short: 'aced:fg:G:ilnoP:s:t:u:U:vwxr:',
    long: {
      'list-name': 'l',
      'list-full': 'a',
      count: 'c',
      delimiter: 'd',
      full: 'f',
      'ignore-case': 'i',
      newest: 'n',
      oldest: 'o',
      parent: 'P',
      exact: 'x',
      inverse: 'v',
      echo: 'e',
      signal: 'signal=',
      help: 'help',
      pgroup: 'g',
      session: 's',
    },
  });
  const fail = (text: string): never => {
    sys.err(text);
    return sys.exit(2);
  };
  if (typeof parsed === 'string') return fail(`${sys.name}: ${parsed}\n${helpText(sys.name)}`);
  const has = (name: string): boolean => parsed.options.some((option) => option.name === name);
  const value = (name: string): string | undefined => parsed.options.filter((option) => option.name === name).at(-1)?.value;
  if (has('help')) {
    sys.out(helpText(sys.name));
    sys.exit(0);
  }
  const [pattern, extra] = parsed.operands;
  const hint = `Try \`${sys.name} --help' for more information.\n`;
  if (extra !== undefined) fail(`${sys.name}: only one pattern can be provided\n${hint}`);
  const chosen = ['P', 'g', 's', 't', 'u', 'U', 'G', 'r'].some(has);
  if (pattern === undefined && !chosen) fail(`${sys.name}: no matching criteria specified\n${hint}`);
  const list = (name: string): number[] | undefined =>
    value(name)
      ?.split(',')
      .map((part) => (part === '0' ? sys.pid : Number(part)));
  const [parents, groups, sessions] = [list('P'), list('g'), list('s')];
  const terminals = value('t')?.split(',');
  try {
    const regex = compileRegex(pattern ?? '', { extended: true, ignoreCase: has('i'), ...(has('x') ? { whole: 'line' as const } : {}) });
    const matches = (p: Process): boolean =>
      (parents?.includes(p.ppid) ?? true) &&
      (groups?.includes(p.pgrp) ?? true) &&
      (sessions?.includes(p.session) ?? true) &&
      (terminals?.includes(ttyName(p.tty)) ?? true) &&
      (value('r')?.includes(p.state) ?? true) &&
      regex.exec(has('f') && p.args !== '' ? p.args : p.comm) !== undefined;
    const found = listProcesses(sys).filter((p) => p.pid !== sys.pid && matches(p) !== has('v'));
    const byStart = [...found].sort((a, b) => a.start - b.start || a.pid - b.pid);
    const one = has('n') ? byStart.at(-1) : has('o') ? byStart[0] : undefined;
    return { found: one === undefined ? found : [one], has, value };
  } catch (thrown) {
    if (!(thrown instanceof RegexError)) throw thrown;
    return fail(`${sys.name}: ${thrown.message}\n`);
  }
}

export const pgrep = defineCommand('pgrep', {}, (sys, argv) => {
  const { found, has, value } = matching(sys, argv.slice(1));
  if (has('c')) sys.out(`${found.length}\n`);
  else if (found.length > 0) {
    const texts = found.map((p) => (has('a') ? `${p.pid} ${p.args || p.comm}` : has('l') ? `${p.pid} ${p.comm}` : String(p.pid)));
    sys.out(`${texts.join(value('d') ?? '\n')}\n`);
  }
  return found.length > 0 ? 0 : 1;
});

export const pkill = defineCommand('pkill', {}, (sys, argv) => {
  let signal: number | undefined = SIGTERM;
  const words = argv.slice(1).filter((word) => {
    const named = /^-(\d+|[A-Z][A-Z0-9]+)$/.exec(word) ?? /^--signal=(.+)$/.exec(word);
    if (named === null) return true;
    signal = parseSignal(named[1]!);
    return false;
  });
  const at = words.indexOf('--signal');
  if (at >= 0) signal = parseSignal(words.splice(at, 2)[1] ?? '');
  if (signal === undefined) {
    sys.err(helpText('pkill'));
    return 2;
  }
  const { found, has } = matching(sys, words);
  let hit = 0;
  for (const process of found) {
    const sent = sys.kill(process.pid, signal);
    if (sent === 0) {
      hit++;
      if (has('e')) sys.out(`${process.comm} killed (pid ${process.pid})\n`);
    } else if (sent !== -ESRCH) sys.err(`pkill: killing pid ${process.pid} failed: ${strerror(sent)}\n`);
  }
  if (has('c')) sys.out(`${found.length}\n`);
  return hit > 0 ? 0 : 1;
});

export const nohup = defineCommand('nohup', {}, (sys, argv) => {
  const command = argv.slice(1);
  if (command[0] === '--help') {
    sys.out(helpText('nohup'));
    return 0;
  }
  if (command.length === 0) return sys.usage('missing operand', 125);
  sys.sigaction(SIGHUP, 'ignore');
  const errno = sys.exec(command);
  sys.fail(`failed to run command ${quote(command[0] ?? '')}`, errno);
  return errno === -ENOENT ? 127 : 126;
});
