/** What of a text the shell would refuse, without running it. */
import { columnAt, lineAt, parseSource } from './shell/parse';

/** A place in a text, both from 1. */
export interface SyntaxProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The first fault of a text, by name and position; empty where there is none. */
export function checkSyntax(text: string): SyntaxProblem[] {
  const { fault } = parseSource(text);
  if (fault === undefined) return [];
  const pos = Math.min(fault.pos, text.length);
  return [{ line: lineAt(text, pos) + 1, column: columnAt(text, pos), message: fault.message }];
}
