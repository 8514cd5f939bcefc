/** Completions at a place in a command line: commands, paths, pids, variables, and values of control files. */
import type { Kernel } from '../kernel/kernel';
import { S_IFDIR, S_IFMT, sysGetcwd, sysReaddir, sysStat } from '../kernel/syscalls';
import { signalNames } from './lib/signals';
import { manNames } from './man/pages';
import { programNames } from './program';
import { BUILTINS } from './shell/builtins';
import type { ShellState } from './shell/state';
import { shellPid } from './terminal';

/** One word that may stand in place of `[from, to)` of the line. */
export interface Completion {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly kind: 'command' | 'file' | 'directory' | 'group' | 'pid' | 'value' | 'variable';
}

/** Who only looks: the kernel remembers no name for it, found or not. */
const NOBODY = 0;
/** Most completions answered. */
const MAX_COMPLETIONS = 200;
const KEYWORDS = ['case', 'do', 'done', 'elif', 'else', 'esac', 'fi', 'for', 'function', 'if', 'in', 'then', 'time', 'until', 'while'];
const INTERNAL = new Set(['init', 'getty']);
/** Commands whose arguments are pids. */
const PID_COMMANDS = new Set(['kill', 'wait', 'ps', 'disown', 'cgclassify']);
const SIZES = ['-1', '0', '1M', '4M', '16M', '64M', '1G'];
const VALUES: readonly (readonly [RegExp, readonly string[]])[] = [
  [/limit_in_bytes$/, SIZES],
  [/(failcnt|max_usage_in_bytes|force_empty)$/, ['0']],
  [/(use_hierarchy|oom_control|clone_children|notify_on_release)$/, ['0', '1']],
  [/move_charge_at_immigrate$/, ['0', '1', '2', '3']],
  [/swappiness$/, ['0', '60', '100']],
  [/drop_caches$/, ['1', '2', '3']],
  [/(tasks|cgroup\.procs)$/, ['$$', '$!']],
];

