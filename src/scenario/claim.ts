/** The language of `check` blocks: `EXPR unchanged` or `EXPR OP VALUE`, one claim a line. */
import { oddControlFile } from './control-files';
import { nearest } from './nearest';
import { type Problems, quote } from './problem';
import { parseSize } from './size';

/**
 * Words that stand for something by themselves: exit status and output of the last command, the kernel's log, the static key
 * memcg_kmem_enabled_key (1 while it is on), and how many groups are removed but not freed yet.
 */
export const SOURCE_WORDS = ['status', 'stdout', 'dmesg', 'static_key', 'offline'] as const;
export type SourceWord = (typeof SOURCE_WORDS)[number];

export type Expr =
  /** A control file (or any file of the machine), relative to the top of the hierarchy; `key` picks a line of a keyed one. */
  | { readonly kind: 'file'; readonly path: string; readonly key?: string }
  /** Tasks in a group. */
  | { readonly kind: 'tasks'; readonly group: string }
  /** Page frames whose owner is the group. */
  | { readonly kind: 'frames'; readonly group: string }
  | { readonly kind: SourceWord }
  | { readonly kind: 'text'; readonly value: string }
  /** Bytes or a count. `digits` is the same number exactly, also above 2^53. */
  | { readonly kind: 'number'; readonly value: number; readonly digits: string };

export const OPERATORS = ['==', '!=', '<=', '>=', '<', '>', '~'] as const;
export type Operator = (typeof OPERATORS)[number];

interface ClaimBase {
  /** Line of the document. */
  readonly line: number;
  /** As written, trimmed. */
  readonly text: string;
  readonly left: Expr;
}
export type Claim = (ClaimBase & { readonly op: 'unchanged' }) | (ClaimBase & { readonly op: Operator; readonly right: Expr });

const WORDS = [...SOURCE_WORDS, 'unchanged', 'tasks(group)', 'frames(group)'];

type Token =
  | { readonly kind: 'word'; readonly text: string; readonly at: number }
  | { readonly kind: 'string'; readonly text: string; readonly at: number }
  | { readonly kind: 'call'; readonly name: string; readonly text: string; readonly at: number }
  | { readonly kind: 'op'; readonly text: Operator; readonly at: number };

class ClaimError extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

const ENDS_WORD = new Set([' ', '\t', '=', '!', '<', '>', '~', '"', '(', ')']);

function readString(line: string, start: number): { token: Token; end: number } {
  let text = '';
  for (let at = start + 1; at < line.length; at++) {
    const c = line[at]!;
    if (c === '"') return { token: { kind: 'string', text, at: start }, end: at + 1 };
    if (c !== '\\') {
      text += c;
      continue;
    }
    const next = line[++at];
    if (next === 'n') text += '\n';
    else if (next === 't') text += '\t';
    else if (next === '"' || next === '\\') text += next;
    else throw new ClaimError(`no such escape in a text: \\${next ?? ''}`, at - 1);
  }
  throw new ClaimError('this text is not closed: a " is missing', start);
}

function tokens(line: string): Token[] {
  const out: Token[] = [];
  for (let at = 0; at < line.length;) {
    const c = line[at]!;
    if (c === ' ' || c === '\t') {
      at++;
      continue;
    }
    if (c === '#' && (at === 0 || /[ \t]/.test(line[at - 1]!))) break;
    const op = OPERATORS.find((candidate) => line.startsWith(candidate, at));
    if (op) {
      out.push({ kind: 'op', text: op, at });
      at += op.length;
      continue;
    }
    if (c === '=') throw new ClaimError('"=" alone is no comparison; write "=="', at);
    if (c === '"') {
      const { token, end } = readString(line, at);
      out.push(token);
      at = end;
      continue;
    }
    const start = at;
    while (at < line.length && !ENDS_WORD.has(line[at]!)) at++;
    if (at === start) throw new ClaimError(`${quote(c)} was not expected here`, at);
    const text = line.slice(start, at);
    if (line[at] !== '(') {
      out.push({ kind: 'word', text, at: start });
      continue;
    }
    const close = line.indexOf(')', at);
    if (close < 0) throw new ClaimError('this "(" is not closed', at);
    out.push({ kind: 'call', name: text, text: line.slice(at + 1, close).trim(), at: start });
    at = close + 1;
  }
  return out;
}

