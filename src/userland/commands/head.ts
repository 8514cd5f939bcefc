import { strerror } from '../../kernel/errno';
import { parseCount } from '../lib/numbers';
import { quote } from '../lib/quote';
import { eachPiece, filesOrInput, type Enough } from './input';
import { tool } from './tool';

const SEEK_CUR = 1;

/** `left` counts down lines or bytes; `kept` is what `-n -N` holds back. */
type HeadUser = { status: number; left: number; kept: string; shown: boolean; open: boolean };

export const head = tool<{ file: number; fd: number; user: HeadUser }>(
  'head',
  {
    short: 'n:c:qv',
    long: { lines: 'n', bytes: 'c', quiet: 'q', silent: 'q', verbose: 'v' },
    rewrite: (args) => (/^-\d+$/.test(args[0] ?? '') ? ['-n', args[0]!.slice(1), ...args.slice(1)] : args),
  },
  (sys, args, state) => {
    const files = filesOrInput(args.operands);
    const byBytes = args.last('n', 'c') === 'c';
    const text = args.value(byBytes ? 'c' : 'n') ?? '10';
    const count = parseCount(text.replace(/^-/, ''));
    if (count === undefined) {
      sys.err(`${sys.name}: invalid number of ${byBytes ? 'bytes' : 'lines'}: ${quote(text)}\n`);
      return 1;
    }
    const allBut = text.startsWith('-');
    const headers = args.last('q', 'v') === 'v' || (files.length > 1 && !args.has('q'));
    const open = (user: HeadUser, file: string): void => {
      if (user.open) return;
      user.open = true;
      user.left = count;
      user.kept = '';
      if (headers) sys.out(`${user.shown ? '\n' : ''}==> ${file === '-' ? 'standard input' : file} <==\n`);
      user.shown = true;
    };
    const takeFirst = (bytes: string, user: HeadUser, file: string): Enough => {
      const cut = byBytes ? Math.min(user.left, bytes.length) : endOfLine(bytes, user.left);
      user.left -= byBytes ? cut : lines(bytes.slice(0, cut));
      sys.out(bytes.slice(0, cut));
      if (user.left > 0) return undefined;
      // What was read too much is given back to whoever reads the same file next.
      if (file === '-' && cut < bytes.length) sys.lseek(0, cut - bytes.length, SEEK_CUR);
      user.open = false;
      return 'file';
    };
    const done = eachPiece<HeadUser>(
      sys,
      state,
      files,
      { status: 0, left: 0, kept: '', shown: false, open: false },
      {
        begin: open,
        piece(bytes, user, file) {
          if (!allBut) return count === 0 ? 'file' : takeFirst(bytes, user, file);
          const held = user.kept + bytes;
          const keep = byBytes ? Math.max(held.length - count, 0) : startOfLast(held, count);
          sys.out(held.slice(0, keep));
          user.kept = held.slice(keep);
          return undefined;
        },
        end(user) {
          user.open = false;
        },
        failed(user, file, errno, reading) {
          sys.err(
            reading
              ? `head: error reading ${quote(file)}: ${strerror(errno)}\n`
              : `head: cannot open ${quote(file)} for reading: ${strerror(errno)}\n`,
          );
          user.status = 1;
          user.open = false;
        },
      },
    );
    return done.status;
  },
);

/** Newlines in a text. */
function lines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** Offset behind the `count`th newline, or the text's end. */
function endOfLine(text: string, count: number): number {
  let at = 0;
  for (let i = 0; i < count; i++) {
    const newline = text.indexOf('\n', at);
    if (newline < 0) return text.length;
    at = newline + 1;
  }
  return at;
}

/** Where the last `count` lines begin; an unfinished one counts. */
export function startOfLast(text: string, count: number): number {
  let at = text.length;
  if (count === 0) return at;
  if (text.endsWith('\n')) at--;
  for (let i = 0; i < count; i++) {
    at = at === 0 ? -1 : text.lastIndexOf('\n', at - 1);
    if (at < 0) return 0;
  }
  return at + 1;
}
