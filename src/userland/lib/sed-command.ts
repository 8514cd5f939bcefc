/** One command of a `sed` script, and its replacement. */
import type { Regex } from './regex';

export type SedAddress =
  | { readonly type: 'line'; readonly line: number }
  | { readonly type: 'step'; readonly first: number; readonly step: number }
  | { readonly type: 'last' }
  | { readonly type: 'match'; readonly regex: Regex };

export type SedEnd = SedAddress | { readonly type: 'plus'; readonly count: number } | { readonly type: 'multiple'; readonly of: number };

export type Replacement = string | { readonly group: number } | { readonly to: 'U' | 'L' | 'u' | 'l' | 'E' };

export interface SedCommand {
  readonly name: string;
  readonly from?: SedAddress;
  readonly to?: SedEnd;
  readonly not?: boolean;
  /** Text of `a i c`, label of `: b t T`, file of `r w`, bytes of `y`. */
  readonly text?: string;
  readonly into?: string;
  /** Where `{ b t T` go; filled in when the script is read. */
  target?: number;
  readonly regex?: Regex;
  readonly replacement?: readonly Replacement[];
  readonly global?: boolean;
  readonly print?: boolean;
  /** Which match `s` replaces, from 1. */
  readonly nth?: number;
  /** Exit status of `q Q`. */
  readonly status?: number;
}

/** Reads the right side of `s`. */
export function parseReplacement(text: string): Replacement[] {
  const parts: Replacement[] = [];
  let plain = '';
  const add = (part: Replacement): void => {
    if (plain !== '') parts.push(plain);
    plain = '';
    if (part !== '') parts.push(part);
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '&') add({ group: 0 });
    else if (c !== '\\') plain += c;
    else {
      const next = text[++i] ?? '\\';
      if (next >= '0' && next <= '9') add({ group: Number(next) });
      else if (next === 'U' || next === 'L' || next === 'u' || next === 'l' || next === 'E') add({ to: next });
      else plain += next === 'n' ? '\n' : next === 't' ? '\t' : next;
    }
  }
  add('');
  return parts;
}
