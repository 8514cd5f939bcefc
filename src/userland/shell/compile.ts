/** From the tree of a source text to its flat code. */
import {
  forEachChild,
  parse,
  type Command,
  type CommandNode,
  type CompoundCommand,
  type CompoundList,
  type PipelineNode,
  type AndOr,
  type Redirection,
  type Script,
  type Statement,
  type SyntaxNode,
  type Word,
  type WordPart,
} from 'unbash';
import { BraceError, expandBraces } from './brace';
import type { Code, ExpandedWord, Op } from './code';
import { columnAt, openHereDocuments, parseSource, type Chunk, type Fault } from './parse';

/** Codes kept; the oldest is made anew when it is asked for again. */
const CACHE = 256;
const caches = { tail: new Map<string, Code>(), plain: new Map<string, Code>() } as const;

/** The code of a text; `tail` (for `-c`) lets its last command become the program without a fork. */
export function compile(source: string, tail: boolean): Code {
  const cache = tail ? caches.tail : caches.plain;
  const known = cache.get(source);
  if (known !== undefined) return known;
  const code = new Compiler(source).run(tail);
  if (cache.size >= CACHE) {
    const oldest = cache.keys().next();
    if (!oldest.done) cache.delete(oldest.value);
  }
  cache.set(source, code);
  return code;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Compiler {
  readonly ops: Op[] = [];
  readonly substitutions = new Map<object, number>();
  readonly arithmetic = new Map<object, readonly WordPart[]>();
  readonly braces = new Map<object, readonly ExpandedWord[]>();
  readonly tooManyWords = new Set<object>();
  readonly #deferred: (() => void)[] = [];
  readonly #lines: number[] = [0];
  /** Text that positions index: inside backquotes with escapes, the decoded one. */
  #text: string;
  #open: readonly { pos: number; message: string }[] = [];
  /** Line of everything inside a decoded text. */
  #fixedLine: number | undefined;

  constructor(readonly source: string) {
    this.#text = source;
    for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) this.#lines.push(at + 1);
  }

  run(tail: boolean): Code {
    const { script, chunks, fault } = parseSource(this.source);
    this.#open = openHereDocuments(script);
    for (const [i, chunk] of chunks.entries()) this.#chunk(chunk, tail && i === chunks.length - 1 && fault === undefined);
    if (fault !== undefined) this.#fault(fault);
    this.#emit({ op: 'end' });
    for (let next = this.#deferred.shift(); next !== undefined; next = this.#deferred.shift()) next();
    return {
      ops: this.ops,
      substitutions: this.substitutions,
      arithmetic: this.arithmetic,
      braces: this.braces,
      tooManyWords: this.tooManyWords,
    };
  }

  #emit<T extends Op>(op: T): Mutable<T> {
    this.ops.push(op);
    return op as Mutable<T>;
  }
  get #here(): number {
    return this.ops.length;
  }

  #line(pos: number): number {
    if (this.#fixedLine !== undefined) return this.#fixedLine;
    let low = 0;
    let high = this.#lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#lines[middle]! <= pos) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Code that is run by somebody else (a child, a call): put behind everything, its entry told to `set`. */
  #defer(set: (entry: number) => void, body: () => void): void {
    const text = this.#text;
    const line = this.#fixedLine;
    this.#deferred.push(() => {
      const saved = [this.#text, this.#fixedLine] as const;
      [this.#text, this.#fixedLine] = [text, line];
      set(this.#here);
      body();
      [this.#text, this.#fixedLine] = saved;
    });
  }

  #chunk(chunk: Chunk, tail: boolean): void {
    const op = this.#emit({ op: 'chunk', end: 0, line: this.#line(chunk.pos), text: this.#text.slice(chunk.pos, chunk.end) });
    for (const { pos, message } of this.#open) {
      if (pos < chunk.pos || pos >= chunk.end) continue;
      const text = `warning: here-document at line ${this.#line(pos) + 1} delimited by end-of-file (wanted \`${message}')`;
      this.#emit({ op: 'warn', message: text, line: this.#line(this.source.length - 1) });
    }
    this.#statements(chunk.statements, tail, true);
    op.end = this.#here;
  }

  #fault(fault: Fault): void {
    const pos = Math.min(fault.pos, this.source.length);
    const line = this.#line(pos);
    const start = this.#lines[line] ?? 0;
    const end = this.source.indexOf('\n', start);
    const detail = fault.refused
      ? ` (line ${line + 1}, column ${columnAt(this.source, pos)})`
      : this.source.slice(start, end < 0 ? undefined : end);
    this.#emit({ op: 'fault', message: fault.refused ? fault.message + detail : fault.message, line, detail: fault.refused ? '' : detail });
  }

  // --- lists and pipelines ------------------------------------------------------------------------------------------

  #statements(statements: readonly Statement[], tail: boolean, plainTail = false): void {
    for (const [i, statement] of statements.entries()) this.#statement(statement, tail && i === statements.length - 1, plainTail);
  }

  #list(list: CompoundList, tail = false): void {
    if (list.commands.length === 0) this.#emit({ op: 'status', status: 0 });
    this.#statements(list.commands, tail);
  }

  #statement(statement: Statement, tail: boolean, plainTail: boolean): void {
    const command = statement.command;
    if (statement.background !== true) return this.#andOr(command, tail, plainTail);
    const line = this.#line(command.pos);
    const text = this.#slice(command);
    if (command.type === 'Pipeline' && command.prefixes.length === 0 && command.commands.length > 1) return this.#pipeline(command, true);
    const op = this.#emit({ op: 'background', entry: 0, line, text });
    this.#defer(
      (entry) => (op.entry = entry),
      () => {
        if (command.type === 'AndOr' || command.type === 'Pipeline') this.#andOr(command, false, false);
        else this.#child(command);
        this.#emit({ op: 'exit' });
      },
    );
  }

  #andOr(node: PipelineNode | AndOr, tail: boolean, plainTail: boolean): void {
    if (node.type !== 'AndOr') return this.#pipelineNode(node, tail, plainTail);
    for (const [i, command] of node.commands.entries()) {
      const last = i === node.commands.length - 1;
      let skip: Mutable<Extract<Op, { op: 'branch' }>> | undefined;
      if (i > 0) skip = this.#emit({ op: 'branch', when: node.operators[i - 1] === '||', to: 0 });
      if (!last) this.#emit({ op: 'cond', by: 1 });
      this.#pipelineNode(command, tail && last, plainTail);
      if (!last) {
        // A skipped command must not lower the count, so the jump lands behind.
        this.#emit({ op: 'cond', by: -1 });
      }
      if (skip !== undefined) skip.to = this.#here;
    }
  }

  #pipelineNode(node: PipelineNode, tail: boolean, plainTail: boolean): void {
    if (node.type !== 'Pipeline') return this.#command(node, tail, plainTail);
    const negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
    const negations = node.prefixes.some((prefix) => prefix.type === 'Negation');
    const time = node.prefixes.find((prefix) => prefix.type === 'Time');
    if (time !== undefined) this.#emit({ op: 'time', posix: time.type === 'Time' && time.posix !== undefined });
    if (negations) this.#emit({ op: 'cond', by: 1 });
    const only = node.commands[0];
    if (node.commands.length > 1) this.#pipeline(node, false);
    else if (only !== undefined) this.#command(only, false, false);
    else this.#emit({ op: 'status', status: 0 });
    if (negations) this.#emit({ op: 'cond', by: -1 });
    if (negated) this.#emit({ op: 'not' });
    if (time !== undefined) this.#emit({ op: 'timed' });
  }

  #pipeline(node: Extract<PipelineNode, { type: 'Pipeline' }>, background: boolean): void {
    const entries: number[] = [];
    const both = node.operators.map((operator) => operator === '|&');
    this.#emit({ op: 'pipeline', entries, both, line: this.#line(node.pos), text: this.#slice(node), background });
    for (const [i, command] of node.commands.entries()) {
      entries.push(0);
      this.#defer(
        (entry) => (entries[i] = entry),
        () => {
          this.#child(command);
          this.#emit({ op: 'exit' });
        },
      );
    }
    if (!background) this.#emit({ op: 'check' });
  }

  /** A command that has a child of its own: it needs no further fork. */
  #child(node: CommandNode): void {
    if (node.type === 'Command') return this.#simple(node, true);
    if (node.type === 'Subshell') return this.#list(node.body, true);
    if (node.type === 'Redirected' && node.command.type === 'Subshell') {
      const { command, redirects } = node;
      return this.#redirected(node.pos, redirects, () => this.#list(command.body, true));
    }
    this.#command(node, false, false);
  }

  // --- commands -----------------------------------------------------------------------------------------------------

  #command(node: CommandNode, tail: boolean, plainTail: boolean): void {
    switch (node.type) {
      case 'Command':
        return this.#simple(node, tail && !(plainTail && node.redirects.length > 0));
      case 'Redirected':
        this.#redirected(node.pos, node.redirects, () => this.#compound(node.command));
        return;
      case 'Function': {
        const op = this.#emit({ op: 'define', name: node.name.value, entry: 0, line: this.#line(node.pos) });
        const body = node.body;
        this.#defer(
          (entry) => (op.entry = entry),
          () => {
            if (body.type === 'CompoundList') this.#list(body);
            else this.#command(body, false, false);
            this.#emit({ op: 'return' });
          },
        );
        return;
      }
      case 'Coproc':
        return;
      default:
        return this.#compound(node);
    }
  }

  #simple(node: Command, tail: boolean): void {
    for (const child of [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix]) this.#scan(child);
    const arguments_: Word[] = [];
    if (node.name !== undefined) arguments_.push(node.name);
    for (const argument of node.args) if (argument.type === 'Word') arguments_.push(argument);
    const words = arguments_.flatMap((word) => this.#word(word));
    const declares = node.args.some((argument) => argument.type === 'Assignment');
    const plain = !declares && words.every((word) => typeof word === 'string');
    // Bash notes the line when it has read one word ahead.
    const items = [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix];
    const line = this.#line((items[1] ?? items[0] ?? node).end - 1);
    this.#emit({ op: 'simple', command: { node, line, words, plain, tail, text: this.#slice(node) } });
    this.#emit({ op: 'check' });
  }

  #redirected(pos: number, redirects: readonly Redirection[], body: () => void): void {
    for (const redirect of redirects) this.#scan(redirect);
    const op = this.#emit({ op: 'redirect', redirects, failed: 0, line: this.#line(pos) });
    body();
    this.#emit({ op: 'unredirect' });
    const over = this.#emit({ op: 'jump', to: 0 });
    op.failed = this.#here;
    this.#emit({ op: 'check' });
    over.to = this.#here;
  }

  #compound(node: CompoundCommand): void {
    switch (node.type) {
      case 'BraceGroup':
        return this.#list(node.body);
      case 'Subshell': {
        const op = this.#emit({ op: 'subshell', entry: 0, line: this.#line(node.pos), text: this.#slice(node) });
        this.#defer(
          (entry) => (op.entry = entry),
          () => {
            this.#list(node.body, true);
            this.#emit({ op: 'exit' });
          },
        );
        this.#emit({ op: 'check' });
        return;
      }
      case 'If':
        return this.#if([{ clause: node.clause, then: node.then }, ...node.elif], node.else);
      case 'While':
        return this.#while(node.clause, node.body, node.kind === 'until');
      case 'For':
        return this.#for(node);
      case 'ArithmeticFor':
        return this.#arithmeticFor(node);
      case 'Case':
        return this.#case(node);
      case 'TestCommand':
        this.#scan(node.expression);
        this.#emit({
          op: 'test',
          text: this.#text.slice(node.expression.pos, node.expression.end),
          expression: node.expression,
          line: this.#line(node.pos),
        });
        this.#emit({ op: 'check' });
        return;
      case 'ArithmeticCommand':
        this.#arithmetic(node.body, node.pos, true);
        this.#emit({ op: 'check' });
        return;
      case 'Select':
        return;
      default:
        return node satisfies never;
    }
  }

  #condition(list: CompoundList): void {
    this.#emit({ op: 'cond', by: 1 });
    this.#list(list);
    this.#emit({ op: 'cond', by: -1 });
  }

  #if(branches: readonly { clause: CompoundList; then: CompoundList }[], otherwise: CompoundList | undefined): void {
    const ends: Mutable<Extract<Op, { op: 'jump' }>>[] = [];
    for (const { clause, then } of branches) {
      this.#condition(clause);
      const skip = this.#emit({ op: 'branch', when: false, to: 0 });
      this.#list(then);
      ends.push(this.#emit({ op: 'jump', to: 0 }));
      skip.to = this.#here;
    }
    if (otherwise !== undefined) this.#list(otherwise);
    else this.#emit({ op: 'status', status: 0 });
    for (const end of ends) end.to = this.#here;
  }

  #while(clause: CompoundList, body: CompoundList, until: boolean): void {
    const loop = this.#emit({ op: 'loop', exit: 0, next: this.#here + 1 });
    const next = this.#here;
    this.#condition(clause);
    const leave = this.#emit({ op: 'branch', when: until, to: 0 });
    this.#list(body);
    this.#emit({ op: 'keep' });
    this.#emit({ op: 'jump', to: next });
    loop.exit = this.#here;
    leave.to = this.#here;
    this.#emit({ op: 'unloop' });
  }

  #for(node: Extract<CompoundCommand, { type: 'For' }>): void {
    for (const word of node.wordlist ?? []) this.#scan(word);
    const words = node.wordlist?.flatMap((word) => this.#word(word));
    const op = this.#emit({ op: 'for', name: node.name.value, words, line: this.#line(node.pos), exit: 0, next: this.#here + 1 });
    const next = this.#emit({ op: 'next', name: node.name.value, text: this.#forText(node), exit: 0 });
    this.#list(node.body);
    this.#emit({ op: 'keep' });
    this.#emit({ op: 'jump', to: op.next });
    op.exit = this.#here;
    next.exit = this.#here;
    this.#emit({ op: 'unloop' });
  }

  #forText(node: Extract<CompoundCommand, { type: 'For' }>): string {
    return `for ${node.name.text} in ${node.wordlist === undefined ? '"$@"' : node.wordlist.map((word) => word.text).join(' ')}`;
  }

  #arithmeticFor(node: Extract<CompoundCommand, { type: 'ArithmeticFor' }>): void {
    const part = (expression: { pos: number; end: number } | undefined): void => {
      if (expression !== undefined) this.#arithmetic(this.#text.slice(expression.pos, expression.end), node.pos, false);
    };
    part(node.initialize);
    const loop = this.#emit({ op: 'loop', exit: 0, next: 0 });
    const test = this.#here;
    part(node.test);
    const leave = node.test === undefined ? undefined : this.#emit({ op: 'branch', when: false, to: 0 });
    this.#list(node.body);
    this.#emit({ op: 'keep' });
    loop.next = this.#here;
    part(node.update);
    this.#emit({ op: 'jump', to: test });
    loop.exit = this.#here;
    if (leave !== undefined) leave.to = this.#here;
    this.#emit({ op: 'unloop' });
  }

  #case(node: Extract<CompoundCommand, { type: 'Case' }>): void {
    this.#scan(node.word);
    this.#emit({ op: 'case', word: node.word, line: this.#line(node.pos) });
    const ends: Mutable<Extract<Op, { op: 'jump' }>>[] = [];
    let fall: Mutable<Extract<Op, { op: 'jump' }>> | undefined;
    for (const item of node.items) {
      for (const pattern of item.pattern) this.#scan(pattern);
      const match = this.#emit({ op: 'match', patterns: item.pattern, otherwise: 0 });
      if (fall !== undefined) fall.to = this.#here;
      fall = undefined;
      this.#list(item.body);
      if (item.terminator === ';&') fall = this.#emit({ op: 'jump', to: this.#here + 1 });
      else if (item.terminator !== ';;&') ends.push(this.#emit({ op: 'jump', to: 0 }));
      else this.#emit({ op: 'jump', to: this.#here + 1 });
      match.otherwise = this.#here;
    }
    if (fall !== undefined) ends.push(fall);
    this.#emit({ op: 'status', status: 0 });
    for (const end of ends) end.to = this.#here;
    this.#emit({ op: 'uncase' });
  }

  // --- words --------------------------------------------------------------------------------------------------------

  #arithmetic(text: string, pos: number, command: boolean): void {
    const parts = readAsText(text);
    for (const part of parts) this.#scan(part);
    this.#emit({ op: 'arithmetic', parts, text, line: this.#line(pos), command });
  }

  /** A word with its braces expanded; plain texts where nothing is left to expand. */
  #word(word: Word): readonly ExpandedWord[] {
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
      else words.push(...this.#reparse(text));
    }
    return words;
  }

  #reparse(text: string): readonly ExpandedWord[] {
    const command = parse(`: ${text}`).commands[0]?.command;
    const word = command?.type === 'Command' ? command.args[0] : undefined;
    if (word?.type !== 'Word') return [text];
    const saved = [this.#text, this.#fixedLine] as const;
    [this.#text, this.#fixedLine] = [`: ${text}`, this.#fixedLine ?? 0];
    this.#scan(word);
    [this.#text, this.#fixedLine] = saved;
    return [plainText(word) ?? word];
  }

  /** Compiles what is nested in a word, redirection or test: substitutions, arithmetic, braces of array values. */
  #scan(root: SyntaxNode): void {
    const stack: SyntaxNode[] = [root];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (node.type === 'CommandExpansion' || node.type === 'ArithmeticCommandExpansion') {
        this.#substitution(node, node.script, node.pos);
        continue;
      }
      if (node.type === 'ArithmeticExpansion') {
        const inner = node.text.startsWith('$[') ? node.text.slice(2, -1) : node.text.slice(3, -2);
        const parts = readAsText(inner);
        this.arithmetic.set(node, parts);
        stack.push(...parts);
        continue;
      }
      if (node.type === 'ArrayValue') for (const word of node.elements) this.braces.set(word, this.#word(word));
      forEachChild(node, (child) => stack.push(child));
    }
  }

  #substitution(node: object, script: Script | undefined, pos: number): void {
    const decoded = script?.source;
    const line = this.#line(pos);
    const saved = [this.#text, this.#fixedLine] as const;
    if (decoded !== undefined) [this.#text, this.#fixedLine] = [decoded, line];
    for (const redirect of [onlyInput(script)]) if (redirect !== undefined) this.#scan(redirect);
    this.#defer(
      (entry) => this.substitutions.set(node, entry),
      () => {
        const file = onlyInput(script);
        if (file !== undefined) this.#emit({ op: 'catfile', redirects: [file], line });
        else this.#statements(script?.commands ?? [], true);
        this.#emit({ op: 'exit' });
      },
    );
    [this.#text, this.#fixedLine] = saved;
  }

  /** A command as `jobs` shows it. */
  #slice(node: Command | CommandNode | PipelineNode | AndOr): string {
    return commandText(node, (part) => this.#line1(part));
  }

  #line1(node: { pos: number; end: number }): string {
    return this.#text
      .slice(node.pos, node.end)
      .replace(/[ \t]*\n[ \t\n]*/g, '; ')
      .replace(/(\b(?:do|then|else|in)|[{(&|;]);/g, '$1');
  }
}

/** `$(< file)`: the redirection. */
function onlyInput(script: Script | undefined): Redirection | undefined {
  const statement = script?.commands[0];
  if (script?.commands.length !== 1 || statement?.background || statement?.command.type !== 'Command') return undefined;
  const { name, prefix, redirects } = statement.command;
  const only = redirects[0];
  const input =
    name === undefined &&
    redirects.length === 1 &&
    prefix.every((item) => item === only) &&
    only?.type === 'Redirect' &&
    only.operator === '<';
  return input && only.descriptor === undefined ? only : undefined;
}

/** A command written as bash writes it back: one blank between words, `( … )`, `2> file`. `source` slices what is left as it stands. */
function commandText(node: CommandNode | PipelineNode | AndOr, source: (part: { pos: number; end: number }) => string): string {
  const redirect = (item: Redirection): string => {
    const number =
      item.descriptor === undefined
        ? ''
        : item.descriptor.type === 'FileDescriptor'
          ? String(item.descriptor.value)
          : `{${item.descriptor.name}}`;
    if (item.type === 'HereDoc') return `${number}${item.operator}${item.delimiter?.text ?? ''}`;
    const gap = item.operator === '>&' || item.operator === '<&' ? '' : ' ';
    const fd = gap === '' && number === '' ? (item.operator === '>&' ? '1' : '0') : number;
    return `${fd}${item.operator}${gap}${item.target?.text ?? ''}`;
  };
  const list = (body: CompoundList): string =>
    body.commands.map((statement) => commandText(statement.command, source) + (statement.background ? ' &' : ';')).join(' ');
  switch (node.type) {
    case 'Command': {
      const words = [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix];
      return words.map((item) => (item.type === 'Word' || item.type === 'Assignment' ? item.text : redirect(item))).join(' ');
    }
    case 'Subshell':
      return `( ${list(node.body).replace(/;$/, '')} )`;
    case 'BraceGroup':
      return `{ ${list(node.body)} }`;
    case 'Redirected':
      return [commandText(node.command, source), ...node.redirects.map(redirect)].join(' ');
    case 'Pipeline':
      return (
        (node.prefixes.some((prefix) => prefix.type === 'Negation') ? '! ' : '') +
        node.commands.map((command) => commandText(command, source)).join(' | ')
      );
    case 'AndOr':
      return node.commands.map((command, i) => (i > 0 ? `${node.operators[i - 1]} ` : '') + commandText(command, source)).join(' ');
    default:
      return source(node);
  }
}

/** The text of a word in which nothing is to be expanded. */
export function plainText(word: Word): string | undefined {
  return word.parts === undefined && !word.text.startsWith('~') ? word.value : undefined;
}

/** Parts of a text in which only expansions count, as between double quotes that are not there. */
export function readAsText(text: string): readonly WordPart[] {
  if (text === '') return [];
  const command = parse(`:<<\x01\n${text}\n\x01\n`).commands[0]?.command;
  const body = command?.type === 'Command' ? command.redirects.find((redirect) => redirect.type === 'HereDoc') : undefined;
  if (body?.type !== 'HereDoc' || body.body.parts === undefined) return [{ type: 'Literal', pos: 0, end: text.length, text, value: text }];
  return body.body.parts;
}
