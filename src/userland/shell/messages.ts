/** How bash begins its messages. */
import type { Sh } from './machine';
import { frameAt } from './stack';
import type { ShellState } from './state';

/** `bash`, the script, or `environment` inside a function of `bash -c`. */
export function messageName(state: ShellState): string {
  if (state.quietLines) return state.name;
  for (let i = state.stack.size - 1; i >= 0; i--) {
    const frame = frameAt(state.stack, i);
    if (frame?.type === 'call') return frame.origin;
    if (frame?.type === 'unit' && frame.origin !== undefined) return frame.origin;
  }
  return state.name;
}

/** Line that messages and LINENO name, from 1. */
export function lineNumber(state: ShellState): number {
  return state.lineBase + state.line + 1;
}

/** `bash: ` or `script: line 3: `. */
export function prolog(state: ShellState): string {
  const name = messageName(state);
  return state.quietLines ? `${name}: ` : `${name}: line ${lineNumber(state)}: `;
}

/** A whole message line of the shell itself. */
export function shellMessage(state: ShellState, text: string): string {
  return `${prolog(state)}${text}\n`;
}

/** Status of a shell that ends because a parameter is not set. */
export function unsetStatus(state: ShellState): number {
  return state.fromCommandLine && !state.child ? 127 : 1;
}

/** Says `PROLOG TEXT`. */
export function complain(sh: Sh, text: string): void {
  sh.say(shellMessage(sh.state, text));
}
