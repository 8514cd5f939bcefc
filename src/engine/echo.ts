/**
 * What a person sees of what was typed. The simulated terminal does not echo, as on a real one bash's line editor does
 * that itself; so a line is written behind its prompt in the tick in which the shell (or a program in its foreground)
 * reads it. What is typed ahead shows when its turn comes.
 */

/** Who would read a line typed now. */
export interface Reader {
  /** `prompt`: a shell that waits for a command; `continued`: for the rest of one; `program`: it runs a program that reads. */
  readonly who: 'prompt' | 'continued' | 'program';
  readonly cwd: string;
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
  #reader: Reader = { who: 'prompt', cwd: '' };

  /** Takes the lines that wait in the terminal now, after something was typed or time was travelled. */
  sync(waiting: readonly string[]): void {
    this.#typed = [...waiting];
  }
  /** True when a tick may read something: then `before` is to be told who would. */
  get any(): boolean {
    return this.#typed.length > 0;
  }
  before(reader: Reader): void {
    this.#reader = reader;
  }

  /** After a tick that left `waiting` lines: the echo of those that were read. */
  read(waiting: number): Echo {
    const count = this.#typed.length - waiting;
    if (count <= 0) return NO_ECHO;
    const lines = this.#typed.splice(0, count);
    const { who, cwd } = this.#reader;
    const start = who === 'prompt' ? prompt(cwd) : who === 'continued' ? '> ' : '';
    const text = lines.map((line) => start + (line.endsWith('\n') || line === '' ? line : `${line}\n`)).join('');
    return { text, began: who === 'prompt' && lines.some((line) => !/^[ \t]*(#|\n|$)/.test(line)) };
  }
}
