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
