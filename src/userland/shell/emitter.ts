/** Gathers the instructions of a source text, and knows the line of each place in it. */
import type { AndOr, Command, CommandNode, PipelineNode, WordPart } from 'unbash';
import type { ExpandedWord, Op } from './code';
import { commandText } from './command-text';

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Emitter {
  readonly ops: Op[] = [];
  readonly substitutions = new Map<object, number>();
  readonly arithmetic = new Map<object, readonly WordPart[]>();
  readonly braces = new Map<object, readonly ExpandedWord[]>();
  readonly tooManyWords = new Set<object>();
  protected readonly deferred: (() => void)[] = [];
  protected readonly lines: number[] = [0];
  /** Text that positions index: inside backquotes with escapes, the decoded one. */
  protected text: string;
  protected open: readonly { pos: number; message: string }[] = [];
  /** Line of everything inside a decoded text. */
  protected fixedLine: number | undefined;

  constructor(readonly source: string) {
    this.text = source;
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) this.lines.push(at + 1);
  }

  protected emit<T extends Op>(op: T): Mutable<T> {
    this.ops.push(op);
    return op as Mutable<T>;
  }
  protected get here(): number {
    return this.ops.length;
  }

  protected line(pos: number): number {
    if (this.fixedLine !== undefined) return this.fixedLine;
    let low = 0;
    let high = this.lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lines[middle]! <= pos) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Code that is run by somebody else (a child, a call): put behind everything, its entry told to `set`. */
  protected defer(set: (entry: number) => void, body: () => void): void {
    const text = this.text;
    const line = this.fixedLine;
    this.deferred.push(() => {
      const saved = [this.text, this.fixedLine] as const;
      [this.text, this.fixedLine] = [text, line];
      set(this.here);
      body();
      [this.text, this.fixedLine] = saved;
    });
  }

  /** A command as `jobs` shows it. */
  protected slice(node: Command | CommandNode | PipelineNode | AndOr): string {
    return commandText(node, (part) => this.line1(part));
  }

  protected line1(node: { pos: number; end: number }): string {
    return this.text
      .slice(node.pos, node.end)
      .replace(/[ \t]*\n[ \t\n]*/g, '; ')
      .replace(/(\b(?:do|then|else|in)|[{(&|;]);/g, '$1');
  }
}
