/** How coreutils write names in messages and listings (shell-escape quoting, C locale). */

/** A name in quotes: `'x'`, `"it's"`, `'a'$'\n''b'`. */
export function quote(name: string): string {
  if (/[\x00-\x1f\x7f-\xff]/.test(name)) return dollarQuoted(name);
  if (!name.includes("'")) return `'${name}'`;
  if (!/["$`\\!]/.test(name)) return `"${name}"`;
  return `'${name.replace(/'/g, "'\\''")}'`;
}

/** A name as it stands, in quotes only where a shell would need them. */
export function quoteIfNeeded(name: string): string {
  if (name === '') return "''";
  const special = /[\x00-\x20\x7f-\xff!"$&'()*;<=>?[\\^`|]/.test(name) || /^[#~]/.test(name) || name === '{' || name === '}';
  return special ? quote(name) : name;
}

function dollarQuoted(name: string): string {
  const letters: Readonly<Record<string, string>> = { '\n': 'n', '\t': 't', '\r': 'r', '\x07': 'a', '\b': 'b', '\f': 'f', '\v': 'v' };
  const escaped = name.replace(/'/g, "'\\''").replace(/[\x00-\x1f\x7f-\xff]+/g, (run) => {
    const codes = [...run].map((c) => `\\${letters[c] ?? c.charCodeAt(0).toString(8).padStart(3, '0')}`).join('');
    return `'$'${codes}''`;
  });
  return `'${escaped}'`;
}
