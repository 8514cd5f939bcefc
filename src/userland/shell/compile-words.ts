/** What is nested in words: substitutions, arithmetic, braces. */
import { forEachChild, parse, type Script, type Statement, type SyntaxNode, type Word } from 'unbash';
import { BraceError, expandBraces } from './brace';
import type { ExpandedWord } from './code';
import { Emitter } from './emitter';
import { onlyInput, plainText, readAsText } from './word-text';

export abstract class WordCompiler extends Emitter {
  /** Compiles the commands of a substitution. */
  protected abstract statements(statements: readonly Statement[], tail: boolean, plainTail?: boolean): void;

  protected arithmeticOp(text: string, pos: number, command: boolean): void {
    const parts = readAsText(text);
    for (const part of parts) this.scan(part);
    this.emit({ op: 'arithmetic', parts, text, line: this.line(pos), command });
  }

  /** A word with its braces expanded; plain texts where nothing is left to expand. */
  protected word(word: Word): readonly ExpandedWord[] {
    const plain = plainText(word);
    if (plain !== undefined) return [plain];
    if (word.parts?.some((part) => part.type === 'BraceExpansion') !== true) return [word];
    let texts: string[];
    try {
      texts = expandBraces(word.text);
    } catch (thrown) {
      if (!(thrown instanceof BraceError)) throw thrown;
      this.tooManyWords.add(word);
      return [word];
    }
    if (texts.length === 1) return [word];
    const words: ExpandedWord[] = [];
    for (const text of texts) {
      if (text === '') continue;
      if (/^[-A-Za-z0-9_./,:=+%@]+$/.test(text)) words.push(text);
      else words.push(...this.reparse(text));
    }
    return words;
  }

  protected reparse(text: string): readonly ExpandedWord[] {
    const command = parse(`: ${text}`).commands[0]?.command;
    const word = command?.type === 'Command' ? command.args[0] : undefined;
    if (word?.type !== 'Word') return [text];
    const saved = [this.text, this.fixedLine] as const;
    [this.text, this.fixedLine] = [`: ${text}`, this.fixedLine ?? 0];
    this.scan(word);
    [this.text, this.fixedLine] = saved;
    return [plainText(word) ?? word];
  }

  /** Compiles what is nested in a word, redirection or test: substitutions, arithmetic, braces of array values. */
  protected scan(root: SyntaxNode): void {
    const stack: SyntaxNode[] = [root];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.type === 'CommandExpansion' || node.type === 'ArithmeticCommandExpansion') {
        this.substitution(node, node.script, node.pos);
        continue;
      }
      if (node.type === 'ArithmeticExpansion') {
        const inner = node.text.startsWith('$[') ? node.text.slice(2, -1) : node.text.slice(3, -2);
        const parts = readAsText(inner);
        this.arithmetic.set(node, parts);
        stack.push(...parts);
        continue;
      }
      if (node.type === 'ArrayValue') for (const word of node.elements) this.braces.set(word, this.word(word));
      forEachChild(node, (child) => stack.push(child));
    }
  }

  protected substitution(node: object, script: Script | undefined, pos: number): void {
    const decoded = script?.source;
    const line = this.line(pos);
    const saved = [this.text, this.fixedLine] as const;
    if (decoded !== undefined) [this.text, this.fixedLine] = [decoded, line];
    for (const redirect of [onlyInput(script)]) if (redirect !== undefined) this.scan(redirect);
    this.defer(
      (entry) => this.substitutions.set(node, entry),
      () => {
        const file = onlyInput(script);
        if (file !== undefined) this.emit({ op: 'catfile', redirects: [file], line });
        else this.statements(script?.commands ?? [], true);
        this.emit({ op: 'exit' });
      },
    );
    [this.text, this.fixedLine] = saved;
  }
}
