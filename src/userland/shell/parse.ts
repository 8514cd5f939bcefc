/** A source text as unbash reads it: its complete commands, and the first thing in it that is no shell or is refused. */
import { parse, type ParsedScript, type Statement } from 'unbash';
import { firstRefused, nestedErrors, tokenAt } from './refused';

/** Longest text that is parsed, in bytes. */
export const MAX_SOURCE = 1 << 18;

/** Substitutions in each other that are parsed: each of them reads the rest of the text once more. */
const MAX_NESTING = 40;
/** So many functions whose body is the next function are more than the parser's own stack is sure to hold. */
const MAX_FUNCTION_CHAIN = 100;

/** The first fault of a text. `refused`: shell, but not of this shell. */
export interface Fault {
  readonly pos: number;
  readonly message: string;
  readonly refused: boolean;
  /** The text ends too early: more lines could mend it. */
  readonly incomplete: boolean;
}

/** One complete command: what stands on its line or lines. */
export interface Chunk {
  readonly statements: readonly Statement[];
  readonly pos: number;
  readonly end: number;
}

export interface Parsed {
  readonly script: ParsedScript;
  /** Those before the fault. */
  readonly chunks: readonly Chunk[];
  readonly fault: Fault | undefined;
}

/** Parses a text; nothing in it is run. */
export function parseSource(source: string): Parsed {
  if (source.length > MAX_SOURCE) {
    const fault = { pos: 0, message: `text longer than ${MAX_SOURCE} bytes`, refused: true, incomplete: false };
    return { script: parse(''), chunks: [], fault };
  }
  const deep = tooDeep(source);
  if (deep !== undefined) {
    const message = `${deep.what} deeper than ${deep.most}: not supported by this shell`;
    return { script: parse(''), chunks: [], fault: { pos: deep.pos, message, refused: true, incomplete: false } };
  }
  const script = parse(source);
  const chunks = chunksOf(source, script);
  const error = firstError(source, script);
  if (error !== undefined) return { script, chunks: wholeChunks(source, chunks), fault: error };
  const refused = firstRefused(script);
  if (refused === undefined) return { script, chunks, fault: undefined };
  const fault = { pos: refused.pos, message: `${refused.what}: not supported by this shell`, refused: true, incomplete: false };
  return { script, chunks: chunks.filter((chunk) => chunk.end <= refused.pos), fault };
}

/** True where the text could become whole by more lines, and is not wrong already. */
export function isIncomplete(source: string): boolean {
  if (endsInBackslash(source)) return true;
  if (source.length > MAX_SOURCE || tooDeep(source) !== undefined) return false;
  const script = parse(source);
  return firstError(source, script)?.incomplete === true || openHereDocument(script);
}

/** What of a text is nested deeper than is parsed, and where. */
function tooDeep(source: string): { readonly pos: number; readonly what: string; readonly most: number } | undefined {
  const pos = deepSubstitution(source);
  if (pos !== undefined) return { pos, what: 'substitutions in each other', most: MAX_NESTING };
  const chain = deepFunctions(source);
  return chain === undefined ? undefined : { pos: chain, what: 'functions in each other', most: MAX_FUNCTION_CHAIN };
}

/** Place of the first of too many `name()` in a row, each the body of the one before. */
function deepFunctions(source: string): number | undefined {
  let chain = 0;
  let first = 0;
  let end = 0;
  for (const { 0: parens, index } of source.matchAll(/\([ \t]*\)/g)) {
    if (!/^\s*[^\s;&|<>]+[ \t]*$/.test(source.slice(end, index))) chain = 0;
    if (chain++ === 0) first = end;
    if (chain > MAX_FUNCTION_CHAIN) return first;
    end = index + parens.length;
  }
  return undefined;
}

/** Place of the first substitution `$(` or `<(` that lies in too many others; what quotes hide is not told apart. */
function deepSubstitution(source: string): number | undefined {
  if (source.length < 2 * MAX_NESTING) return undefined;
  const open: boolean[] = [];
  let depth = 0;
  for (let at = source.search(/[()]/); at >= 0 && at < source.length; at++) {
    const sign = source[at];
    if (sign === ')') {
      if (open.pop() === true) depth--;
    } else if (sign === '(') {
      const nested = /[$<>]/.test(source[at - 1] ?? '');
      open.push(nested);
      if (nested && ++depth > MAX_NESTING) return at - 1;
    }
  }
  return undefined;
}

function endsInBackslash(source: string): boolean {
  const match = /(\\+)\n?$/.exec(source);
  return match !== null && match[1]!.length % 2 === 1;
}

/** 0-based line of a place. */
export function lineAt(source: string, pos: number): number {
  let line = 0;
  for (let at = source.indexOf('\n'); at >= 0 && at < pos; at = source.indexOf('\n', at + 1)) line++;
  return line;
}

/** 1-based column of a place. */
export function columnAt(source: string, pos: number): number {
  return pos - source.lastIndexOf('\n', pos - 1);
}

function chunksOf(source: string, script: ParsedScript): Chunk[] {
  const chunks: { statements: Statement[]; pos: number; end: number }[] = [];
  for (const statement of script.commands) {
    const last = chunks.at(-1);
    if (last !== undefined && !source.slice(last.end, statement.pos).includes('\n')) {
      last.statements.push(statement);
      last.end = Math.max(last.end, statement.end);
    } else chunks.push({ statements: [statement], pos: statement.pos, end: statement.end });
  }
  return chunks;
}

