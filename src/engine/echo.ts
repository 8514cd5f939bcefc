/**
 * What a person sees of what was typed. The simulated terminal does not echo, as on a real one bash's line editor does
 * that itself; so a line is written behind its prompt in the tick in which the shell (or a program in its foreground)
 * reads it. What is typed ahead shows when its turn comes.
 */

/** Where a terminal's shell stands in what is typed to it. */
export interface Reader {
  /** Lines of commands it has read. */
  readonly lines: number;
  /** The last of them left a command unfinished. */
  readonly unfinished: boolean;
}

export interface Echo {
  readonly text: string;
  /** A line that is the first of a command was among them. */
  readonly began: boolean;
}

export const NO_ECHO: Echo = { text: '', began: false };

export function prompt(cwd: string): string {
  return `root@memcg:${cwd}# `;
}

/** One terminal's typed lines: tells which of them were read. */
export class TypedLines {
  #typed: string[] = [];
  #before: Reader = { lines: 0, unfinished: false };
  #cwd = '';

  /** Takes the lines that wait in the terminal now, after something was typed or time was travelled. */
  sync(waiting: readonly string[]): void {
    this.#typed = [...waiting];
  }
  /** True when a tick may read something: then `before` is to be told where the shell stands. */
  get any(): boolean {
    return this.#typed.length > 0;
  }
  before(shell: Reader, cwd: string): void {
    this.#before = shell;
    this.#cwd = cwd;
  }

  /** After a tick that left `waiting` lines: the echo of those that were read. A line not read by the shell was a program's. */
  read(waiting: number, shell: Reader): Echo {
    const count = this.#typed.length - waiting;
    if (count <= 0) return NO_ECHO;
    const lines = this.#typed.splice(0, count);
    const command = shell.lines > this.#before.lines;
    const first = command && !this.#before.unfinished;
    const start = first ? prompt(this.#cwd) : command ? '> ' : '';
    const text = lines.map((line) => start + (line.endsWith('\n') || line === '' ? line : `${line}\n`)).join('');
    return { text, began: first && lines.some((line) => !/^[ \t]*(#|\n|$)/.test(line)) };
  }
}
