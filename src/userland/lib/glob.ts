/**
 * Shell patterns (`*`, `?`, `[…]`, and bash's `@(…)` family): one matcher for path names, `case`, `[[ == ]]`, `${x#…}`,
 * `${x/…}` and `find -name`. Text is bytes; whoever calls puts a backslash before each quoted character of the pattern.
 *
 * A match is computed for all places of the text at once: per place, the leftmost start that reaches it. So the work is
 * bounded by pattern × text, whatever the pattern.
 */
import { byteSet, foldCase, parseBracket, type ByteSet } from './char-class';

export interface GlobOptions {
  /** `?(…) *(…) +(…) @(…) !(…)` are patterns: always in `[[ == ]]`, elsewhere after `shopt -s extglob`. */
  readonly extended?: boolean;
  readonly ignoreCase?: boolean;
}

type Token =
  | { readonly type: 'set'; readonly set: ByteSet }
  | { readonly type: 'star' }
  | { readonly type: 'group'; readonly op: string; readonly alternatives: readonly (readonly Token[])[] };

/** Per place of the text: the leftmost start from which it is reached, or `NOWHERE`. */
type Reach = Int32Array;
const NOWHERE = 0x7fffffff;

/** True where the whole text matches the pattern. */
export function globMatch(pattern: string, text: string, options: GlobOptions = {}): boolean {
  return startingAt0(compile(pattern, options), text)[text.length] === 0;
}

/** Length of the shortest or longest prefix that matches (`${x#p}`, `${x##p}`); -1 where none does. */
export function globPrefix(pattern: string, text: string, longest: boolean, options: GlobOptions = {}): number {
  return pick(startingAt0(compile(pattern, options), text), longest);
}

/** Length of the shortest or longest suffix that matches (`${x%p}`, `${x%%p}`); -1 where none does. */
export function globSuffix(pattern: string, text: string, longest: boolean, options: GlobOptions = {}): number {
  const backwards = [...text].reverse().join('');
  return pick(startingAt0(mirrored(compile(pattern, options)), backwards), longest);
}

/** The leftmost longest match at or behind `from` (`${x/p/r}`), as `[start, end)`. */
export function globFind(pattern: string, text: string, from = 0, options: GlobOptions = {}): readonly [number, number] | undefined {
  const reach = new Int32Array(text.length + 1).fill(NOWHERE);
  for (let p = from; p <= text.length; p++) reach[p] = p;
  const found = run(compile(pattern, options), text, reach);
  let start = NOWHERE;
  let end = -1;
  for (let p = from; p <= text.length; p++) {
    const s = found[p]!;
    if (s < start || (s === start && s !== NOWHERE)) {
      start = s;
      end = p;
    }
  }
  return end < 0 ? undefined : [start, end];
}

/** True where the text holds an unquoted pattern character. */
export function hasGlob(pattern: string, options: GlobOptions = {}): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '\\') i++;
    else if (c === '*' || c === '?') return true;
    else if (c === '[' && pattern.indexOf(']', i + 2) > 0) return true;
    else if (options.extended && pattern[i + 1] === '(' && '@+!'.includes(c)) return true;
  }
  return false;
}

/** The text that a pattern without pattern characters stands for: backslashes off. */
export function unescapeGlob(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, '$1');
}

/** The pattern that matches just this text. */
export function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]()|@+!]/g, '\\$&');
}

/** What path expansion asks of a file system; relative paths as they stand. */
export interface GlobDirectory {
  /** Names in a directory (with or without `.` and `..`); undefined where it cannot be read. */
  list(path: string): readonly string[] | undefined;
  exists(path: string): boolean;
}

/** Paths that match, sorted by code unit; empty where none does. `dots`: a leading period needs no period. */
export function expandGlob(pattern: string, directory: GlobDirectory, options: GlobOptions & { readonly dots?: boolean } = {}): string[] {
  let found = [''];
  const parts = splitPath(pattern);
  for (const [i, part] of parts.entries()) {
    const next: string[] = [];
    for (const base of found) {
      if (part.startsWith('/') || !hasGlob(part, options)) {
        next.push(base + unescapeGlob(part));
        continue;
      }
      const tokens = compile(part, options);
      const hidden = options.dots === true || part.startsWith('.') || part.startsWith('\\.');
      for (const name of [...(directory.list(base === '' ? '.' : base) ?? [])].sort()) {
        if (name === '.' || name === '..' || (name.startsWith('.') && !hidden)) continue;
        if (startingAt0(tokens, name)[name.length] === 0) next.push(base + name);
      }
    }
    found = next;
    if (i === parts.length - 1 || parts[i + 1]!.startsWith('/'))
      found = found.filter((path) => part.startsWith('/') || hasGlob(part, options) || directory.exists(path));
    if (part.startsWith('/') && i > 0) found = found.filter((path) => directory.list(path) !== undefined);
  }
  return found.sort();
}

