/** The builtins by name. */
import type { Builtin } from './builtin';
import { declare, export_, local, readonly, typeset, unset } from './declare';
import { bracket, cd, mapfile, pwd, read, test } from './files';
import { break_, builtinNamed, command, continue_, eval_, exec, exit, hash, return_, source, typeNamed } from './flow';
import { bg, disown, fg, jobs, kill, wait } from './jobs';
import { echo, printf } from './print';
import { getopts, let_, set, shift, shopt, times, trap, ulimit, umask } from './settings';

export type { Builtin, BuiltinArguments, Outcome } from './builtin';

const isBuiltin = (name: string): boolean => Object.hasOwn(BUILTINS, name);

export const BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': () => 0,
  '.': source,
  '[': bracket,
  bg,
  break: break_,
  builtin: builtinNamed(isBuiltin),
  cd,
  command,
  continue: continue_,
  declare,
  disown,
  echo,
  eval: eval_,
  exec,
  exit,
  export: export_,
  false: () => 1,
  fg,
  getopts,
  hash,
  jobs,
  kill,
  let: let_,
  local,
  mapfile,
  printf,
  pwd,
  read,
  readarray: mapfile,
  readonly,
  return: return_,
  set,
  shift,
  shopt,
  source,
  test,
  times,
  trap,
  true: () => 0,
  type: typeNamed(isBuiltin),
  typeset,
  ulimit,
  umask,
  unset,
  wait,
};
