/** The sets of `tr`: ranges, classes, repeats and escapes, as lists of bytes. */
import { classMembers } from './char-class';
import { unescapeOne } from './escapes';

/** One piece of a set: bytes, a class that stands for a case, or a byte repeated to fill the set. */
type Piece = { readonly codes: readonly number[]; readonly caseClass?: string; readonly fill?: boolean };

/** Reads a set; a string is the fault. `length` is the first set's, to fill up `[x*]`, which only the second may hold. */
export function parseSet(text: string, length?: number): readonly number[] | string {
  const pieces: Piece[] = [];
  for (let i = 0; i < text.length;) {
    const special = text[i] === '[' ? bracketed(text, i) : undefined;
    if (typeof special === 'string') return special;
    if (special !== undefined) {
      pieces.push(special.piece);
      i = special.next;
      continue;
    }
    const low = single(text, i);
    if (text[low.next] === '-' && low.next + 1 < text.length) {
      const high = single(text, low.next + 1);
      if (high.code < low.code) return `range-endpoints of '${text.slice(i, high.next)}' are in reverse collating sequence order`;
      pieces.push({ codes: Array.from({ length: high.code - low.code + 1 }, (_, n) => low.code + n) });
      i = high.next;
    } else {
      pieces.push({ codes: [low.code] });
      i = low.next;
    }
  }
  if (length === undefined && pieces.some((piece) => piece.fill)) return 'the [c*] repeat construct may not appear in string1';
  const fixed = pieces.reduce((sum, piece) => sum + (piece.fill ? 0 : piece.codes.length), 0);
  return pieces.flatMap((piece) =>
    piece.fill ? new Array<number>(Math.max((length ?? 0) - fixed, 0)).fill(piece.codes[0]!) : piece.codes,
  );
}

function single(text: string, at: number): { code: number; next: number } {
  if (text[at] !== '\\' || at + 1 >= text.length) return { code: text.charCodeAt(at) & 255, next: at + 1 };
  const octal = /^[0-7]{1,3}/.exec(text.slice(at + 1));
  if (octal !== null) return { code: parseInt(octal[0], 8) & 255, next: at + 1 + octal[0].length };
  const one = unescapeOne(text, at, 'format');
  return one.text.length === 1 ? { code: one.text.charCodeAt(0), next: one.next } : { code: text.charCodeAt(at + 1) & 255, next: at + 2 };
}

function bracketed(text: string, at: number): { piece: Piece; next: number } | string | undefined {
  const named = /^\[:([^:\]]*):\]/.exec(text.slice(at));
  if (named !== null) {
    const codes = classMembers(named[1]!);
    if (codes === undefined || named[1] === 'word') return `invalid character class '${named[1]}'`;
    return { piece: { codes, caseClass: named[1]! }, next: at + named[0].length };
  }
  const equal = /^\[=([\s\S])=\]/.exec(text.slice(at));
  if (equal !== null) return { piece: { codes: [equal[1]!.charCodeAt(0)] }, next: at + equal[0].length };
  const first = at + 1 < text.length ? single(text, at + 1) : undefined;
  const repeat = first === undefined ? null : /^\*(\d*)\]/.exec(text.slice(first.next));
  if (first === undefined || repeat === null) return undefined;
  const digits = repeat[1]!;
  const count = digits.startsWith('0') ? parseInt(digits, 8) : Number(digits || 0);
  const next = first.next + repeat[0].length;
  if (count > 65536) return `invalid repeat count '${digits}' in [c*n] construct`;
  return count === 0
    ? { piece: { codes: [first.code], fill: true }, next }
    : { piece: { codes: new Array<number>(count).fill(first.code) }, next };
}
