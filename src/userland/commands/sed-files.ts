/** Where `sed` gets its lines, always one ahead, and where its text goes. */
import { EINTR, EISDIR, strerror } from '../../kernel/errno';
import { O_CREAT, O_TRUNC, O_WRONLY } from '../../kernel/syscalls';
import type { Sys } from '../command';
import { quoteIfNeeded } from '../lib/quote';
import { RegexError } from '../lib/regex';
import { CHUNK } from './input';

/** Longest pattern space. */
export const MAX_SPACE = 1 << 18;

/** Where a running script stands; all a checkpoint needs. */
export type SedState = {
  file: number;
  fd: number;
  /** Read, not used yet; `end` when the file is read. */
  text: string;
  end: boolean;
  /** Next command; -1 between cycles. */
  pc: number;
  space: string;
  ended: boolean;
  hold: string;
  line: number;
  /** Per command with two addresses: the line its range ends at, -1 while it is not open, -2 while it waits for a match. */
  ranges: { readonly [command: string]: number };
  replaced: boolean;
  appended: string;
  /** `n` and `N` wait for a line here; `D` starts again without one. */
  wants: '' | 'n' | 'N' | 'D';
  status: number;
  quit: boolean;
  /** What `-i` will write. */
  edited: string;
};

/** A script that has not begun. */
export const START: SedState = {
  file: 0,
  fd: -1,
  text: '',
  end: false,
  pc: -1,
  space: '',
  ended: true,
  hold: '',
  line: 0,
  ranges: {},
  replaced: false,
  appended: '',
  wants: '',
  status: 0,
  quit: false,
  edited: '',
};

/** The files of a run of sed. */
export class SedFiles {
  constructor(
    readonly sys: Sys<SedState>,
    readonly files: readonly string[],
    /** `-i`, and `-s`: each file by itself. */
    readonly inPlace: boolean,
    readonly separate: boolean,
    readonly s: SedState,
  ) {}

  /** The next line; undefined where there is none. */
  takeLine(): { line: string; ended: boolean } | undefined {
    const { s } = this;
    this.#fill();
    if (s.text === '') return undefined;
    const end = s.text.indexOf('\n');
    const line = end < 0 ? s.text : s.text.slice(0, end);
    s.text = end < 0 ? '' : s.text.slice(end + 1);
    return { line, ended: end >= 0 };
  }

  /** Reads until a whole line and a byte behind it are there, or all is read: `$` must know the last line. */
  #fill(): void {
    const { s, sys } = this;
    for (;;) {
      const newline = s.text.indexOf('\n');
      if (newline >= 0 && newline < s.text.length - 1) return;
      if (s.text.length > MAX_SPACE) throw new RegexError('Memory exhausted');
      if (s.end || s.fd < 0) {
        // In place and -s each file ends for itself.
        const separate = this.separate;
        if (s.text !== '' && (separate || s.file >= this.files.length)) return;
        if (s.end && this.inPlace) this.writeBack();
        if (!this.#open()) return;
      }
      const bytes = sys.read(s.fd, CHUNK);
      if (bytes === -EINTR) continue;
      if (typeof bytes === 'number') {
        const name = this.files[s.file - 1] ?? '-';
        const inPlace = bytes === -EISDIR && this.inPlace;
        sys.err(inPlace ? `sed: couldn't edit ${name}: not a regular file\n` : `sed: read error on ${name}: ${strerror(bytes)}\n`);
        s.status = 4;
        s.end = true;
      } else if (bytes === '') {
        s.end = true;
        if (s.text !== '' && !s.text.endsWith('\n') && s.file < this.files.length && !this.inPlace) s.text += '\n';
        if (s.fd > 0) sys.close(s.fd);
      } else {
        s.text += bytes;
        sys.checkpoint({ ...s });
      }
    }
  }

  #open(): boolean {
    const { s, sys } = this;
    for (;;) {
      const file = this.files[s.file];
      if (file === undefined) return false;
      s.file++;
      s.end = false;
      if (this.separate) s.line = 0;
      s.fd = file === '-' ? 0 : sys.open(file);
      if (s.fd >= 0) return true;
      sys.err(`sed: can't read ${quoteIfNeeded(file)}: ${strerror(s.fd)}\n`);
      s.status = 2;
    }
  }

  /** True when the line at work is the last: `#fill` saw to it that something is left else. */
  isLast(): boolean {
    return this.s.text === '';
  }

  /** Adds to the output. */
  put(text: string): void {
    if (this.inPlace) this.s.edited += text;
    else this.sys.out(text);
  }

  /** Puts what came of a file in its place (`-i`). */
  writeBack(): void {
    const { s, sys } = this;
    const file = this.files[s.file - 1];
    if (file === undefined || file === '-' || s.fd < 0) return;
    const fd = sys.open(file, O_WRONLY | O_CREAT | O_TRUNC);
    const written = fd < 0 ? fd : sys.writeAll(fd, s.edited);
    if (written < 0) {
      sys.err(`sed: couldn't edit ${file}: ${strerror(written)}\n`);
      s.status = 4;
    }
    if (fd >= 0) sys.close(fd);
    s.edited = '';
    s.end = false;
    s.fd = -1;
  }
}
