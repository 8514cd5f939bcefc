/** What `${x#…}`, `${x/…}` and `${x^…}` do to one text. */
import { globFind, globMatch, globPrefix, globSuffix } from '../lib/glob';
import type { Sh } from './machine';

const GLOB = { extended: true };

export function remove(sh: Sh, text: string, pattern: string, end: boolean, longest: boolean): string {
  if (end) {
    const size = globSuffix(pattern, text, longest, { ...GLOB, ignoreCase: sh.state.options.nocasematch });
    return size < 0 ? text : text.slice(0, text.length - size);
  }
  const size = globPrefix(pattern, text, longest, { ...GLOB, ignoreCase: sh.state.options.nocasematch });
  return size < 0 ? text : text.slice(size);
}

/** `by` makes what a match is replaced by. */
export function replace(sh: Sh, text: string, pattern: string, by: (match: string) => string, operator: string): string {
  const options = { ...GLOB, ignoreCase: sh.state.options.nocasematch };
  if (pattern === '') return text;
  if (operator === '/#') {
    const size = globPrefix(pattern, text, true, options);
    return size < 0 ? text : by(text.slice(0, size)) + text.slice(size);
  }
  if (operator === '/%') {
    const size = globSuffix(pattern, text, true, options);
    return size < 0 ? text : text.slice(0, text.length - size) + by(text.slice(text.length - size));
  }
  let out = '';
  let at = 0;
  while (at <= text.length) {
    const found = globFind(pattern, text, at, options);
    if (found === undefined) break;
    const [start, end] = found;
    out += text.slice(at, start) + by(text.slice(start, end));
    if (end === start) {
      out += text.slice(start, start + 1);
      at = start + 1;
    } else at = end;
    if (out.length > 1 << 20) break;
    if (operator === '/' || at >= text.length) break;
  }
  return out + text.slice(at);
}

export function changeCase(sh: Sh, text: string, operator: string, pattern: string): string {
  const upper = operator.startsWith('^');
  const change = (c: string): string => {
    if (!globMatch(pattern, c, { ...GLOB, ignoreCase: sh.state.options.nocasematch })) return c;
    return upper ? (c >= 'a' && c <= 'z' ? c.toUpperCase() : c) : c >= 'A' && c <= 'Z' ? c.toLowerCase() : c;
  };
  if (operator.length === 1) return text === '' ? '' : change(text[0]!) + text.slice(1);
  let out = '';
  for (const c of text) out += change(c);
  return out;
}
