/** Options of `set` and `shopt`. */
import type { Options, ShellState } from './state';

/** Letters of `set`, with their names. */
export const SET_LETTERS: Readonly<Record<string, keyof Options>> = {
  a: 'allexport',
  C: 'noclobber',
  e: 'errexit',
  f: 'noglob',
  m: 'monitor',
  n: 'noexec',
  u: 'nounset',
  v: 'verbose',
  x: 'xtrace',
};
/** Names of `set -o`, sorted. */
export const SET_NAMES: readonly (keyof Options)[] = [
  'allexport',
  'errexit',
  'monitor',
  'noclobber',
  'noexec',
  'noglob',
  'nounset',
  'pipefail',
  'verbose',
  'xtrace',
];
/** Names of `shopt`, sorted. */
export const SHOPT_NAMES: readonly (keyof Options)[] = ['dotglob', 'extglob', 'failglob', 'lastpipe', 'nocasematch', 'nullglob'];

/** `$-`. */
export function optionLetters(state: ShellState): string {
  let letters = '';
  for (const letter of 'aefmnuvxC') {
    if (letter === 'm' && !state.options.monitor) continue;
    const name = SET_LETTERS[letter];
    if (name !== undefined && state.options[name]) letters += letter;
    if (letter === 'f') letters += 'h';
    if (letter === 'f' && state.interactive) letters += 'i';
  }
  const tail = state.input.type === 'lines' ? 's' : state.fromCommandLine ? 'c' : '';
  return `${letters}B${tail}`;
}

export function isOptionName(name: string, among: readonly (keyof Options)[]): name is keyof Options {
  return (among as readonly string[]).includes(name);
}
