/** From the pieces of an expanded word to fields: IFS splitting, and which characters are still patterns. */
import { escapeGlob, hasGlob, unescapeGlob } from '../lib/glob';
import { ShellError } from './machine';

/** A piece of a word. `break` ends a field, as between the elements of `"$@"`. */
export type Piece =
  | { readonly kind: 'quoted'; readonly text: string }
  /** Written as it stands, pattern characters count. */
  | { readonly kind: 'pattern'; readonly text: string }
  /** From an expansion outside quotes: split, and pattern characters count. */
  | { readonly kind: 'split'; readonly text: string }
  | { readonly kind: 'break' };

/** Most bytes one word may become. */
export const MAX_EXPANSION = 1 << 20;
/** Most fields one word may become. */
const MAX_FIELDS = 65536;

/** A field, as text and as pattern; `glob` when pattern characters count in it. */
export interface Field {
  readonly text: string;
  readonly pattern: string;
  readonly glob: boolean;
}

/** Splits pieces into fields. */
export function splitFields(pieces: readonly Piece[], ifs: string): Field[] {
  const splitter = new Splitter(ifs);
  for (const piece of pieces) splitter.add(piece);
  splitter.finish(false);
  return splitter.fields;
}

class Splitter {
  readonly fields: Field[] = [];
  #text = '';
  #pattern = '';
  /** Something was there, be it an empty quotation. */
  #present = false;
  #glob = false;

  constructor(readonly ifs: string) {}

  add(piece: Piece): void {
    switch (piece.kind) {
      case 'break':
        return this.finish(false);
      case 'quoted':
        this.#put(piece.text, escapeGlob(piece.text), false);
        this.#present = true;
        return;
      case 'pattern':
        this.#put(piece.text, piece.text, true);
        return;
      case 'split':
        return this.#split(piece.text);
      default:
        return piece satisfies never;
    }
  }

  finish(always: boolean): void {
    if (always || this.#present || this.#text !== '') {
      const glob = this.#glob && hasGlob(this.#pattern, { extended: true });
      this.fields.push({ text: this.#text, pattern: this.#pattern, glob });
      if (this.fields.length > MAX_FIELDS) throw new ShellError('discard', '', 1);
    }
    this.#text = '';
    this.#pattern = '';
    this.#present = false;
    this.#glob = false;
  }

  #put(text: string, pattern: string, glob: boolean): void {
    this.#text += text;
    this.#pattern += pattern;
    this.#glob ||= glob;
  }

  #split(text: string): void {
    let start = 0;
    for (let i = 0; i < text.length;) {
      if (!this.ifs.includes(text[i]!)) {
        i++;
        continue;
      }
      this.#value(text.slice(start, i));
      const blanks = this.#blanks(text, i);
      const hard = blanks < text.length && this.ifs.includes(text[blanks]!);
      this.finish(hard);
      i = hard ? this.#blanks(text, blanks + 1) : blanks;
      start = i;
    }
    this.#value(text.slice(start));
  }

  #blanks(text: string, from: number): number {
    let i = from;
    while (i < text.length && this.ifs.includes(text[i]!) && ' \t\n'.includes(text[i]!)) i++;
    return i;
  }

  #value(text: string): void {
    if (text !== '') this.#put(text, text.replace(/\\/g, '\\\\'), true);
  }
}

/** The pieces as one text, nothing split; `join` stands between the elements of a list. */
export function joinPieces(pieces: readonly Piece[], join: string): string {
  let text = '';
  for (const piece of pieces) text += piece.kind === 'break' ? join : piece.kind === 'pattern' ? unescapeGlob(piece.text) : piece.text;
  return text;
}

/** The pieces as one pattern: what was quoted stands for itself. */
export function joinPattern(pieces: readonly Piece[], join: string): string {
  let text = '';
  for (const piece of pieces) text += piece.kind === 'break' ? join : piece.kind === 'quoted' ? escapeGlob(piece.text) : piece.text;
  return text;
}

/** The pieces as one regular expression: what was quoted stands for itself. */
export function joinRegex(pieces: readonly Piece[]): string {
  let text = '';
  for (const piece of pieces)
    text += piece.kind === 'break' ? ' ' : piece.kind === 'quoted' ? piece.text.replace(/[\\^$.*[\](){}+?|]/g, '\\$&') : piece.text;
  return text;
}
