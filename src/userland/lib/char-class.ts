/** Sets of bytes, as bracket expressions and `tr` name them. All in the C locale. */

/** 256 flags, one a byte. */
export type ByteSet = Uint8Array;

const CLASSES: Readonly<Record<string, (c: number) => boolean>> = {
  digit: (c) => c >= 48 && c <= 57,
  upper: (c) => c >= 65 && c <= 90,
  lower: (c) => c >= 97 && c <= 122,
  alpha: (c) => (c >= 65 && c <= 90) || (c >= 97 && c <= 122),
  alnum: (c) => (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122),
  space: (c) => c === 32 || (c >= 9 && c <= 13),
  blank: (c) => c === 32 || c === 9,
  cntrl: (c) => c < 32 || c === 127,
  print: (c) => c >= 32 && c < 127,
  graph: (c) => c > 32 && c < 127,
  punct: (c) => (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126),
  xdigit: (c) => (c >= 48 && c <= 57) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102),
  word: (c) => c === 95 || (c >= 48 && c <= 57) || (c >= 65 && c <= 90) || (c >= 97 && c <= 122),
};

/** The bytes of `[:name:]` in ascending order; undefined where there is no such class. */
export function classMembers(name: string): number[] | undefined {
  const has = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  if (has === undefined) return undefined;
  const members: number[] = [];
  for (let c = 0; c < 256; c++) if (has(c)) members.push(c);
  return members;
}

/** A set of the bytes for which `has` holds. */
export function byteSet(has: (c: number) => boolean): ByteSet {
  return Uint8Array.from({ length: 256 }, (_, c) => (has(c) ? 1 : 0));
}

/** The set of a class known to exist (`alpha`, `space`, `word` …). */
export function classSet(name: string): ByteSet {
  return byteSet(CLASSES[name] ?? (() => false));
}

/** Adds the other case of each letter. */
export function foldCase(set: ByteSet): ByteSet {
  for (let c = 65; c <= 90; c++) if (set[c] || set[c + 32]) set[c] = set[c + 32] = 1;
  return set;
}

export interface Bracket {
  readonly set: ByteSet;
  /** Where the text behind `]` begins. */
  readonly next: number;
}

/**
 * Reads a bracket expression whose `[` stands at `at`. With `escapes` a backslash quotes the next byte (shell patterns);
 * without, it stands for itself (regular expressions). Undefined where no `]` closes it, a string where it names a class that is none or
 * a range that runs backwards.
 */
export function parseBracket(pattern: string, at: number, escapes: boolean): Bracket | 'class' | 'range' | undefined {
  const set = new Uint8Array(256);
  let i = at + 1;
  const negated = pattern[i] === '^' || (escapes && pattern[i] === '!');
  if (negated) i++;
  for (let first = true; ; first = false) {
    if (i >= pattern.length) return undefined;
    if (pattern[i] === ']' && !first) break;
    if (pattern[i] === '[' && pattern[i + 1] === ':') {
      const end = pattern.indexOf(':]', i + 2);
      if (end >= 0) {
        const members = classMembers(pattern.slice(i + 2, end));
        if (members === undefined) return 'class';
        for (const c of members) set[c] = 1;
        i = end + 2;
        continue;
      }
    }
    const low = element(pattern, i, escapes);
    i = low.next;
    if (pattern[i] === '-' && i + 1 < pattern.length && pattern[i + 1] !== ']') {
      const high = element(pattern, i + 1, escapes);
      i = high.next;
      if (low.code > high.code) {
        if (!escapes) return 'range';
        continue;
      }
      for (let c = low.code; c <= high.code; c++) set[c] = 1;
    } else set[low.code] = 1;
  }
  if (negated) for (let c = 0; c < 256; c++) set[c] = set[c] ? 0 : 1;
  return { set, next: i + 1 };
}

function element(pattern: string, at: number, escapes: boolean): { code: number; next: number } {
  const opener = pattern[at + 1];
  if (pattern[at] === '[' && (opener === '.' || opener === '=')) {
    const end = pattern.indexOf(`${opener}]`, at + 2);
    if (end === at + 3) return { code: pattern.charCodeAt(at + 2) & 255, next: end + 2 };
  }
  if (escapes && pattern[at] === '\\' && at + 1 < pattern.length) at++;
  return { code: pattern.charCodeAt(at) & 255, next: at + 1 };
}
