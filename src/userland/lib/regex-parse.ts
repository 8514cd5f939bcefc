/** POSIX regular expressions (basic and extended, with GNU's escapes), read into a small program for `regex.ts`. */
import { byteSet, classSet, foldCase, parseBracket, type ByteSet } from './char-class';

/** A fault in a pattern, in regcomp(3)'s words. */
export class RegexError extends Error {}

export type Anchor =
  | 'line-start'
  | 'line-end'
  | 'word-start'
  | 'word-end'
  | 'word-edge'
  | 'not-word-edge'
  | 'text-start'
  | 'text-end'
  | 'no-word-before'
  | 'no-word-after';

/** One instruction; `split` tries `next` first. */
export type Instruction =
  | { readonly op: 'set'; readonly set: ByteSet }
  | { op: 'split'; next: number; other: number }
  | { op: 'jump'; next: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'assert'; readonly anchor: Anchor }
  | { readonly op: 'back'; readonly group: number }
  | { readonly op: 'match' };

export interface RegexProgram {
  readonly code: readonly Instruction[];
  /** Parenthesised groups. */
  readonly groups: number;
  readonly hasBack: boolean;
}

export interface RegexOptions {
  /** `( ) { } + ? |` need no backslash. */
  readonly extended?: boolean;
  readonly ignoreCase?: boolean;
  /** The match must be a whole line (`grep -x`), or stand between what is no word (`grep -w`). */
  readonly whole?: 'line' | 'word';
}

const MAX_CODE = 4000;
const MAX_DEPTH = 200;
const TOO_BIG = 'Regular expression too big';

type Node =
  | { readonly type: 'set'; readonly set: ByteSet }
  | { readonly type: 'assert'; readonly anchor: Anchor }
  | { readonly type: 'back'; readonly group: number }
  | { readonly type: 'group'; readonly group: number; readonly body: Node }
  | { readonly type: 'sequence'; readonly parts: readonly Node[] }
  | { readonly type: 'either'; readonly branches: readonly Node[] }
  | { readonly type: 'repeat'; readonly body: Node; readonly min: number; readonly max: number };

/** Reads a pattern; throws `RegexError`. */
export function parseRegex(pattern: string, options: RegexOptions): RegexProgram {
  const parser = new Parser(pattern, options);
  const tree = parser.parse();
  const code: Instruction[] = [];
  const { whole } = options;
  if (whole !== undefined) code.push({ op: 'assert', anchor: whole === 'line' ? 'line-start' : 'no-word-before' });
  emit({ type: 'group', group: 0, body: tree }, code);
  if (whole !== undefined) code.push({ op: 'assert', anchor: whole === 'line' ? 'line-end' : 'no-word-after' });
  code.push({ op: 'match' });
  return { code, groups: parser.groups, hasBack: code.some((one) => one.op === 'back') };
}

const ESCAPES: Readonly<Record<string, Node>> = {
  w: { type: 'set', set: classSet('word') },
  W: { type: 'set', set: byteSet((c) => !classSet('word')[c]) },
  s: { type: 'set', set: classSet('space') },
  S: { type: 'set', set: byteSet((c) => !classSet('space')[c]) },
  b: { type: 'assert', anchor: 'word-edge' },
  B: { type: 'assert', anchor: 'not-word-edge' },
  '<': { type: 'assert', anchor: 'word-start' },
  '>': { type: 'assert', anchor: 'word-end' },
  '`': { type: 'assert', anchor: 'text-start' },
  "'": { type: 'assert', anchor: 'text-end' },
};

class Parser {
  groups = 0;
  #at = 0;
  #depth = 0;
  readonly #closed = new Set<number>();

  constructor(
    readonly pattern: string,
    readonly options: RegexOptions,
  ) {}

