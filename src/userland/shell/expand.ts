/** Word expansion, in bash's order: braces (compiled), then tilde, parameters, substitutions, arithmetic, splitting, path names. */
import { sysReaddir, sysStat } from '../../kernel/syscalls';
import { unescape } from '../lib/escapes';
import { expandGlob } from '../lib/glob';
import { evaluateArithmetic } from './arithmetic';
import { MAX_BRACE_WORDS } from './brace';
import type { Code, ExpandedWord, Word, WordPart } from './code';
import { ShellError, type Sh } from './machine';
import { shellMessage } from './messages';
import { expandParameter, expandSimple } from './parameter';
import { joinPattern, joinPieces, joinRegex, MAX_EXPANSION, splitFields, type Piece } from './split';
import { substitute } from './substitution';
import { getVariable } from './variables';

/** How the parts of a word are read. */
export interface Mode {
  /** Between double quotes: nothing is split. */
  readonly quoted: boolean;
  /** Text written in the operand of an unquoted expansion is split like a value. */
  readonly operand?: boolean;
  /** Right side of an assignment: `~` counts after each colon. */
  readonly assignment?: boolean;
  /** Regular expression: backslashes stay. */
  readonly regex?: boolean;
}

/** One expansion at work. */
export class Expansion {
  readonly pieces: Piece[] = [];
  #size = 0;

  constructor(
    readonly sh: Sh,
    readonly code: Code,
  ) {}

  add(piece: Piece): void {
    if (piece.kind !== 'break') this.#size += piece.text.length;
    if (this.#size > MAX_EXPANSION)
      throw new ShellError('discard', shellMessage(this.sh.state, `expansion longer than ${MAX_EXPANSION} bytes`), 1);
    this.pieces.push(piece);
  }

  /** A value that came out of an expansion. */
  value(text: string, mode: Mode): void {
    this.add({ kind: mode.quoted ? 'quoted' : 'split', text });
  }

  /** Elements of a list: `@` keeps them apart, a quoted `*` joins them. */
  list(items: readonly string[], star: boolean, mode: Mode): void {
    if (star && mode.quoted) return this.value(items.join((getVariable(this.sh, 'IFS') ?? ' ').slice(0, 1)), mode);
    for (const [i, item] of items.entries()) {
      if (i > 0) this.add({ kind: 'break' });
      this.value(item, mode);
    }
  }

  word(word: Word, mode: Mode): void {
    if (word.parts !== undefined) return this.parts(word.parts, mode, true);
    this.#literal(mode.regex ? word.text : word.value, word.text, mode, true);
  }

  parts(parts: readonly WordPart[], mode: Mode, start = false): void {
    for (const [i, part] of parts.entries()) this.#part(part, mode, start && i === 0);
  }

  #part(part: WordPart, mode: Mode, first: boolean): void {
    switch (part.type) {
      case 'Literal':
        return this.#literal(mode.regex ? part.text : part.value, part.text, mode, first);
      case 'Glob':
        if (part.kind !== 'bracket') return this.add({ kind: mode.quoted ? 'quoted' : 'pattern', text: part.value });
        return this.#between(part.text, part.pos, part.parts, mode);
      case 'ExtendedGlob':
        return this.#between(part.text, part.pos, part.parts ?? [], mode);
      case 'BraceExpansion':
        return this.#braces(part.text, part.pos, part.parts ?? [], mode);
      case 'SingleQuoted':
        return this.add({ kind: 'quoted', text: part.value });
      case 'AnsiCQuoted':
        return this.add({ kind: 'quoted', text: unescape(part.text.slice(2, -1), 'dollar').text });
      case 'DoubleQuoted':
      case 'LocaleString':
        return this.#quoted(part.parts);
      case 'SimpleExpansion':
        return expandSimple(this, part.text.slice(1), mode);
      case 'ParameterExpansion':
        return expandParameter(this, part, mode);
      case 'CommandExpansion':
        return this.value(this.#substitution(part), mode);
      case 'ArithmeticExpansion':
        return this.value(this.#arithmetic(part), mode);
      case 'ProcessSubstitution':
        return;
      default:
        return part satisfies never;
    }
  }

  #literal(value: string, source: string, mode: Mode, first: boolean): void {
    if (mode.regex) return this.add({ kind: mode.quoted ? 'quoted' : 'pattern', text: value });
    if (!mode.quoted && source.includes('~')) {
      if (first && source.startsWith('~')) return this.#tilde(value, mode);
      if (mode.assignment) return this.#colons(value, mode);
    }
    this.add({ kind: mode.operand && !mode.quoted && value === source ? 'split' : 'quoted', text: value });
  }

  /** `~`, `~/x`, `~+`, `~-`, `~root`; other names stay. */
  #tilde(value: string, mode: Mode): void {
    const end = /[/]|:/.exec(value)?.index ?? value.length;
    const stop = value[end] === ':' && !mode.assignment ? (value.indexOf('/') < 0 ? value.length : value.indexOf('/')) : end;
    const home = this.home(value.slice(0, stop));
    this.add({ kind: 'quoted', text: home ?? value.slice(0, stop) });
    const rest = value.slice(stop);
    if (rest === '') return;
    if (mode.assignment) this.#colons(rest, mode);
    else this.add({ kind: 'quoted', text: rest });
  }

