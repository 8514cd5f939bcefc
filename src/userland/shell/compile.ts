/** From the tree of a source text to its flat code. */
import type { Command, CommandNode, CompoundCommand, CompoundList, PipelineNode, AndOr, Redirection, Statement, Word } from 'unbash';
import type { Code, Op } from './code';
import { WordCompiler } from './compile-words';
import type { Mutable } from './emitter';
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

class Compiler extends WordCompiler {
  run(tail: boolean): Code {
    const { script, chunks, fault } = parseSource(this.source);
    this.open = openHereDocuments(script);
    for (const [i, chunk] of chunks.entries()) this.#chunk(chunk, tail && i === chunks.length - 1 && fault === undefined);
    if (fault !== undefined) this.#fault(fault);
    this.emit({ op: 'end' });
    for (let next = this.deferred.shift(); next !== undefined; next = this.deferred.shift()) next();
    return {
      ops: this.ops,
      substitutions: this.substitutions,
      arithmetic: this.arithmetic,
      braces: this.braces,
      tooManyWords: this.tooManyWords,
    };
  }

  #chunk(chunk: Chunk, tail: boolean): void {
    const op = this.emit({ op: 'chunk', end: 0, line: this.line(chunk.pos), text: this.text.slice(chunk.pos, chunk.end) });
    for (const { pos, message } of this.open) {
      if (pos < chunk.pos || pos >= chunk.end) continue;
      const text = `warning: here-document at line ${this.line(pos) + 1} delimited by end-of-file (wanted \`${message}')`;
      this.emit({ op: 'warn', message: text, line: this.line(this.source.length - 1) });
    }
    this.statements(chunk.statements, tail, true);
    op.end = this.here;
  }

  #fault(fault: Fault): void {
    const pos = Math.min(fault.pos, this.source.length);
    // The end of a text without a newline counts as a line of its own.
    const behind = fault.incomplete && pos === this.source.length && !this.source.endsWith('\n') ? 1 : 0;
    const line = this.line(pos) + behind;
    const start = this.lines[line] ?? 0;
    const end = this.source.indexOf('\n', start);
    const detail = fault.refused
      ? ` (line ${line + 1}, column ${columnAt(this.source, pos)})`
      : this.source.slice(start, end < 0 ? undefined : end);
    this.emit({ op: 'fault', message: fault.refused ? fault.message + detail : fault.message, line, detail: fault.refused ? '' : detail });
  }

  // --- lists and pipelines ------------------------------------------------------------------------------------------

  protected statements(statements: readonly Statement[], tail: boolean, plainTail = false): void {
    for (const [i, statement] of statements.entries()) this.#statement(statement, tail && i === statements.length - 1, plainTail);
  }

  #list(list: CompoundList, tail = false): void {
    if (list.commands.length === 0) this.emit({ op: 'status', status: 0 });
    this.statements(list.commands, tail);
  }

  #statement(statement: Statement, tail: boolean, plainTail: boolean): void {
    const command = statement.command;
    if (statement.background !== true) return this.#andOr(command, tail, plainTail);
    const line = this.line(command.pos);
    const text = this.slice(command);
    if (command.type === 'Pipeline' && command.prefixes.length === 0 && command.commands.length > 1) return this.#pipeline(command, true);
    const op = this.emit({ op: 'background', entry: 0, line, text });
    this.defer(
      (entry) => (op.entry = entry),
      () => {
        if (command.type === 'AndOr' || command.type === 'Pipeline') this.#andOr(command, false, false);
        else this.#child(command);
        this.emit({ op: 'exit' });
      },
    );
  }

  #andOr(node: PipelineNode | AndOr, tail: boolean, plainTail: boolean): void {
    if (node.type !== 'AndOr') return this.#pipelineNode(node, tail, plainTail);
    for (const [i, command] of node.commands.entries()) {
      const last = i === node.commands.length - 1;
      let skip: Mutable<Extract<Op, { op: 'branch' }>> | undefined;
      if (i > 0) skip = this.emit({ op: 'branch', when: node.operators[i - 1] === '||', to: 0 });
      if (!last) this.emit({ op: 'cond', by: 1 });
      this.#pipelineNode(command, tail && last, plainTail);
      if (!last) {
        // A skipped command must not lower the count, so the jump lands behind.
        this.emit({ op: 'cond', by: -1 });
      }
      if (skip !== undefined) skip.to = this.here;
    }
  }

  #pipelineNode(node: PipelineNode, tail: boolean, plainTail: boolean): void {
    if (node.type !== 'Pipeline') return this.#command(node, tail, plainTail);
    const negated = node.prefixes.filter((prefix) => prefix.type === 'Negation').length % 2 === 1;
    const negations = node.prefixes.some((prefix) => prefix.type === 'Negation');
    const time = node.prefixes.find((prefix) => prefix.type === 'Time');
    if (time !== undefined) this.emit({ op: 'time', posix: time.type === 'Time' && time.posix !== undefined });
    if (negations) this.emit({ op: 'cond', by: 1 });
    const only = node.commands[0];
    if (node.commands.length > 1) this.#pipeline(node, false);
    else if (only !== undefined) this.#command(only, false, false);
    else this.emit({ op: 'status', status: 0 });
    if (negations) this.emit({ op: 'cond', by: -1 });
    if (negated) this.emit({ op: 'not' });
    if (time !== undefined) this.emit({ op: 'timed' });
  }

  #pipeline(node: Extract<PipelineNode, { type: 'Pipeline' }>, background: boolean): void {
    const entries: number[] = [];
    const both = node.operators.map((operator) => operator === '|&');
    this.emit({ op: 'pipeline', entries, both, line: this.line(node.pos), text: this.slice(node), background });
    for (const [i, command] of node.commands.entries()) {
      entries.push(0);
      this.defer(
        (entry) => (entries[i] = entry),
        () => {
          this.#child(command);
          this.emit({ op: 'exit' });
        },
      );
    }
    if (!background) this.emit({ op: 'check' });
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
        const op = this.emit({ op: 'define', name: node.name.value, entry: 0, line: this.line(node.pos) });
        const body = node.body;
        this.defer(
          (entry) => (op.entry = entry),
          () => {
            if (body.type === 'CompoundList') this.#list(body);
            else this.#command(body, false, false);
            this.emit({ op: 'return' });
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
    for (const child of [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix]) this.scan(child);
    const arguments_: Word[] = [];
    if (node.name !== undefined) arguments_.push(node.name);
    for (const argument of node.args) if (argument.type === 'Word') arguments_.push(argument);
    const words = arguments_.flatMap((word) => this.word(word));
    const declares = node.args.some((argument) => argument.type === 'Assignment');
    const plain = !declares && words.every((word) => typeof word === 'string');
    // Bash notes the line when it has read one word ahead.
    const items = [...node.prefix, ...(node.name === undefined ? [] : [node.name]), ...node.suffix];
    const line = this.line((items[1] ?? items[0] ?? node).end - 1);
    this.emit({ op: 'simple', command: { node, line, words, plain, tail, text: this.slice(node) } });
    this.emit({ op: 'check' });
  }

  #redirected(pos: number, redirects: readonly Redirection[], body: () => void): void {
    for (const redirect of redirects) this.scan(redirect);
    const op = this.emit({ op: 'redirect', redirects, failed: 0, line: this.line(pos) });
    body();
    this.emit({ op: 'unredirect' });
    const over = this.emit({ op: 'jump', to: 0 });
    op.failed = this.here;
    this.emit({ op: 'check' });
    over.to = this.here;
  }

  #compound(node: CompoundCommand): void {
    switch (node.type) {
      case 'BraceGroup':
        return this.#list(node.body);
      case 'Subshell': {
        const op = this.emit({ op: 'subshell', entry: 0, line: this.line(node.pos), text: this.slice(node) });
        this.defer(
          (entry) => (op.entry = entry),
          () => {
            this.#list(node.body, true);
            this.emit({ op: 'exit' });
          },
        );
        this.emit({ op: 'check' });
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
        this.scan(node.expression);
        this.emit({
          op: 'test',
          text: this.text.slice(node.expression.pos, node.expression.end),
          expression: node.expression,
          line: this.line(node.pos),
        });
        this.emit({ op: 'check' });
        return;
      case 'ArithmeticCommand':
        this.arithmeticOp(node.body, node.pos, true);
        this.emit({ op: 'check' });
        return;
      case 'Select':
        return;
      default:
        return node satisfies never;
    }
  }

  #condition(list: CompoundList): void {
    this.emit({ op: 'cond', by: 1 });
    this.#list(list);
    this.emit({ op: 'cond', by: -1 });
  }

  #if(branches: readonly { clause: CompoundList; then: CompoundList }[], otherwise: CompoundList | undefined): void {
    const ends: Mutable<Extract<Op, { op: 'jump' }>>[] = [];
    for (const { clause, then } of branches) {
      this.#condition(clause);
      const skip = this.emit({ op: 'branch', when: false, to: 0 });
      this.#list(then);
      ends.push(this.emit({ op: 'jump', to: 0 }));
      skip.to = this.here;
    }
    if (otherwise !== undefined) this.#list(otherwise);
    else this.emit({ op: 'status', status: 0 });
    for (const end of ends) end.to = this.here;
  }

  #while(clause: CompoundList, body: CompoundList, until: boolean): void {
    const loop = this.emit({ op: 'loop', exit: 0, next: this.here + 1 });
    const next = this.here;
    this.#condition(clause);
    const leave = this.emit({ op: 'branch', when: until, to: 0 });
    this.#list(body);
    this.emit({ op: 'keep' });
    this.emit({ op: 'jump', to: next });
    loop.exit = this.here;
    leave.to = this.here;
    this.emit({ op: 'unloop' });
  }

  #for(node: Extract<CompoundCommand, { type: 'For' }>): void {
    for (const word of node.wordlist ?? []) this.scan(word);
    const words = node.wordlist?.flatMap((word) => this.word(word));
    const op = this.emit({ op: 'for', name: node.name.value, words, line: this.line(node.pos), exit: 0, next: this.here + 1 });
    const next = this.emit({ op: 'next', name: node.name.value, text: this.#forText(node), exit: 0 });
    this.#list(node.body);
    this.emit({ op: 'keep' });
    this.emit({ op: 'jump', to: op.next });
    op.exit = this.here;
    next.exit = this.here;
    this.emit({ op: 'unloop' });
  }

  #forText(node: Extract<CompoundCommand, { type: 'For' }>): string {
    return `for ${node.name.text} in ${node.wordlist === undefined ? '"$@"' : node.wordlist.map((word) => word.text).join(' ')}`;
  }

  #arithmeticFor(node: Extract<CompoundCommand, { type: 'ArithmeticFor' }>): void {
    const part = (expression: { pos: number; end: number } | undefined): void => {
      if (expression !== undefined) this.arithmeticOp(this.text.slice(expression.pos, expression.end), node.pos, false);
    };
    part(node.initialize);
    const loop = this.emit({ op: 'loop', exit: 0, next: 0 });
    const test = this.here;
    part(node.test);
    const leave = node.test === undefined ? undefined : this.emit({ op: 'branch', when: false, to: 0 });
    this.#list(node.body);
    this.emit({ op: 'keep' });
    loop.next = this.here;
    part(node.update);
    this.emit({ op: 'jump', to: test });
    loop.exit = this.here;
    if (leave !== undefined) leave.to = this.here;
    this.emit({ op: 'unloop' });
  }

  #case(node: Extract<CompoundCommand, { type: 'Case' }>): void {
    this.scan(node.word);
    this.emit({ op: 'case', word: node.word, line: this.line(node.pos) });
    const ends: Mutable<Extract<Op, { op: 'jump' }>>[] = [];
    let fall: Mutable<Extract<Op, { op: 'jump' }>> | undefined;
    for (const item of node.items) {
      for (const pattern of item.pattern) this.scan(pattern);
      const match = this.emit({ op: 'match', patterns: item.pattern, otherwise: 0 });
      if (fall !== undefined) fall.to = this.here;
      fall = undefined;
      this.#list(item.body);
      if (item.terminator === ';&') fall = this.emit({ op: 'jump', to: this.here + 1 });
      else if (item.terminator !== ';;&') ends.push(this.emit({ op: 'jump', to: 0 }));
      else this.emit({ op: 'jump', to: this.here + 1 });
      match.otherwise = this.here;
    }
    if (fall !== undefined) ends.push(fall);
    this.emit({ op: 'status', status: 0 });
    for (const end of ends) end.to = this.here;
    this.emit({ op: 'uncase' });
  }
}
