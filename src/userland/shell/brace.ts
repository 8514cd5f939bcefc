/** Brace expansion: `{a,b}`, `{1..5}`, `{a..e..2}`, on the source text of a word, before anything else is expanded. */

/** Most words that one word may become. */
export const MAX_BRACE_WORDS = 65536;

/** Thrown when a word would become more than `MAX_BRACE_WORDS`. */
export class BraceError extends Error {}

/** The texts that a word's source text stands for; quotes and expansions are left as they are. */
export function expandBraces(text: string): string[] {
  return expand(text, 0);
}

function expand(text: string, depth: number): string[] {
  if (depth > 64) return [text];
  for (let at = findBrace(text, 0); at >= 0; at = findBrace(text, at + 1)) {
    const close = matchingBrace(text, at);
    if (close < 0) continue;
    const inner = text.slice(at + 1, close);
    const choices = alternatives(inner, depth);
    if (choices === undefined) continue;
    const head = text.slice(0, at);
    const tails = expand(text.slice(close + 1), depth + 1);
    if (choices.length * tails.length > MAX_BRACE_WORDS) throw new BraceError(text);
    const out: string[] = [];
    for (const choice of choices) for (const tail of tails) out.push(head + choice + tail);
    return out;
  }
  return [text];
}

function alternatives(inner: string, depth: number): string[] | undefined {
  const parts = splitCommas(inner);
  if (parts.length === 1) return sequence(inner);
  const out: string[] = [];
  for (const part of parts) {
    for (const word of expand(part, depth + 1)) out.push(word);
    if (out.length > MAX_BRACE_WORDS) throw new BraceError(inner);
  }
  return out;
}

function sequence(inner: string): string[] | undefined {
  const numbers = /^([-+]?\d{1,15})\.\.([-+]?\d{1,15})(?:\.\.([-+]?\d{1,15}))?$/.exec(inner);
  if (numbers !== null) {
    const [, from = '0', to = '0', by] = numbers;
    const padded = /^[-+]?0\d/.test(from) || /^[-+]?0\d/.test(to);
    const width = padded ? Math.max(from.replace('+', '').length, to.replace('+', '').length) : 0;
    return range(Number(from), Number(to), Number(by ?? '1'), inner).map((n) => pad(n, width));
  }
  const letters = /^([a-zA-Z])\.\.([a-zA-Z])(?:\.\.([-+]?\d{1,15}))?$/.exec(inner);
  if (letters === null) return undefined;
  const [, first = 'a', last = 'a', step] = letters;
  return range(first.charCodeAt(0), last.charCodeAt(0), Number(step ?? '1'), inner).map((code) => {
    const letter = String.fromCharCode(code);
    return letter === '\\' ? '' : letter === '`' ? '\\`' : letter;
  });
}

function range(from: number, to: number, by: number, inner: string): number[] {
  const step = Math.max(1, Math.abs(by));
  const count = Math.floor(Math.abs(to - from) / step) + 1;
  if (count > MAX_BRACE_WORDS) throw new BraceError(`{${inner}}`);
  return Array.from({ length: count }, (_, i) => from + (to >= from ? i * step : -i * step));
}

function pad(n: number, width: number): string {
  const digits = String(Math.abs(n));
  return n < 0 ? `-${digits.padStart(width - 1, '0')}` : digits.padStart(width, '0');
}

/** Next `{` that is not quoted and not that of `${`. */
function findBrace(text: string, from: number): number {
  for (let i = from; i < text.length; i = skipOne(text, i)) if (text[i] === '{') return i;
  return -1;
}

function matchingBrace(text: string, open: number): number {
  let level = 0;
  for (let i = open; i < text.length; i = skipOne(text, i)) {
    if (text[i] === '{') level++;
    else if (text[i] === '}' && --level === 0) return i;
  }
  return -1;
}

function splitCommas(inner: string): string[] {
  const parts: string[] = [];
  let level = 0;
  let start = 0;
  for (let i = 0; i < inner.length; i = skipOne(inner, i)) {
    if (inner[i] === '{') level++;
    else if (inner[i] === '}') level--;
    else if (inner[i] === ',' && level === 0) {
      parts.push(inner.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(inner.slice(start));
  return parts;
}

/** Where the character, quotation or expansion at `i` ends. */
function skipOne(text: string, i: number): number {
  const c = text[i];
  if (c === '\\') return i + 2;
  if (c === "'") return after(text, "'", i + 1);
  if (c === '"' || c === '`') return skipQuoted(text, i + 1, c);
  if (c !== '$') return i + 1;
  const next = text[i + 1];
  if (next === '(') return skipNested(text, i + 1, '(', ')');
  if (next === '{') return skipNested(text, i + 1, '{', '}');
  if (next === "'") return skipQuoted(text, i + 2, "'");
  return i + 1;
}

function after(text: string, what: string, from: number): number {
  const at = text.indexOf(what, from);
  return at < 0 ? text.length : at + 1;
}

function skipQuoted(text: string, from: number, quote: string): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === quote) return i + 1;
  }
  return text.length;
}

function skipNested(text: string, from: number, open: string, close: string): number {
  let level = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '\\') i++;
    else if (c === "'") i = after(text, "'", i + 1) - 1;
    else if (c === open) level++;
    else if (c === close && --level === 0) return i + 1;
  }
  return text.length;
}
