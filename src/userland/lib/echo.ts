/** `echo`, the builtin and the command: both read the same options and escapes. */
import { unescape } from './escapes';

/** The bytes that `echo ARGS…` writes, its newline included. */
export function formatEcho(args: readonly string[]): string {
  let newline = true;
  let escapes = false;
  let i = 0;
  for (; i < args.length && /^-[neE]+$/.test(args[i]!); i++)
    for (const letter of args[i]!.slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  const text = args.slice(i).join(' ');
  if (!escapes) return newline ? `${text}\n` : text;
  const done = unescape(text, 'echo');
  return newline && !done.stopped ? `${done.text}\n` : done.text;
}
