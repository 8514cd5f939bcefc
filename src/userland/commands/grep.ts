import { strerror } from '../../kernel/errno';
import { S_IFDIR, S_IFMT } from '../../kernel/syscalls';
import { globMatch } from '../lib/glob';
import { parseDecimal } from '../lib/numbers';
import { quoteIfNeeded } from '../lib/quote';
import { compileRegex, RegexError, type Regex } from '../lib/regex';
import type { Sys } from '../command';
import { eachLine, filesOrInput, type Progress } from './input';
import { tool, type Arguments } from './tool';

type GrepUser = {
  rest: string;
  files: readonly string[];
  /** Lines of this file read, and selected. */
  number: number;
  count: number;
  /** Selected in any file; failed in any. */
  selected: boolean;
  failed: boolean;
  before: readonly string[];
  after: number;
  /** Number of the line shown last, -1 for none in any file. */
  shown: number;
};
/** Walking directories (`-r`) comes before reading. */
type GrepState = Progress<GrepUser> | { readonly walk: readonly string[]; readonly files: readonly string[]; readonly failed: boolean };

const USAGE = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";

export const grep = tool<GrepState>(
  'grep',
  {
    short: 'EFGivcnqslLowxhHrRm:A:B:C:e:f:abIUyz',
    long: {
      'extended-regexp': 'E',
      'fixed-strings': 'F',
      'basic-regexp': 'G',
      'ignore-case': 'i',
      'invert-match': 'v',
      count: 'c',
      'line-number': 'n',
      quiet: 'q',
      silent: 'q',
      'no-messages': 's',
      'files-with-matches': 'l',
      'files-without-match': 'L',
      'only-matching': 'o',
      'word-regexp': 'w',
      'line-regexp': 'x',
      'no-filename': 'h',
      'with-filename': 'H',
      recursive: 'r',
      'max-count': 'm',
      'after-context': 'A',
      'before-context': 'B',
      context: 'C',
      regexp: 'e',
      file: 'f',
      color: 'color?',
      colour: 'color?',
      include: 'include=',
    },
    usageStatus: 2,
  },
  (sys, args, state) => {
    const matcher = readMatcher(sys, args);
    const operands = args.has('e', 'f') ? args.operands : args.operands.slice(1);
    if (state === undefined || 'walk' in state) {
      const recursive = args.has('r', 'R');
      const start = recursive && operands.length === 0 ? ['.'] : filesOrInput(operands);
      const list = recursive ? walk(sys, args, state ?? { walk: start, files: [], failed: false }) : { files: start, failed: false };
      const user: GrepUser = {
        rest: '',
        files: list.files,
        number: 0,
        count: 0,
        selected: false,
        failed: list.failed,
        before: [],
        after: 0,
        shown: -1,
      };
      return search(sys, args, matcher, { file: 0, fd: -1, user });
    }
    return search(sys, args, matcher, state);
  },
);

/** All files below; lists a directory a step. */
function walk(
  sys: Sys<GrepState>,
  args: Arguments,
  state: { walk: readonly string[]; files: readonly string[]; failed: boolean },
): { files: readonly string[]; failed: boolean } {
  const [path, ...others] = state.walk;
  if (path === undefined) return state;
  const stat = sys.stat(path);
  const include = args.value('include');
  if (typeof stat === 'number') {
    if (!args.has('s')) sys.fail(quoteIfNeeded(path), stat);
    return sys.checkpoint({ walk: others, files: state.files, failed: true });
  }
  if ((stat.mode & S_IFMT) !== S_IFDIR) {
    const wanted = include === undefined || globMatch(include, path.slice(path.lastIndexOf('/') + 1));
    return sys.checkpoint({ walk: others, files: wanted ? [...state.files, path] : state.files, failed: state.failed });
  }
  const names = sys.readdir(path);
  const inside = typeof names === 'number' ? [] : [...names].sort().map((name) => (path.endsWith('/') ? path + name : `${path}/${name}`));
  return sys.checkpoint({ walk: [...inside, ...others], files: state.files, failed: state.failed });
}

type Matcher = (line: string, from: number) => readonly [number, number] | undefined;