  parse(): Node {
    const tree = this.#either();
    if (this.#at < this.pattern.length) throw new RegexError('Unmatched ) or \\)');
    return tree;
  }

  /** True where an operator stands here: bare when extended, behind a backslash when basic. */
  #operator(c: string): boolean {
    return this.pattern.startsWith(this.options.extended ? c : `\\${c}`, this.#at);
  }

  #take(c: string): boolean {
    if (!this.#operator(c)) return false;
    this.#at += this.options.extended ? 1 : 2;
    return true;
  }

  #either(): Node {
    if (++this.#depth > MAX_DEPTH) throw new RegexError(TOO_BIG);
    const branches = [this.#sequence()];
    while (this.#take('|')) branches.push(this.#sequence());
    this.#depth--;
    return branches.length === 1 ? branches[0]! : { type: 'either', branches };
  }

  #sequence(): Node {
    const parts: Node[] = [];
    while (this.#at < this.pattern.length && !this.#operator('|')) {
      if (this.#operator(')') && (this.#depth > 1 || !this.options.extended)) break;
      let part = this.#atom(parts.length === 0);
      for (;;) {
        const times = part.type === 'assert' && !this.options.extended ? undefined : this.#times();
        if (times === undefined) break;
        part = { type: 'repeat', body: part, ...times };
      }
      parts.push(part);
    }
    return { type: 'sequence', parts };
  }

  #times(): { min: number; max: number } | undefined {
    if (this.pattern[this.#at] === '*') {
      this.#at++;
      return { min: 0, max: Infinity };
    }
    if (this.#take('+')) return { min: 1, max: Infinity };
    if (this.#take('?')) return { min: 0, max: 1 };
    if (!this.#operator('{')) return undefined;
    const rest = this.pattern.slice(this.#at + (this.options.extended ? 1 : 2));
    const match = (this.options.extended ? /^(\d*)(,?)(\d*)\}/ : /^(\d*)(,?)(\d*)\\\}/).exec(rest);
    if (match === null || (match[1] === '' && match[2] === '')) {
      if (this.options.extended) return undefined;
      throw new RegexError(rest.includes('\\}') ? 'Invalid content of \\{\\}' : 'Unmatched { or \\{');
    }
    const min = Number(match[1]);
    const max = match[2] === '' ? min : match[3] === '' ? Infinity : Number(match[3]);
    if (min > max) throw new RegexError('Invalid content of \\{\\}');
    if (min > 32767 || (max !== Infinity && max > 32767)) throw new RegexError(TOO_BIG);
    this.#at += (this.options.extended ? 1 : 2) + match[0].length;
    return { min, max };
  }

  #atom(first: boolean): Node {
    const c = this.pattern[this.#at]!;
    const { extended } = this.options;
    if (this.#take('(')) return this.#group();
    if (c === '[') return this.#bracket();
    if (c === '.') return this.#set(byteSet(() => true));
    if (c === '^' && (extended || first)) return this.#anchor('line-start');
    if (c === '$' && (extended || this.#endsHere(this.#at + 1))) return this.#anchor('line-end');
    if (c === '\\') return this.#escape();
    if (extended && first && (c === '*' || c === '+' || c === '?')) {
      // GNU takes a repetition of nothing for nothing.
      this.#at++;
      return { type: 'sequence', parts: [] };
    }
    if (!extended && c === '*' && !first) return this.#literal(c);
    return this.#literal(c);
  }

  #endsHere(at: number): boolean {
    return at >= this.pattern.length || this.pattern.startsWith('\\)', at) || this.pattern.startsWith('\\|', at);
  }

  #group(): Node {
    const group = ++this.groups;
    const body = this.#either();
    if (!this.#take(')')) throw new RegexError('Unmatched ( or \\(');
    this.#closed.add(group);
    return { type: 'group', group, body };
  }

  #bracket(): Node {
    const bracket = parseBracket(this.pattern, this.#at, false);
    if (bracket === undefined) throw new RegexError('Unmatched [, [^, [:, [., or [=');
    if (bracket === 'class') throw new RegexError('Invalid character class name');
    if (bracket === 'range') throw new RegexError('Invalid range end');
    this.#at = bracket.next;
    return { type: 'set', set: this.options.ignoreCase ? foldCase(bracket.set) : bracket.set };
  }

  #escape(): Node {
    const c = this.pattern[this.#at + 1];
    if (c === undefined) throw new RegexError('Trailing backslash');
    this.#at += 2;
    if (c >= '1' && c <= '9') {
      if (!this.#closed.has(Number(c))) throw new RegexError('Invalid back reference');
      return { type: 'back', group: Number(c) };
    }
    if (c === '{' && !this.options.extended) throw new RegexError('Invalid preceding regular expression');
    const known = Object.hasOwn(ESCAPES, c) ? ESCAPES[c] : undefined;
    if (known !== undefined) return known;
    this.#at -= 1;
    return this.#literal(c);
  }

  #literal(c: string): Node {
    const code = c.charCodeAt(0) & 255;
    const set = byteSet((b) => b === code);
    return this.#set(this.options.ignoreCase ? foldCase(set) : set);
  }

  #set(set: ByteSet): Node {
    this.#at++;
    return { type: 'set', set };
  }

  #anchor(anchor: Anchor): Node {
    this.#at++;
    return { type: 'assert', anchor };
  }
}

function emit(node: Node, code: Instruction[]): void {
  if (code.length > MAX_CODE) throw new RegexError(TOO_BIG);
  switch (node.type) {
    case 'set':
      code.push({ op: 'set', set: node.set });
      return;
    case 'assert':
      code.push({ op: 'assert', anchor: node.anchor });
      return;
    case 'back':
      code.push({ op: 'back', group: node.group });
      return;
    case 'group':
      code.push({ op: 'save', slot: node.group * 2 });
      emit(node.body, code);
      code.push({ op: 'save', slot: node.group * 2 + 1 });
      return;
    case 'sequence':
      for (const part of node.parts) emit(part, code);
      return;
    case 'either':
      emitEither(node.branches, code);
      return;
    case 'repeat':
      emitRepeat(node, code);
      return;
    default:
      node satisfies never;
  }
}

function emitEither(branches: readonly Node[], code: Instruction[]): void {
  const jumps: Extract<Instruction, { op: 'jump' }>[] = [];
  for (const [i, branch] of branches.entries()) {
    if (i === branches.length - 1) {
      emit(branch, code);
      break;
    }
    const split: Instruction = { op: 'split', next: code.length + 1, other: 0 };
    code.push(split);
    emit(branch, code);
    const jump = { op: 'jump' as const, next: 0 };
    code.push(jump);
    jumps.push(jump);
    split.other = code.length;
  }
  for (const jump of jumps) jump.next = code.length;
}

function emitRepeat(node: Extract<Node, { type: 'repeat' }>, code: Instruction[]): void {
  for (let i = 0; i < node.min; i++) emit(node.body, code);
  if (node.max === Infinity) {
    const start = code.length;
    const split: Instruction = { op: 'split', next: start + 1, other: 0 };
    code.push(split);
    emit(node.body, code);
    code.push({ op: 'jump', next: start });
    split.other = code.length;
    return;
  }
  const splits: Extract<Instruction, { op: 'split' }>[] = [];
  for (let i = node.min; i < node.max; i++) {
    const split = { op: 'split' as const, next: code.length + 1, other: 0 };
    code.push(split);
    splits.push(split);
    emit(node.body, code);
  }
  for (const split of splits) split.other = code.length;
}