/** `a/*\/b` as `a`, `/`, `*`, `/`, `b`; a slash inside brackets still ends a part. */
function splitPath(pattern: string): string[] {
  return pattern.match(/\/+|[^/]+/g) ?? [];
}

function pick(reach: Reach, longest: boolean): number {
  return longest ? reach.lastIndexOf(0) : reach.indexOf(0);
}

function startingAt0(tokens: readonly Token[], text: string): Reach {
  const reach = new Int32Array(text.length + 1).fill(NOWHERE);
  reach[0] = 0;
  return run(tokens, text, reach);
}

function run(tokens: readonly Token[], text: string, reach: Reach): Reach {
  for (const token of tokens) reach = advance(token, text, reach);
  return reach;
}

function advance(token: Token, text: string, reach: Reach): Reach {
  switch (token.type) {
    case 'set': {
      const next = new Int32Array(reach.length).fill(NOWHERE);
      for (let p = 0; p < text.length; p++) if (reach[p] !== NOWHERE && token.set[text.charCodeAt(p) & 255]) next[p + 1] = reach[p]!;
      return next;
    }
    case 'star': {
      const next = reach.slice();
      for (let p = 1; p < next.length; p++) if (next[p - 1]! < next[p]!) next[p] = next[p - 1]!;
      return next;
    }
    case 'group':
      return group(token, text, reach);
    default:
      return token satisfies never;
  }
}

function group(token: Extract<Token, { type: 'group' }>, text: string, reach: Reach): Reach {
  const once = (from: Reach): Reach => token.alternatives.map((tokens) => run(tokens, text, from)).reduce(earliest);
  switch (token.op) {
    case '@':
      return once(reach);
    case '?':
      return earliest(reach, once(reach));
    case '!': {
      // What one start reaches depends on that start alone, so each is asked by itself.
      let all = new Int32Array(reach.length).fill(NOWHERE) as Reach;
      for (let p = 0; p < reach.length; p++) {
        if (reach[p] === NOWHERE) continue;
        const only = new Int32Array(reach.length).fill(NOWHERE);
        only[p] = reach[p]!;
        const matched = once(only);
        all = earliest(
          all,
          matched.map((s, q) => (q >= p && s === NOWHERE ? reach[p]! : NOWHERE)),
        );
      }
      return all;
    }
    default: {
      let all = token.op === '*' ? reach : once(reach);
      for (;;) {
        const more = earliest(all, once(all));
        if (more.every((s, q) => s === all[q])) return all;
        all = more;
      }
    }
  }
}

function earliest(a: Reach, b: Reach): Reach {
  return a.map((s, p) => Math.min(s, b[p]!));
}

function mirrored(tokens: readonly Token[]): Token[] {
  return tokens.map((token) => (token.type === 'group' ? { ...token, alternatives: token.alternatives.map(mirrored) } : token)).reverse();
}

const ANY: ByteSet = new Uint8Array(256).fill(1);
const STAR: Token = { type: 'star' };

function compile(pattern: string, options: GlobOptions): Token[] {
  const tokens: Token[] = [];
  for (let i = 0; i < pattern.length;) {
    const c = pattern[i]!;
    if (options.extended && pattern[i + 1] === '(' && '?*+@!'.includes(c)) {
      const parts = alternatives(pattern, i + 2);
      if (parts !== undefined) {
        tokens.push({ type: 'group', op: c, alternatives: parts.texts.map((text) => compile(text, options)) });
        i = parts.next;
        continue;
      }
    }
    const bracket = c === '[' ? parseBracket(pattern, i, true) : undefined;
    if (typeof bracket === 'object') {
      tokens.push({ type: 'set', set: options.ignoreCase ? foldCase(bracket.set) : bracket.set });
      i = bracket.next;
    } else if (c === '*') {
      if (tokens.at(-1) !== STAR) tokens.push(STAR);
      i++;
    } else if (c === '?') {
      tokens.push({ type: 'set', set: ANY });
      i++;
    } else {
      if (c === '\\' && i + 1 < pattern.length) i++;
      const code = pattern.charCodeAt(i) & 255;
      const set = byteSet((b) => b === code);
      tokens.push({ type: 'set', set: options.ignoreCase ? foldCase(set) : set });
      i++;
    }
  }
  return tokens;
}

/** Splits `a|b)` at its own level; undefined where no `)` closes it. */
function alternatives(pattern: string, at: number): { texts: string[]; next: number } | undefined {
  const texts: string[] = [];
  let depth = 0;
  let start = at;
  for (let i = at; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === '\\') i++;
    else if (c === '(') depth++;
    else if (c === ')' && depth > 0) depth--;
    else if (c === ')') return { texts: [...texts, pattern.slice(start, i)], next: i + 1 };
    else if (c === '|' && depth === 0) {
      texts.push(pattern.slice(start, i));
      start = i + 1;
    }
  }
  return undefined;
}