function readMatcher(sys: Sys<GrepState>, args: Arguments): Matcher {
  let patterns = args.values('e').join('\n');
  const file = args.value('f');
  if (file !== undefined) {
    const text = sys.readFile(file);
    if (typeof text === 'number') {
      sys.err(`grep: ${file}: ${strerror(text)}\n`);
      sys.exit(2);
    } else patterns += (args.has('e') ? '\n' : '') + text.replace(/\n$/, '');
  } else if (!args.has('e')) {
    const [first] = args.operands;
    if (first === undefined) {
      sys.err(USAGE);
      sys.exit(2);
    } else patterns = first;
  }
  const whole = args.has('x') ? 'line' : args.has('w') ? 'word' : undefined;
  const kind = args.last('E', 'F', 'G');
  const regexes: Regex[] = [];
  try {
    for (const pattern of patterns.split('\n')) {
      const text = kind === 'F' ? pattern.replace(/[\\^$.*[\]]/g, '\\$&') : pattern;
      regexes.push(
        compileRegex(text, { extended: kind === 'E', ignoreCase: args.has('i', 'y'), ...(whole === undefined ? {} : { whole }) }),
      );
    }
  } catch (thrown) {
    if (!(thrown instanceof RegexError)) throw thrown;
    sys.err(`grep: ${thrown.message}\n`);
    sys.exit(2);
  }
  return (line, from) => {
    let best: readonly [number, number] | undefined;
    for (const regex of regexes) {
      const [start, end] = regex.exec(line, from) ?? [];
      if (start === undefined || end === undefined) continue;
      if (best === undefined || start < best[0] || (start === best[0] && end > best[1])) best = [start, end];
    }
    return best;
  };
}

function search(sys: Sys<GrepState>, args: Arguments, matcher: Matcher, state: Progress<GrepUser>): number {
  const { files } = state.user;
  const number = (name: string): number => {
    const text = args.value(name);
    const value = text === undefined ? 0 : parseDecimal(text);
    if (value !== undefined && (value >= 0 || name === 'm')) return value;
    sys.err(name === 'm' ? 'grep: invalid max count\n' : `grep: ${text}: invalid context length argument\n`);
    return sys.exit(2);
  };
  const context = number('C');
  const after = args.has('A') ? number('A') : context;
  const before = args.has('B') ? number('B') : context;
  const max = args.has('m') && number('m') >= 0 ? number('m') : Infinity;
  const named = args.last('h', 'H') === 'H' || (args.last('h', 'H') === undefined && (files.length > 1 || args.has('r', 'R')));
  const silent = args.has('q', 'l', 'L', 'c');
  const prefix = (file: string, line: number, mark: string): string =>
    (named ? `${file === '-' ? '(standard input)' : file}${mark}` : '') + (args.has('n') ? `${line}${mark}` : '');
  const matches = (line: string): readonly [number, number] | undefined => {
    try {
      return matcher(line, 0);
    } catch (thrown) {
      if (!(thrown instanceof RegexError)) throw thrown;
      sys.err(`grep: ${thrown.message.toLowerCase()}\n`);
      return sys.exit(2);
    }
  };
  const showMatches = (line: string, file: string, at: number): void => {
    for (let from = 0; from <= line.length;) {
      const match = matcher(line, from);
      if (match === undefined) return;
      if (match[1] > match[0]) sys.out(`${prefix(file, at, ':')}${line.slice(match[0], match[1])}\n`);
      from = Math.max(match[1], match[0] + 1);
    }
  };
  const select = (line: string, user: GrepUser, file: string): void => {
    if (silent) return;
    const gap = before + after > 0 && user.shown >= 0 && user.shown < user.number - user.before.length - 1;
    if (gap) sys.out('--\n');
    user.before.forEach((text, i) => sys.out(`${prefix(file, user.number - user.before.length + i, '-')}${text}\n`));
    user.before = [];
    if (!args.has('o')) sys.out(`${prefix(file, user.number, ':')}${line}\n`);
    else if (!args.has('v')) showMatches(line, file, user.number);
    user.after = after;
    user.shown = user.number;
  };
  const done = eachLine<GrepUser>(sys as Sys<never> as Sys<Progress<GrepUser>>, state, files, state.user, {
    begin(user) {
      user.number = 0;
      user.count = 0;
      user.before = [];
      user.after = 0;
      user.shown = user.shown >= 0 ? 0 : -1;
    },
    line(line, user, file) {
      user.number++;
      if (max === 0) return 'file';
      if ((matches(line) === undefined) === args.has('v')) {
        user.count++;
        user.selected = true;
        if (args.has('q')) return 'all';
        select(line, user, file);
        const last = args.has('l', 'L') || user.count >= max;
        if (last) finishFile(user, file);
        return last ? 'file' : undefined;
      }
      if (user.after > 0 && !silent) {
        user.after--;
        user.shown = user.number;
        sys.out(`${prefix(file, user.number, '-')}${line}\n`);
      } else if (before > 0) user.before = [...user.before, line].slice(-before);
      return undefined;
    },
    end: finishFile,
    failed(user, file, errno) {
      user.failed = true;
      if (!args.has('s')) sys.fail(quoteIfNeeded(file), errno);
    },
  });
  function finishFile(user: GrepUser, file: string): void {
    if (args.has('q')) return;
    const name = file === '-' ? '(standard input)' : file;
    if (args.has('c')) sys.out(`${named ? `${name}:` : ''}${user.count}\n`);
    else if (args.has('l') && user.count > 0) sys.out(`${name}\n`);
    else if (args.has('L') && user.count === 0) sys.out(`${name}\n`);
  }
  if (done.selected && args.has('q')) return 0;
  return done.failed ? 2 : done.selected ? 0 : 1;
}