/** The chunks in front of an error: the longest run of them that is right by itself. */
function wholeChunks(source: string, chunks: readonly Chunk[]): readonly Chunk[] {
  let whole = 0;
  let broken = chunks.length;
  while (whole < broken) {
    const middle = (whole + broken + 1) >> 1;
    const next = chunks[middle];
    const text = source.slice(0, next === undefined ? source.length : next.pos);
    const script = parse(text);
    if (nestedErrors(script, false, text).length === 0 && script.commands.length > 0) whole = middle;
    else broken = middle - 1;
  }
  return chunks.slice(0, whole);
}

const MATCHING: readonly (readonly [string, string])[] = [
  ['unterminated double quote', '"'],
  ['unterminated single quote', "'"],
  ['unterminated ANSI', "'"],
  ['unterminated locale', '"'],
  ['unterminated backtick', '`'],
  ['unterminated parameter', '}'],
  ['unterminated', ')'],
];

function firstError(source: string, script: ParsedScript): Fault | undefined {
  const errors = [...nestedErrors(script, false, source)].sort((a, b) => a.pos - b.pos);
  const first = errors[0];
  if (first === undefined) return undefined;
  const open = errors.find((error) => error.message.startsWith('unterminated'));
  const element = open?.message === 'unterminated extended glob' ? brokenArray(source, open.pos) : undefined;
  if (element !== undefined) return near(element, tokenAt(source, element));
  const early = errors.find(({ pos, message }) => pos < (open?.pos ?? 0) && message.startsWith('unexpected token'));
  if (open !== undefined && early === undefined) {
    const closer = MATCHING.find(([start]) => open.message.startsWith(start))?.[1] ?? ')';
    // Where it began; of a substitution bash knows the end only.
    const whole = closer === ')' && !source.startsWith('$((', open.pos) && !source.startsWith('((', open.pos);
    const pos = whole ? source.length : open.pos;
    return { pos, message: `unexpected EOF while looking for matching \`${closer}'`, refused: false, incomplete: true };
  }
  const named = /^unexpected token '([^]*)'$/.exec(first.message)?.[1];
  if (named !== undefined) return near(first.pos, named);
  const swallowed = swallowedEnd(source, first, errors.length);
  if (swallowed !== undefined) return swallowed;
  if (first.message.startsWith('maximum')) return { pos: first.pos, message: first.message, refused: true, incomplete: false };
  const skip = first.message === 'expected command in brace group' || first.message === 'expected command in subshell' ? 1 : 0;
  const rest = /^[ \t\n]*((?:#[^\n]*)?[ \t\n]*)*/.exec(source.slice(first.pos + skip))?.[0].length ?? 0;
  if (first.pos + skip + rest >= source.length) {
    return { pos: source.length, message: 'syntax error: unexpected end of file', refused: false, incomplete: true };
  }
  const at = first.pos + skip + (/^[ \t]*/.exec(source.slice(first.pos + skip))?.[0].length ?? 0);
  return near(at, tokenAt(source, at));
}

/** In `a=(1 2; b` the place of what no array can hold; undefined where only the end is missing. */
function brokenArray(source: string, from: number): number | undefined {
  const start = /^[^ \t\n]*?=\(/.exec(source.slice(from))?.[0].length;
  if (start === undefined) return undefined;
  // Quotes and expansions are told by nobody here: an array that holds some is left to the end of the text.
  const rest = /^[^"'`$\\;&|<>()]*/.exec(source.slice(from + start))?.[0].length ?? 0;
  const at = from + start + rest;
  return /[;&|<>]/.test(source[at] ?? '') ? at : undefined;
}

/** `while true; done`: a keyword that ends the command was taken where another one had to come, so no more lines can mend it. */
function swallowedEnd(source: string, { pos, message }: { pos: number; message: string }, errors: number): Fault | undefined {
  if (!/^expected '(?:do|then|in)'/.test(message)) return undefined;
  const before = source.slice(0, pos);
  // `for x in a; echo`: the word that stood for `do` was read, and the place is behind it.
  const instead = /^expected 'do'/.test(message) ? /(?:\n|;)[ \t]*([^ \t\n;&|()<>]+)$/.exec(before)?.[1] : undefined;
  if (instead !== undefined && /\bfor\b/.test(before)) return near(pos - instead.length, instead);
  const word = errors === 1 ? (/(\w+)[ \t\n]*$/.exec(before)?.[1] ?? '') : '';
  return ['done', 'fi', 'esac'].includes(word) ? near(source.lastIndexOf(word, pos), word) : undefined;
}

function near(pos: number, token: string): Fault {
  return { pos, message: `syntax error near unexpected token \`${token === '\n' ? 'newline' : token}'`, refused: false, incomplete: false };
}

function openHereDocument(script: ParsedScript): boolean {
  return openHereDocuments(script).length > 0;
}

/** Here-documents that nothing closes: where they begin, and what would close them. */
export function openHereDocuments(script: ParsedScript): readonly { pos: number; message: string }[] {
  return nestedErrors(script, true);
}
