import { strerror } from '../../kernel/errno';
import { exitStatus } from '../command';
import { parseDecimal } from '../lib/numbers';
import { quoteIfNeeded } from '../lib/quote';
import { CHUNK } from './input';
import { tool } from './tool';

type XargsState = { text: string; read: boolean; at: number; status: number };

/** Words of input at most. */
const MAX_TEXT = 1 << 20;
const MAX_ARGS = 5000;

export const xargs = tool<XargsState>(
  'xargs',
  {
    short: '+0rtn:L:l:I:i:d:P:s:xp',
    long: {
      null: '0',
      'no-run-if-empty': 'r',
      verbose: 't',
      'max-args': 'n',
      'max-lines': 'L',
      replace: 'I',
      delimiter: 'd',
      'max-procs': 'P',
    },
  },
  (sys, args, state) => {
    const s = state ?? { text: '', read: false, at: 0, status: 0 };
    if (!s.read) {
      const bytes = sys.read(0, CHUNK);
      if (typeof bytes === 'number') return sys.fail('read error', bytes);
      if (s.text.length > MAX_TEXT) {
        sys.err('xargs: argument list too long\n');
        return 1;
      }
      return sys.checkpoint({ ...s, text: s.text + bytes, read: bytes === '' });
    }
    const number = (name: string): number | undefined => {
      const text = args.value(name);
      if (text === undefined) return undefined;
      const value = parseDecimal(text);
      if (value !== undefined && value > 0) return value;
      sys.err(
        value === undefined
          ? `xargs: invalid number "${text}" for -${name} option\nTry 'xargs --help' for more information.\n`
          : `xargs: value ${text} for -${name} option should be >= 1\nTry 'xargs --help' for more information.\n`,
      );
      return sys.exit(1);
    };
    const replace = args.value('I') ?? args.value('i');
    const delimiter = args.has('0') ? '\0' : args.value('d')?.replace('\\n', '\n').replace('\\t', '\t').replace('\\0', '\0');
    const lines = number('L') ?? number('l');
    const words =
      replace !== undefined && delimiter === undefined
        ? byLine(s.text)
        : delimiter === undefined
          ? byBlank(s.text, lines)
          : byDelimiter(s.text, delimiter);
    if (typeof words === 'string') {
      sys.err(`xargs: ${words}\n`);
      return 1;
    }
    const most = replace !== undefined ? 1 : lines !== undefined ? 1 : Math.min(number('n') ?? MAX_ARGS, MAX_ARGS);
    if (s.at >= words.length && (s.at > 0 || args.has('r') || replace !== undefined)) return s.status;
    const batch = words.slice(s.at, s.at + most).flatMap((word) => (lines === undefined ? [word] : word.split('\0')));
    const command = args.operands.length > 0 ? args.operands : ['echo'];
    const argv =
      replace === undefined
        ? [...command, ...batch]
        : command.map((word, i) => (i === 0 ? word : word.replaceAll(replace || '{}', batch[0] ?? '')));
    if (args.has('t')) sys.err(`${argv.map(quoteIfNeeded).join(' ')}\n`);
    const child = sys.spawn(argv, { failed: argv[0] ?? '' });
    if (child < 0) {
      sys.err(`xargs: cannot fork: ${strerror(child)}\n`);
      return 1;
    }
    const ended = sys.wait(child);
    const status = typeof ended === 'number' ? 1 : exitStatus(ended.status);
    if (typeof ended !== 'number' && (ended.status & 127) !== 0) {
      sys.err(`xargs: ${argv[0]}: terminated by signal ${ended.status & 127}\n`);
      return 125;
    }
    if (status === 255) {
      sys.err(`xargs: ${argv[0]}: exited with status 255; aborting\n`);
      return 124;
    }
    if (status === 126 || status === 127) return status;
    const next = { ...s, at: s.at + most, status: status === 0 ? s.status : 123 };
    return next.at < words.length ? sys.checkpoint(next) : next.status;
  },
);

function byLine(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replace(/^[ \t]+/, ''))
    .filter((line) => line !== '');
}

function byDelimiter(text: string, delimiter: string): string[] {
  const words = text.split(delimiter);
  if (words.at(-1) === '') words.pop();
  return words;
}

/** Words by blanks, with quotes and backslashes; with `lines`, so many lines make one word of words joined by NUL. */
function byBlank(text: string, lines: number | undefined): string[] | string {
  const words: string[] = [];
  const grouped: string[][] = [[]];
  let word: string | undefined;
  let count = 0;
  const end = (): void => {
    if (word === undefined) return;
    words.push(word);
    grouped.at(-1)!.push(word);
    word = undefined;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === "'" || c === '"') {
      const close = text.indexOf(c, i + 1);
      const newline = text.indexOf('\n', i + 1);
      if (close < 0 || (newline >= 0 && newline < close))
        return `unmatched ${c === '"' ? 'double' : 'single'} quote; by default quotes are special to xargs unless you use the -0 option`;
      word = (word ?? '') + text.slice(i + 1, close);
      i = close;
    } else if (c === '\\' && i + 1 < text.length) word = (word ?? '') + text[++i]!;
    else if (c === ' ' || c === '\t' || c === '\n') {
      end();
      if (c === '\n' && lines !== undefined && grouped.at(-1)!.length > 0 && ++count % lines === 0) grouped.push([]);
    } else word = (word ?? '') + c;
  }
  end();
  return lines === undefined ? words : grouped.filter((group) => group.length > 0).map((group) => group.join('\0'));
}
