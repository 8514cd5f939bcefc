/**
 * How a typed line stands on its terminal. The simulated terminal does not echo, as bash's line editor does that itself
 * on a real one; the session writes prompt and line instead.
 */
import { toBytes } from './bytes';

export function prompt(cwd: string): string {
  return `root@memcg:${cwd}# `;
}

/**
 * Prompt (none where no shell waits) and line; the lines behind the first as bash shows them while a command goes on.
 * Bytes, as a terminal's.
 */
export function echo(text: string, idle: boolean, cwd: string): string {
  const [first = '', ...rest] = toBytes(text).replace(/\n$/, '').split('\n');
  const start = idle ? prompt(cwd) : '';
  return [start + first, ...rest.map((line) => `> ${line}`)].map((line) => `${line}\n`).join('');
}
