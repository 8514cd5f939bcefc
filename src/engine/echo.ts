/**
 * How a typed line stands on its terminal. The simulated terminal does not echo, as bash's line editor does that itself
 * on a real one; the session writes prompt and line instead.
 */
import type { ShellStatus } from './machine';

export function prompt(cwd: string): string {
  return `root@memcg:${cwd}# `;
}

/** Prompt and line; the lines behind the first as bash shows them while a command goes on. Bytes, as a terminal's. */
export function echo(shell: ShellStatus, text: string): string {
  const [first = '', ...rest] = toBytes(text).replace(/\n$/, '').split('\n');
  const start = shell.idle ? prompt(shell.cwd) : '';
  return [start + first, ...rest.map((line) => `> ${line}`)].map((line) => `${line}\n`).join('');
}

const ENCODER = new TextEncoder();

/** A text as bytes in char codes 0..255, its UTF-8 form. */
export function toBytes(text: string): string {
  // Most lines are plain ASCII, where text and bytes are the same.
  if (/^[\0-\x7f]*$/.test(text)) return text;
  let bytes = '';
  for (const byte of ENCODER.encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}