class ClaimReader {
  #next = 0;
  constructor(
    readonly tokens: readonly Token[],
    readonly end: number,
    readonly doubt: (message: string, at: number) => void,
  ) {}
  peek(): Token | undefined {
    return this.tokens[this.#next];
  }
  take(expected: string): Token {
    const token = this.tokens[this.#next++];
    if (!token) throw new ClaimError(`${expected} was expected at the end of the line`, this.end);
    return token;
  }
  done(): void {
    const token = this.peek();
    if (token) throw new ClaimError(`nothing was expected behind the claim, but there is ${quote(token.text)}`, token.at);
  }

  /** What may stand on the left, and on the right too. */
  source(token: Token): Expr {
    if (token.kind === 'call') return call(token.name, token.text, token.at);
    if (token.kind !== 'word')
      throw new ClaimError(
        `a file, tasks(group), frames(group), or one of ${SOURCE_WORDS.join(', ')} was expected, not ${quote(token.text)}`,
        token.at,
      );
    const { text } = token;
    const word = SOURCE_WORDS.find((known) => known === text);
    if (word !== undefined) return { kind: word };
    if (!/[./]/.test(text) && !ROOT_FILES.has(text)) {
      const meant = nearest(text, WORDS);
      throw new ClaimError(
        `${quote(text)} is no file, and no word of the check language${meant ? `; did you mean ${meant}?` : ''}`,
        token.at,
      );
    }
    const odd = oddControlFile(text);
    if (odd !== undefined) this.doubt(odd, token.at);
    const key = this.peek();
    if (key?.kind !== 'word' || key.text === 'unchanged') return { kind: 'file', path: text };
    this.#next++;
    return { kind: 'file', path: text, key: key.text };
  }

  value(): Expr {
    const token = this.take('a number, a "text" or another expression');
    if (token.kind === 'string') return { kind: 'text', value: token.text };
    if (token.kind === 'word' && /^-?[0-9]/.test(token.text)) return number(token.text, token.at);
    return this.source(token);
  }
}

/** Files of the top group whose names hold neither a dot nor a slash. */
const ROOT_FILES = new Set(['tasks', 'notify_on_release', 'release_agent']);

function call(name: string, argument: string, at: number): Expr {
  if (name !== 'tasks' && name !== 'frames') {
    const meant = nearest(name, ['tasks', 'frames']);
    throw new ClaimError(
      `no such function: ${quote(`${name}()`)}${meant ? `; did you mean ${meant}(…)?` : '; there are tasks(group) and frames(group)'}`,
      at,
    );
  }
  if (argument === '') throw new ClaimError(`${name}() needs a group: ${name}(bomb), or ${name}(/) for the top one`, at);
  return { kind: name, group: argument };
}

function number(text: string, at: number): Expr {
  const negative = text.startsWith('-');
  const bytes = parseSize(negative ? text.slice(1) : text);
  if (bytes === undefined) throw new ClaimError(`a number with K, M or G was expected, not ${quote(text)}`, at);
  const exact = negative ? -bytes : bytes;
  return { kind: 'number', value: Number(exact), digits: String(exact) };
}

function readClaim(text: string, line: number, source: string, warnings: Problems): Claim | undefined {
  const list = tokens(source);
  if (list.length === 0) return undefined;
  const reader = new ClaimReader(list, source.trimEnd().length, (message, at) => warnings.add(line, at + 1, message));
  const left = reader.source(reader.take('an expression'));
  const key = left.kind === 'file' && !reader.peek() ? left.key : undefined;
  if (key && nearest(key, ['unchanged'])) throw new ClaimError(`did you mean "unchanged", not ${quote(key)}?`, source.lastIndexOf(key));
  const op = reader.take('"unchanged" or a comparison (== != < <= > >= ~)');
  if (op.kind === 'word' && op.text === 'unchanged') {
    reader.done();
    return { line, text, left, op: 'unchanged' };
  }
  if (op.kind !== 'op') {
    const meant = op.kind === 'word' ? nearest(op.text, ['unchanged']) : undefined;
    throw new ClaimError(
      `a comparison (== != < <= > >= ~) or "unchanged" was expected, not ${quote(op.text)}${meant ? '; did you mean "unchanged"?' : ''}`,
      op.at,
    );
  }
  const at = reader.peek()?.at ?? source.length;
  const right = reader.value();
  reader.done();
  if (right.kind === 'text' && op.text !== '==' && op.text !== '!=' && op.text !== '~') {
    throw new ClaimError(`a text can be compared with ==, != and ~ only`, at);
  }
  if (right.kind === 'number' && op.text === '~') throw new ClaimError('~ looks for a text: write it in quotes', at);
  return { line, text, left, op: op.text, right };
}

/**
 * The claims of a check block; `first` is the document's line number of `lines[0]`. Blank lines and `#` comments are skipped. What
 * parses but can hardly be meant goes to `warnings`.
 */
export function readClaims(lines: readonly string[], first: number, problems: Problems, warnings: Problems): readonly Claim[] {
  const claims: Claim[] = [];
  for (const [i, source] of lines.entries()) {
    try {
      const claim = readClaim(source.trim(), first + i, source, warnings);
      if (claim) claims.push(claim);
    } catch (error) {
      if (!(error instanceof ClaimError)) throw error;
      problems.add(first + i, error.at + 1, error.message);
    }
  }
  return claims;
}
