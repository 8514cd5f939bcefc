/** What `s` does to a text. */
import type { Regex } from './regex';
import type { Replacement } from './sed-command';

/** The text with its `nth` match (with `global`: from that one on) replaced; undefined where nothing was. */
export function substitute(
  text: string,
  regex: Regex,
  replacement: readonly Replacement[],
  nth: number,
  global: boolean,
): string | undefined {
  let out = '';
  let from = 0;
  let count = 0;
  let replaced = false;
  let behind = -1;
  while (from <= text.length) {
    const match = regex.exec(text, from);
    if (match === undefined) break;
    const [start = 0, end = 0] = match;
    out += text.slice(from, start);
    // An empty match right behind another is none.
    const counts = end > start || start !== behind;
    if (end > start) behind = end;
    if (counts) count++;
    if (counts && count >= nth) {
      out += expand(text, match, replacement);
      replaced = true;
    } else out += text.slice(start, end);
    if (end === start) {
      out += text.slice(start, start + 1);
      from = start + 1;
    } else from = end;
    if (replaced && !global) break;
  }
  return replaced ? out + text.slice(from) : undefined;
}

function expand(text: string, match: readonly number[], replacement: readonly Replacement[]): string {
  let out = '';
  let each: 'U' | 'L' | undefined;
  let once: 'u' | 'l' | undefined;
  for (const part of replacement) {
    if (typeof part === 'object' && 'to' in part) {
      if (part.to === 'u' || part.to === 'l') once = part.to;
      else {
        each = part.to === 'E' ? undefined : part.to;
        once = undefined;
      }
      continue;
    }
    const [low = -1, high = -1] = typeof part === 'string' ? [] : [match[part.group * 2], match[part.group * 2 + 1]];
    let piece = typeof part === 'string' ? part : low < 0 ? '' : text.slice(low, high);
    if (each !== undefined) piece = each === 'U' ? upper(piece) : lower(piece);
    if (once !== undefined && piece !== '') {
      piece = (once === 'u' ? upper(piece[0]!) : lower(piece[0]!)) + piece.slice(1);
      once = undefined;
    }
    out += piece;
  }
  return out;
}

/** Bytes, so only the letters of ASCII. */
function upper(text: string): string {
  return text.replace(/[a-z]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 32));
}
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 32));
}
