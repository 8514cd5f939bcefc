/** Text written so that the shell reads it back. */

/** `'it'\''s'`, or `$'…'` where there are control characters: `${x@Q}`, `set`, `trap -p`. */
export function quoteWord(text: string): string {
  if (/[\x00-\x1f\x7f]/.test(text)) return ansiQuote(text);
  return singleQuote(text);
}

function singleQuote(text: string): string {
  return `'${text.replace(/'/g, "'\\''")}'`;
}

/** As `quoteWord`, but plain words stay bare: `set -x`. */
export function quoteIfNeeded(text: string): string {
  if (text === '') return "''";
  const meta = /[ \t\n|&;()<>!{}*[\]?^$`"'\\]|^[~#]/.test(text);
  if (!meta && /[\x00-\x1f\x7f]/.test(text)) return ansiQuote(text);
  return meta || /[^A-Za-z0-9_\-./:=@%+,]/.test(text) ? singleQuote(text) : text;
}

/** `"…"` with `$`, backquote, `"` and backslash escaped: `declare -p`. */
export function doubleQuote(text: string): string {
  if (/[\x00-\x1f\x7f]/.test(text)) return ansiQuote(text);
  return `"${text.replace(/[$`"\\]/g, '\\$&')}"`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\v': '\\v',
  '\x1b': '\\E',
  "'": "\\'",
  '\\': '\\\\',
};

function ansiQuote(text: string): string {
  return `$'${text.replace(/[\x00-\x1f\x7f'\\]/g, (c) => ESCAPES[c] ?? `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)}'`;
}
