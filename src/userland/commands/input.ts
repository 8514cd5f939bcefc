/**
 * Reading files and standard input piece by piece. After each piece the log is dropped, so input may be without end and the
 * command holds no more than a line and its own state.
 */
import { EINTR } from '../../kernel/errno';
import type { Plain } from '../../kernel/store';
import type { Sys } from '../command';
import { quoteIfNeeded } from '../lib/quote';

/** Bytes of one read(2). */
export const CHUNK = 65536;
/** Longest line held. */
const MAX_LINE = 1 << 20;

/** How far a command has come in its files. `user` is its own state. */
export type Progress<U extends Plain> = {
  readonly file: number;
  /** -1 between files. */
  readonly fd: number;
  readonly user: U;
};

/** `file`: no more of this file; `all`: no more at all. */
export type Enough = 'file' | 'all' | void;

export interface PieceHandler<U> {
  /** A piece of a file. */
  piece(bytes: string, user: U, file: string): Enough;
  /** Before a file's first piece, when it could be opened. */
  begin?(user: U, file: string, index: number): void;
  end?(user: U, file: string): Enough;
  /** It could not be opened or read; else told as `NAME: FILE: ERRNO`. */
  failed?(user: U, file: string, errno: number, reading: boolean): void;
}

/**
 * Reads the files in turn (`-` is standard input). Handlers may change the fields of `user` (a fresh copy each step), not
 * what is inside them. Answers `user` when all is read or a handler had enough.
 */
export function eachPiece<U extends { readonly [key: string]: Plain }>(
  sys: Sys<Progress<U>>,
  state: Progress<U> | undefined,
  files: readonly string[],
  initial: U,
  handler: PieceHandler<U>,
): U {
  const progress = state ?? { file: 0, fd: -1, user: initial };
  const user = { ...progress.user };
  let { file: index, fd } = progress;
  for (;;) {
    const file = files[index];
    if (file === undefined) return user;
    if (fd < 0) {
      fd = file === '-' ? 0 : sys.open(file);
      if (fd < 0) {
        failed(sys, handler, user, file, fd, false);
        sys.checkpoint({ file: index + 1, fd: -1, user });
      }
      handler.begin?.(user, file, index);
    }
    const bytes = sys.read(fd, CHUNK);
    if (bytes === -EINTR) continue;
    if (typeof bytes !== 'number' && bytes !== '') {
      const enough = handler.piece(bytes, user, file);
      if (enough === undefined) sys.checkpoint({ file: index, fd, user });
      if (enough === 'all') return user;
    } else if (typeof bytes === 'number') failed(sys, handler, user, file, bytes, true);
    else if (handler.end?.(user, file) === 'all') return user;
    if (fd > 0) sys.close(fd);
    index++;
    fd = -1;
    if (index < files.length) sys.checkpoint({ file: index, fd, user });
  }
}

function failed<U extends { readonly [key: string]: Plain }>(
  sys: Sys<Progress<U>>,
  handler: PieceHandler<U>,
  user: U,
  file: string,
  errno: number,
  reading: boolean,
): void {
  if (handler.failed !== undefined) handler.failed(user, file, errno, reading);
  else sys.fail(quoteIfNeeded(file), errno);
}

export interface LineHandler<U> extends Omit<PieceHandler<U>, 'piece' | 'end'> {
  /** One line without its newline; `ended` tells whether it had one. */
  line(line: string, user: U, file: string, ended: boolean): Enough;
  end?(user: U, file: string): Enough;
}

/** As `eachPiece`, by lines. Whoever starts it puts `rest: ''` into its own state. */
export function eachLine<U extends { readonly [key: string]: Plain; rest: string }>(
  sys: Sys<Progress<U>>,
  state: Progress<U> | undefined,
  files: readonly string[],
  initial: U,
  handler: LineHandler<U>,
): U {
  return eachPiece(sys, state, files, initial, {
    ...handler,
    piece(bytes, user, file) {
      const text = user.rest + bytes;
      let start = 0;
      for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
        const enough = handler.line(text.slice(start, end), user, file, true);
        if (enough !== undefined) {
          user.rest = '';
          return enough;
        }
        start = end + 1;
      }
      user.rest = text.slice(start);
      if (user.rest.length <= MAX_LINE) return undefined;
      sys.err(`${sys.name}: memory exhausted\n`);
      return sys.exit(2);
    },
    end(user, file) {
      const { rest } = user;
      user.rest = '';
      const enough = rest === '' ? undefined : handler.line(rest, user, file, false);
      return enough ?? handler.end?.(user, file);
    },
  });
}

/** Files named, or standard input where none is. */
export function filesOrInput(operands: readonly string[]): readonly string[] {
  return operands.length > 0 ? operands : ['-'];
}

/** Standard output of a text too long for the log: a piece a step. Answers 0 or -errno. */
export function writeRest<S extends Plain>(sys: Sys<S>, text: string, again: (rest: string) => S): number {
  if (text === '') return 0;
  const written = sys.write(1, text.slice(0, CHUNK));
  if (written < 0 && written !== -EINTR) return written;
  return sys.checkpoint(again(text.slice(Math.max(written, 0))));
}