/** Completions at `cursor` of a line typed on a terminal. */
export function complete(k: Kernel, tty: number, line: string, cursor: number): Completion[] {
  const to = Math.max(0, Math.min(cursor, line.length));
  const from = wordStart(line, to);
  const word = line.slice(from, to);
  const pid = shellPid(k, tty);
  const state = k.user.find(pid) as ShellState | undefined;
  const made = (texts: readonly string[], kind: Completion['kind'], prefix = word): Completion[] =>
    texts.filter((text) => text.startsWith(prefix)).map((text) => ({ text, from: to - prefix.length, to, kind }));
  const variable = /\$\{?(\w*)$/.exec(word);
  if (variable !== null) return made(Object.keys(state?.variables ?? {}).sort(), 'variable', variable[1] ?? '');
  const before = withoutWrappers(line.slice(0, from));
  if (isCommandPlace(before) && !word.includes('/')) return made(commandNames(state), 'command').slice(0, MAX_COMPLETIONS);
  const command = firstWord(before);
  const special = argumentsOf(k, command, before, word, state);
  if (special !== undefined) return made(special.texts, special.kind, special.prefix).slice(0, MAX_COMPLETIONS);
  if (PID_COMMANDS.has(command) && /^\d*$/.test(word)) {
    const pids = made(livePids(k), 'pid');
    if (pids.length > 0) return pids.slice(0, MAX_COMPLETIONS);
  }
  const values = command === 'echo' && !word.includes('/') ? echoValues(line, to) : [];
  return [...made(values, 'value'), ...paths(k, pid, word, from, to)].slice(0, MAX_COMPLETIONS);
}

/** What only this command takes in that place; undefined where it takes what every command does. */
function argumentsOf(
  k: Kernel,
  command: string,
  before: string,
  word: string,
  state: ShellState | undefined,
): { texts: readonly string[]; kind: Completion['kind']; prefix: string } | undefined {
  const given = before.trimEnd().split(/\s+/);
  const previous = given.at(-1) ?? '';
  const first = given.length > 0 && previous === command;
  if (command === 'hog' && first) return { texts: HOG_KINDS, kind: 'value', prefix: word };
  if (command === 'hog' && /^--?[a-z]*$/.test(word) && word !== '') return { texts: ['--every', '--help'], kind: 'value', prefix: word };
  if (command === 'hog' && HOG_MEMORY.test(previous)) return { texts: ['1M', '4M', '16M', '64M'], kind: 'value', prefix: word };
  if (command === 'man' || command === 'help') return { texts: manNames(), kind: 'value', prefix: word };
  if (/^(?:kill|pkill|killall)$/.test(command) && first && word.startsWith('-'))
    return { texts: signalNames().map((name) => `-${name}`), kind: 'value', prefix: word };
  if (/^(?:fg|bg|wait|kill|disown|jobs)$/.test(command) && word.startsWith('%'))
    return { texts: (state?.jobs ?? []).filter(({ id }) => id > 0).map(({ id }) => `%${id}`), kind: 'value', prefix: word };
  if (/^cg(?:exec|create|delete|classify|get|set)$/.test(command) || command === 'lscgroup') {
    if (previous === '-r') return { texts: controlFiles(k), kind: 'file', prefix: word };
    const at = word.indexOf(':');
    if (at >= 0) return { texts: groupsBelow(k, word.slice(at + 1)), kind: 'group', prefix: word.slice(at + 1) };
    if (previous === '-g') return { texts: ['memory:'], kind: 'value', prefix: word };
  }
  return undefined;
}

const HOG_KINDS = ['anon', 'cache', 'dirs', 'files', 'fork', 'mlock', 'shm', 'sockets', 'thread'];
const HOG_MEMORY = /^(?:anon|cache|mlock|shm)$/;
const HIERARCHY = '/sys/fs/cgroup/memory';

function controlFiles(k: Kernel): string[] {
  const names = sysReaddir(k, NOBODY, HIERARCHY);
  return typeof names === 'number' ? [] : names.filter((name) => name.startsWith('memory.')).sort();
}

/** Paths of groups as libcgroup's tools take them: those in the directory that `word` has come to. */
function groupsBelow(k: Kernel, word: string): string[] {
  const directory = word.slice(0, word.lastIndexOf('/') + 1);
  const names = sysReaddir(k, NOBODY, `${HIERARCHY}/${directory}`);
  if (typeof names === 'number') return [];
  const isGroup = (name: string): boolean => {
    const stat = name.startsWith('.') ? -1 : sysStat(k, NOBODY, `${HIERARCHY}/${directory}${name}`);
    return typeof stat !== 'number' && (stat.mode & S_IFMT) === S_IFDIR;
  };
  return names
    .filter(isGroup)
    .map((name) => directory + name)
    .sort();
}

function wordStart(line: string, to: number): number {
  let at = to;
  while (at > 0 && !' \t\n;&|<>()`"\'='.includes(line[at - 1] ?? '')) at--;
  return at;
}

function isCommandPlace(before: string): boolean {
  return /(^|[;&|(\n`]|\$\(|\b(?:do|then|else|if|while|until|time|exec|nohup|xargs)\s|[{!]\s)\s*$/.test(before);
}

/** Without the commands that take another one: behind them a command stands, as at the start. */
function withoutWrappers(before: string): string {
  const at = Math.max(...[';', '&', '|', '(', '\n'].map((sign) => before.lastIndexOf(sign))) + 1;
  let command = before.slice(at);
  for (let rest = ''; rest !== command;) {
    rest = command;
    command = rest.replace(/^\s*(?:cgexec(?:\s+-g\s+\S+)+|sudo|nohup|timeout\s+\S+)\s+/, '');
  }
  return before.slice(0, at) + command;
}

function firstWord(before: string): string {
  const command = before.split(/[;&|(\n]|\b(?:do|then|else)\s/).at(-1) ?? '';
  return /^\s*(?:\w+=\S*\s+)*(\S+)/.exec(command)?.[1] ?? '';
}

function commandNames(state: ShellState | undefined): string[] {
  const names = new Set([
    ...programNames().filter((name) => !INTERNAL.has(name)),
    ...Object.keys(BUILTINS),
    ...Object.keys(state?.functions ?? {}),
    ...KEYWORDS,
  ]);
  return [...names].sort();
}

/** Pids of processes with a program, in ascending order. */
function livePids(k: Kernel): string[] {
  return k.user
    .ids()
    .filter((pid) => pid > 1)
    .map(String);
}

/** Values for the control file that the line redirects to. */
function echoValues(line: string, to: number): readonly string[] {
  const target = />\s*(\S+)/.exec(line.slice(to))?.[1] ?? '';
  return VALUES.find(([pattern]) => pattern.test(target))?.[1] ?? SIZES;
}

/** Where the shell's path leads for somebody who does not stand where the shell stands; undefined when that place is removed. */
function absolute(k: Kernel, pid: number, path: string): string | undefined {
  if (path.startsWith('/')) return path;
  const cwd = sysGetcwd(k, pid);
  return typeof cwd === 'number' ? undefined : `${cwd}/${path}`;
}

function paths(k: Kernel, pid: number, word: string, from: number, to: number): Completion[] {
  if (pid === 0) return [];
  const slash = word.lastIndexOf('/');
  const directory = slash < 0 ? '.' : word.slice(0, slash + 1);
  const prefix = word.slice(slash + 1);
  const place = absolute(k, pid, directory);
  if (place === undefined) return [];
  const names = sysReaddir(k, NOBODY, place);
  if (typeof names === 'number') return [];
  const found: Completion[] = [];
  for (const name of [...names].sort()) {
    if (name === '.' || name === '..' || !name.startsWith(prefix) || (name.startsWith('.') && prefix === '')) continue;
    const path = word.slice(0, slash + 1) + name;
    const stat = sysStat(k, NOBODY, `${place}/${name}`);
    const isDirectory = typeof stat !== 'number' && (stat.mode & S_IFMT) === S_IFDIR;
    const isGroup = isDirectory && typeof sysStat(k, NOBODY, `${place}/${name}/memory.usage_in_bytes`) !== 'number';
    found.push({ text: isDirectory ? `${path}/` : path, from, to, kind: isGroup ? 'group' : isDirectory ? 'directory' : 'file' });
  }
  return found;
}