  #colons(value: string, mode: Mode): void {
    const at = value.indexOf(':~');
    if (at < 0) return this.add({ kind: 'quoted', text: value });
    this.add({ kind: 'quoted', text: value.slice(0, at + 1) });
    this.#tilde(value.slice(at + 1), mode);
  }

  home(prefix: string): string | undefined {
    switch (prefix) {
      case '~':
        return getVariable(this.sh, 'HOME') ?? '/root';
      case '~+':
        return getVariable(this.sh, 'PWD');
      case '~-':
        return getVariable(this.sh, 'OLDPWD');
      case '~root':
        return '/root';
      default:
        return undefined;
    }
  }

  /** A bracket or extended pattern: what stands between its parts is pattern. */
  #between(text: string, pos: number, parts: readonly WordPart[], mode: Mode): void {
    if (mode.quoted) return this.add({ kind: 'quoted', text });
    let at = pos;
    for (const part of parts) {
      if (part.pos > at) this.add({ kind: 'pattern', text: text.slice(at - pos, part.pos - pos) });
      if (part.type === 'Literal') this.add({ kind: 'pattern', text: part.text });
      else this.#part(part, mode, false);
      at = part.end;
    }
    if (pos + text.length > at) this.add({ kind: 'pattern', text: text.slice(at - pos) });
  }

  /** Braces where they are not expanded. */
  #braces(text: string, pos: number, parts: readonly WordPart[], mode: Mode): void {
    let at = pos;
    for (const part of parts) {
      if (part.pos > at) this.add({ kind: 'quoted', text: text.slice(at - pos, part.pos - pos) });
      this.#part(part, mode, false);
      at = part.end;
    }
    if (pos + text.length > at) this.add({ kind: 'quoted', text: text.slice(at - pos) });
  }

  #quoted(parts: readonly WordPart[]): void {
    const before = this.pieces.length;
    this.parts(parts, { quoted: true });
    // An empty quotation is a field, but not `"$@"` without parameters.
    const empty = this.pieces.length === before;
    if (!empty || !parts.some(isList)) this.pieces.splice(before, 0, { kind: 'quoted', text: '' });
  }

  #substitution(part: Extract<WordPart, { type: 'CommandExpansion' }>): string {
    return substitute(this.sh, this.code.substitutions.get(part));
  }

  #arithmetic(part: Extract<WordPart, { type: 'ArithmeticExpansion' }>): string {
    const text = expandText(this.sh, this.code, this.code.arithmetic.get(part) ?? []);
    return this.sh.once(() => evaluateArithmetic(this.sh, text.replace(/"/g, '')).toString());
  }
}

function isList(part: WordPart): boolean {
  if (part.type === 'SimpleExpansion') return part.text === '$@';
  return part.type === 'ParameterExpansion' && (part.parameter === '@' || part.index?.text === '@' || part.operation?.type === 'Names');
}

/** All words of a command: each is one step's work, unless there is nothing to expand in it. */
export function expandWords(sh: Sh, code: Code, words: readonly ExpandedWord[]): string[] {
  const out: string[] = [];
  for (const word of words) {
    if (typeof word === 'string') out.push(word);
    else for (const field of sh.work(() => expandFields(sh, code, word))) out.push(field);
  }
  return out;
}

/** One word to fields, path names included. */
export function expandFields(sh: Sh, code: Code, word: Word): string[] {
  if (code.tooManyWords.has(word)) {
    throw new ShellError('discard', shellMessage(sh.state, `brace expansion: ${word.text}: more than ${MAX_BRACE_WORDS} words`), 1);
  }
  const expansion = new Expansion(sh, code);
  expansion.word(word, { quoted: false });
  const fields = splitFields(expansion.pieces, getVariable(sh, 'IFS') ?? ' \t\n');
  const out: string[] = [];
  for (const field of fields) {
    if (!field.glob || sh.state.options.noglob) out.push(field.text);
    else out.push(...expandPath(sh, field.pattern, field.text));
  }
  return out;
}

function expandPath(sh: Sh, pattern: string, text: string): readonly string[] {
  const { options } = sh.state;
  const directory = {
    list: (path: string): readonly string[] | undefined => {
      const names = sh.call((k, pid) => sysReaddir(k, pid, path));
      return typeof names === 'number' ? undefined : names;
    },
    exists: (path: string): boolean => sh.call((k, pid) => (typeof sysStat(k, pid, path, { follow: false }) === 'number' ? 0 : 1)) === 1,
  };
  const found = expandGlob(pattern, directory, { extended: options.extglob, dots: options.dotglob, ignoreCase: false });
  if (found.length > 0) return found;
  if (options.failglob) throw new ShellError('discard', shellMessage(sh.state, `no match: ${text}`), 1);
  return options.nullglob ? [] : [text];
}

/** One word to one text: assignments, `case`, here-strings. */
export function expandSingle(sh: Sh, code: Code, word: Word, assignment = false): string {
  if (word.parts === undefined && !word.text.includes('~')) return word.value;
  const expansion = new Expansion(sh, code);
  expansion.word(word, { quoted: false, assignment });
  return joinPieces(expansion.pieces, ' ');
}

/** One word to a pattern, its quoted characters standing for themselves. */
export function expandPattern(sh: Sh, code: Code, word: Word): string {
  const expansion = new Expansion(sh, code);
  expansion.word(word, { quoted: false });
  return joinPattern(expansion.pieces, ' ');
}

/** The replacement of `${x/p/r}`: an unquoted `&` in it stands for the match. */
export function expandReplacement(sh: Sh, code: Code, word: Word): (match: string) => string {
  const expansion = new Expansion(sh, code);
  expansion.word(word, { quoted: false, operand: true });
  const { pieces } = expansion;
  return (match) =>
    pieces.map((piece) => (piece.kind === 'break' ? ' ' : piece.kind === 'quoted' ? piece.text : ampersands(piece.text, match))).join('');
}

function ampersands(text: string, match: string): string {
  return text.replace(/\\([&\\])|&/g, (all, kept: string | undefined) => kept ?? (all === '&' ? match : all));
}

/** One word to a regular expression (`=~`). */
export function expandRegex(sh: Sh, code: Code, word: Word): string {
  const expansion = new Expansion(sh, code);
  expansion.word(word, { quoted: false, regex: true });
  return joinRegex(expansion.pieces);
}

/** Parts of a here-document or of arithmetic: as between double quotes. */
export function expandText(sh: Sh, code: Code, parts: readonly WordPart[]): string {
  const expansion = new Expansion(sh, code);
  expansion.parts(parts, { quoted: true });
  return joinPieces(expansion.pieces, ' ');
}
