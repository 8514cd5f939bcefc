/** What a builtin is: straight-line code in the shell's own task. What it changes it changes once (`sh.once`). */
import type { UnitPlan } from '../control';
import type { Sh } from '../machine';
import { complain } from '../messages';

export interface BuiltinArguments {
  /** The name first. */
  readonly args: readonly string[];
  /** By place in `args`: elements of an array that is assigned there. */
  readonly arrays: Readonly<Record<string, readonly (readonly [number, string])[]>>;
}

/** A status; another command to be run in its place; a program to become; a text to run; or a move of the place of the code. */
export type Outcome =
  | number
  | { readonly command: readonly string[] }
  | { readonly program: readonly string[]; readonly name?: string; readonly clear?: boolean }
  | { readonly unit: string; readonly plan: UnitPlan }
  | { readonly then: () => void };

export type Builtin = (sh: Sh, given: BuiltinArguments) => Outcome;

/** Status of wrong usage. */
export const EX_USAGE = 2;

/** `PROLOG NAME: TEXT`; answers `status`. */
export function fault(sh: Sh, name: string, text: string, status = 1): number {
  complain(sh, `${name}: ${text}`);
  return status;
}

/** An option the builtin does not have. */
export function invalidOption(sh: Sh, name: string, option: string, usage: string): number {
  complain(sh, `${name}: ${option}: invalid option`);
  sh.say(`${name}: usage: ${usage}\n`);
  return EX_USAGE;
}

/** Single-letter options in front of the arguments, up to `--`; the first letter that is not known as `bad`. */
export function readOptions(args: readonly string[], known: string): { letters: string; rest: readonly string[]; bad?: string } {
  let letters = '';
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') return { letters, rest: args.slice(i + 1) };
    if (!/^-[^-]/.test(arg)) return { letters, rest: args.slice(i) };
    for (const letter of arg.slice(1)) {
      if (!known.includes(letter)) return { letters, rest: args.slice(i), bad: `-${letter}` };
      letters += letter;
    }
  }
  return { letters, rest: [] };
}
