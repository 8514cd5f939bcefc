/** The flat form of a source text: what the interpreter runs. A pure function of the text, so only the text is state. */
import type { ArithmeticExpression, Command, For, Redirection, TestExpression, Word, WordPart } from 'unbash';

/** A word, its braces already expanded: plain texts, or words of the tree. */
export type ExpandedWord = string | Word;

export type Op =
  /** A complete command (all of its line) begins; `end` is behind it. */
  | { readonly op: 'chunk'; readonly end: number; readonly line: number; readonly text: string }
  /** Said before the chunk runs: a here-document that the end of the text closed. */
  | { readonly op: 'warn'; readonly message: string; readonly line: number }
  | { readonly op: 'simple'; readonly command: SimpleCommand }
  | { readonly op: 'jump'; readonly to: number }
  /** Jumps when the status is 0 (`when`) or is not 0. */
  | { readonly op: 'branch'; readonly when: boolean; readonly to: number }
  | { readonly op: 'not' }
  | { readonly op: 'cond'; readonly by: 1 | -1 }
  /** `set -e` and the ERR trap look at the status here. */
  | { readonly op: 'check' }
  | { readonly op: 'status'; readonly status: number }
  | { readonly op: 'loop'; readonly exit: number; readonly next: number }
  /** The status of the loop's body, kept for its end. */
  | { readonly op: 'keep' }
  | { readonly op: 'unloop' }
  | {
      readonly op: 'for';
      readonly name: string;
      readonly words: readonly ExpandedWord[] | undefined;
      readonly line: number;
      readonly exit: number;
      readonly next: number;
    }
  | { readonly op: 'next'; readonly name: string; readonly text: string; readonly exit: number }
  | { readonly op: 'case'; readonly word: Word; readonly line: number }
  | { readonly op: 'match'; readonly patterns: readonly Word[]; readonly otherwise: number }
  | { readonly op: 'uncase' }
  | {
      readonly op: 'arithmetic';
      readonly parts: readonly WordPart[];
      readonly text: string;
      readonly line: number;
      readonly command: boolean;
    }
  | { readonly op: 'test'; readonly text: string; readonly expression: TestExpression; readonly line: number }
  | { readonly op: 'redirect'; readonly redirects: readonly Redirection[]; readonly failed: number; readonly line: number }
  | { readonly op: 'unredirect' }
  /** `$(< file)`: the child prints the file itself. */
  | { readonly op: 'catfile'; readonly redirects: readonly Redirection[]; readonly line: number }
  | { readonly op: 'subshell'; readonly entry: number; readonly line: number; readonly text: string }
  | { readonly op: 'background'; readonly entry: number; readonly line: number; readonly text: string }
  | {
      readonly op: 'pipeline';
      readonly entries: readonly number[];
      /** By element: its standard error goes into the pipe too (`|&`). */
      readonly both: readonly boolean[];
      readonly line: number;
      readonly text: string;
      readonly background: boolean;
    }
  | { readonly op: 'define'; readonly name: string; readonly entry: number; readonly line: number }
  | { readonly op: 'time'; readonly posix: boolean }
  | { readonly op: 'timed' }
  /** End of a function's body. */
  | { readonly op: 'return' }
  /** End of a forked child's code. */
  | { readonly op: 'exit' }
  /** End of the text. */
  | { readonly op: 'end' }
  /** Text that is no shell, or that is refused: said when the line is reached. */
  | { readonly op: 'fault'; readonly message: string; readonly line: number; readonly detail: string };

/** A simple command made ready. */
export interface SimpleCommand {
  readonly node: Command;
  readonly line: number;
  readonly words: readonly ExpandedWord[];
  /** The words are plain texts: nothing to expand. */
  readonly plain: boolean;
  /** Last command of a child: becomes the program without another fork. */
  readonly tail: boolean;
  readonly text: string;
}

/** The code of one source text. */
export interface Code {
  readonly ops: readonly Op[];
  /** Where the code of a command substitution begins, by its node. */
  readonly substitutions: ReadonlyMap<object, number>;
  /** Texts read as arithmetic, by their node. */
  readonly arithmetic: ReadonlyMap<object, readonly WordPart[]>;
  /** Words whose braces stand for too many words. */
  readonly tooManyWords: ReadonlySet<object>;
  /** Braces of array values expanded, by their word. */
  readonly braces: ReadonlyMap<object, readonly ExpandedWord[]>;
}

export type { ArithmeticExpression, Command, For, Redirection, TestExpression, Word, WordPart };
