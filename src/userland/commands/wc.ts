import { S_IFMT, S_IFREG } from '../../kernel/syscalls';
import { quoteIfNeeded } from '../lib/quote';
import { eachPiece, filesOrInput } from './input';
import { tool } from './tool';

interface Counts {
  readonly lines: number;
  readonly words: number;
  readonly bytes: number;
  /** Longest line, in columns. */
  readonly longest: number;
}
type WcUser = {
  status: number;
  width: number;
  lines: number;
  words: number;
  bytes: number;
  longest: number;
  column: number;
  inWord: boolean;
  total: readonly number[];
};

const ZERO = { lines: 0, words: 0, bytes: 0, longest: 0, column: 0, inWord: false };

export const wc = tool<{ file: number; fd: number; user: WcUser }>(
  'wc',
  {
    short: 'clmwL',
    long: { bytes: 'c', chars: 'm', lines: 'l', words: 'w', 'max-line-length': 'L' },
  },
  (sys, args, state) => {
    const files = filesOrInput(args.operands);
    const any = args.has('c', 'l', 'm', 'w', 'L');
    const columns = (counts: Counts): number[] => [
      ...(!any || args.has('l') ? [counts.lines] : []),
      ...(!any || args.has('w') ? [counts.words] : []),
      ...(args.has('m') ? [counts.bytes] : []),
      ...(!any || args.has('c') ? [counts.bytes] : []),
      ...(args.has('L') ? [counts.longest] : []),
    ];
    const show = (user: WcUser, counts: Counts, name: string): void => {
      const numbers = columns(counts).map((n) => String(n).padStart(user.width));
      sys.out(`${numbers.join(' ')}${name === '' ? '' : ` ${name}`}\n`);
    };
    const finish = (user: WcUser, file: string, named: boolean): void => {
      show(user, user, named ? file : '');
      const [lines = 0, words = 0, bytes = 0, longest = 0] = user.total;
      user.total = [lines + user.lines, words + user.words, bytes + user.bytes, Math.max(longest, user.longest)];
      Object.assign(user, ZERO);
    };
    const named = args.operands.length > 0;
    // One number of one file needs no column.
    const measure = (): number => {
      if (files.length === 1 && columns(ZERO).length === 1) return 1;
      let least = 1;
      let total = 0;
      for (const file of files) {
        const stat = file === '-' ? sys.fstat(0) : sys.stat(file);
        if (typeof stat === 'number') continue;
        if ((stat.mode & S_IFMT) === S_IFREG) total += stat.size;
        else least = 7;
      }
      return Math.max(String(total).length, least);
    };
    const width = state?.user.width ?? measure();
    const done = eachPiece<WcUser>(
      sys,
      state,
      files,
      { ...ZERO, status: 0, width, total: [] },
      {
        piece: count,
        end: (user, file) => finish(user, file, named),
        failed(user, file, errno, reading) {
          user.status = sys.fail(quoteIfNeeded(file), errno);
          if (reading) finish(user, file, named);
        },
      },
    );
    const [lines = 0, words = 0, bytes = 0, longest = 0] = done.total;
    if (files.length > 1) show(done, { lines, words, bytes, longest }, 'total');
    return done.status;
  },
);

function count(text: string, user: WcUser): void {
  user.bytes += text.length;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 10) user.lines++;
    if (c === 10 || c === 12 || c === 13) {
      user.longest = Math.max(user.longest, user.column);
      user.column = 0;
    } else if (c === 9) user.column += 8 - (user.column % 8);
    else if (c >= 32 && c < 127) user.column++;
    const space = c === 32 || (c >= 9 && c <= 13);
    if (!space && !user.inWord && c > 32 && c < 127) user.words++;
    if (space) user.inWord = false;
    else if (c > 32 && c < 127) user.inWord = true;
  }
  user.longest = Math.max(user.longest, user.column);
}
