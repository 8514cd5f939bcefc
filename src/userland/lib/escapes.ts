/** Backslash escapes, as `echo -e`, `printf`, `%b` and `$'…'` read them. Answers are bytes. */

/** Which escapes are known: they differ in the octal form, in quotes, and in `\c`. */
export type EscapeStyle = 'echo' | 'format' | 'percent-b' | 'dollar';

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

export interface Unescaped {
  readonly text: string;
  /** `\c` was met: nothing behind it is put out, by nobody. */
  readonly stopped: boolean;
}

/** Replaces all escapes of a text; an unknown one stays as it stands. */
export function unescape(text: string, style: EscapeStyle): Unescaped {
  let out = '';
  for (let i = 0; i < text.length;) {
    const at = text.indexOf('\\', i);
    if (at < 0 || at === text.length - 1) {
      out += text.slice(i);
      break;
    }
    const one = unescapeOne(text, at, style);
    out += text.slice(i, at) + one.text;
    if (one.stop) return { text: out, stopped: true };
    i = one.next;
  }
  return { text: out, stopped: false };
}

/** The escape whose backslash stands at `at`. */
export function unescapeOne(text: string, at: number, style: EscapeStyle): { text: string; next: number; stop: boolean } {
  const c = text[at + 1] ?? '';
  const done = (bytes: string, next = at + 2): { text: string; next: number; stop: boolean } => ({ text: bytes, next, stop: false });
  const simple = SIMPLE[c];
  if (simple !== undefined) return done(simple);
  if (c === 'c' && style === 'dollar') return done(String.fromCharCode((text.charCodeAt(at + 2) || 0) & 31), at + 3);
  if (c === 'c' && style !== 'format') return { text: '', next: at + 2, stop: true };
  if (c >= '0' && c <= '7' && c !== '') {
    // `\0nnn` in echo and %b; `\nnn` in formats and $'…'; echo knows no `\1`.
    if (c !== '0' && style === 'echo') return done(`\\${c}`);
    const digits = (c === '0' && (style === 'echo' || style === 'percent-b') ? /[0-7]{1,4}/y : /[0-7]{1,3}/y) as RegExp;
    digits.lastIndex = at + 1;
    const octal = digits.exec(text)![0];
    return done(String.fromCharCode(parseInt(octal, 8) & 255), at + 1 + octal.length);
  }
  if (c === 'x') {
    const hex = /^[0-9a-fA-F]{1,2}/.exec(text.slice(at + 2, at + 4))?.[0];
    return hex === undefined ? done('\\x') : done(String.fromCharCode(parseInt(hex, 16)), at + 2 + hex.length);
  }
  if (c === 'u' || c === 'U') {
    const width = c === 'u' ? 4 : 8;
    const hex = /^[0-9a-fA-F]+/.exec(text.slice(at + 2, at + 2 + width))?.[0];
    return hex === undefined ? done(`\\${c}`) : done(utf8(parseInt(hex, 16)), at + 2 + hex.length);
  }
  if ((c === '"' && (style === 'format' || style === 'dollar')) || (style === 'dollar' && (c === "'" || c === '?'))) return done(c);
  return done(`\\${c}`);
}

/** One code point as UTF-8 bytes. */
export function utf8(code: number): string {
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 63));
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  return String.fromCharCode(0xf0 | ((code >> 18) & 7), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
}
