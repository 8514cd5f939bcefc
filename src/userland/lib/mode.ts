/** File types and permissions as `ls -l` and `stat` write them. */

const LETTERS: Readonly<Record<number, string>> = {
  0o140000: 's',
  0o120000: 'l',
  0o100000: '-',
  0o060000: 'b',
  0o040000: 'd',
  0o020000: 'c',
  0o010000: 'p',
};
const TYPES: Readonly<Record<number, string>> = {
  0o140000: 'socket',
  0o120000: 'symbolic link',
  0o100000: 'regular file',
  0o060000: 'block special file',
  0o040000: 'directory',
  0o020000: 'character special file',
  0o010000: 'fifo',
};

/** `drwxr-xr-x` of a mode with its type bits. */
export function modeText(mode: number): string {
  const bits = [0o400, 0o200, 0o100, 0o040, 0o020, 0o010, 0o004, 0o002, 0o001].map((bit, i) => ((mode & bit) !== 0 ? 'rwx'[i % 3]! : '-'));
  const special = (at: number, bit: number, letter: string): void => {
    if ((mode & bit) !== 0) bits[at] = bits[at] === 'x' ? letter : letter.toUpperCase();
  };
  special(2, 0o4000, 's');
  special(5, 0o2000, 's');
  special(8, 0o1000, 't');
  return (LETTERS[mode & 0o170000] ?? '?') + bits.join('');
}

/** `regular empty file`, `directory` … as stat(1) says. */
export function typeText(mode: number, size: number): string {
  const type = TYPES[mode & 0o170000] ?? 'weird file';
  return type === 'regular file' && size === 0 ? 'regular empty file' : type;
}

/** `d`, `f`, `l`, `c`, `b`, `p`, `s`: what find's -type asks. */
export function typeLetter(mode: number): string {
  const letter = LETTERS[mode & 0o170000] ?? '?';
  return letter === '-' ? 'f' : letter;
}

/** An octal mode; undefined for any other text. */
export function parseMode(text: string): number | undefined {
  return /^[0-7]{1,4}$/.test(text) ? parseInt(text, 8) : undefined;
}

/** One clause of a symbolic mode, as `u+x`; `who` and `bits` are masks, `copy` a class whose permissions are taken over. */
interface Clause {
  readonly who: number;
  readonly named: boolean;
  readonly op: string;
  readonly bits: number;
  readonly copy: 'u' | 'g' | 'o' | undefined;
  /** Execution only for directories and what is executable already. */
  readonly conditional: boolean;
}
/** What chmod is to do: one octal mode, or clauses in order. */
export type ModeChange = { readonly octal: number } | { readonly clauses: readonly Clause[] };

const CLASSES: Readonly<Record<string, number>> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };
const SHIFTS = { u: 6, g: 3, o: 0 } as const;

/** Octal, or symbolic with commas (`u+x,go=`); undefined for any other text. */
export function parseModeChange(text: string): ModeChange | undefined {
  if (/^[0-7]{1,5}$/.test(text)) {
    const octal = parseInt(text, 8);
    return octal <= 0o7777 ? { octal } : undefined;
  }
  const clauses: Clause[] = [];
  for (const part of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(part);
    if (match === null) return undefined;
    const who = [...match[1]!].reduce((mask, letter) => mask | CLASSES[letter]!, 0);
    for (const [, op = '', letters = ''] of match[2]!.matchAll(/([-+=])([rwxXst]*|[ugo])(?=[-+=]|$)/g)) {
      const copy = letters === 'u' || letters === 'g' || letters === 'o' ? letters : undefined;
      clauses.push({
        who: who || 0o7777,
        named: who !== 0,
        op,
        bits: copy ? 0 : bitsOf(letters),
        copy,
        conditional: letters.includes('X'),
      });
    }
  }
  return { clauses };
}

function bitsOf(letters: string): number {
  const bits: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111, s: 0o6000, t: 0o1000 };
  return [...letters].reduce((mask, letter) => mask | (bits[letter] ?? 0), 0);
}

/** The permissions after a change. A clause that names nobody leaves alone what `umask` masks. */
export function changeMode(change: ModeChange, before: number, isDirectory: boolean, umask: number): number {
  if ('octal' in change) return change.octal;
  return change.clauses.reduce((mode, { who, named, op, bits, copy, conditional }) => {
    const copied = copy === undefined ? 0 : ((mode >> SHIFTS[copy]) & 7) * 0o111;
    const execution = conditional && (isDirectory || (mode & 0o111) !== 0) ? 0o111 : 0;
    const wanted = (bits | copied | execution) & who & (named ? 0o7777 : ~umask);
    if (op === '+') return mode | wanted;
    if (op === '-') return mode & ~wanted;
    return (mode & ~(who & 0o777)) | wanted;
  }, before);
}
