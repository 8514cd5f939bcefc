/** `declare`, `typeset`, `local`, `export`, `readonly`, `unset`. */
import { evaluateIndex, parseSubscript } from '../arithmetic';
import type { Sh } from '../machine';
import { doubleQuote } from '../quote';
import { assignText } from '../assign';
import type { Variable } from '../state';
import { currentCall, findVariable, isName, makeLocal, putVariable, setArray, unsetVariable } from '../variables';
import { fault, invalidOption, readOptions, type Builtin, type BuiltinArguments } from './builtin';

interface Attributes {
  readonly on: string;
  readonly off: string;
  /** `-p`, `-f`, `-F`, `-g`. */
  readonly modes: string;
}

const USAGES: Readonly<Record<string, string>> = {
  declare: 'declare [-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]',
  typeset: 'typeset [-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]',
  export: 'export [-fn] [name[=value] ...] or export -p',
  readonly: 'readonly [-aAf] [name[=value] ...] or readonly -p',
  local: 'local [option] name[=value] ...',
};

/** One of the family: which attributes its name brings, and whether it makes things local in a function. */
function declaring(name: string, brings: string, local: 'always' | 'inside' | 'never'): Builtin {
  return (sh, given) => {
    if (local === 'always' && currentCall(sh.state) === undefined) return fault(sh, name, 'can only be used in a function');
    const read = readAttributes(given.args, brings);
    if (typeof read === 'string') return invalidOption(sh, name, read, USAGES[name] ?? name);
    const { attributes, from } = read;
    if (attributes.modes.includes('f') || attributes.modes.includes('F')) return functions(sh, given.args.slice(from), name);
    if (from >= given.args.length) return list(sh, name, attributes);
    if (attributes.modes.includes('p')) return show(sh, name, given.args.slice(from));
    let status = 0;
    const makesLocal = local !== 'never' && !attributes.modes.includes('g') && currentCall(sh.state) !== undefined;
    for (let i = from; i < given.args.length; i++) status = declareOne(sh, name, given, i, attributes, makesLocal) || status;
    return status;
  };
}

function readAttributes(args: readonly string[], brings: string): { attributes: Attributes; from: number } | string {
  let on = brings;
  let off = '';
  let modes = '';
  let i = 1;
  for (; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      i++;
      break;
    }
    if (!/^[-+][a-zA-Z]/.test(arg)) break;
    for (const letter of arg.slice(1)) {
      if ('airxluA'.includes(letter)) {
        if (arg[0] === '-') on += letter;
        else off += letter;
      } else if (letter === 'n' && brings.includes('x')) off += 'x';
      else if ('pfFgI'.includes(letter)) modes += letter;
      else return arg.slice(0, 1) + letter;
    }
  }
  return { attributes: { on, off, modes }, from: i };
}

function declareOne(sh: Sh, command: string, given: BuiltinArguments, at: number, attributes: Attributes, makesLocal: boolean): number {
  const match = /^([^=+[]*)(\[[^\]]*\])?(\+?=)?([^]*)$/.exec(given.args[at] ?? '');
  const [, name = '', subscript, sign, value = ''] = match ?? [];
  if (!isName(name) || (sign === undefined && value !== '')) return fault(sh, command, `\`${given.args[at]}': not a valid identifier`);
  const elements = given.arrays[String(at)];
  return sh.once(() => {
    const { state } = sh;
    const old = findVariable(state, name);
    if (old?.readonly && (sign !== undefined || attributes.off.includes('r'))) return 1;
    if (makesLocal) makeLocal(state, name, false);
    putVariable(state, name, withAttributes(findVariable(state, name), attributes, 'before'));
    if (elements !== undefined) setArray(sh, name, elements, sign === '+=');
    else if (sign !== undefined) assignText(sh, name, subscript === undefined ? undefined : subscript.slice(1, -1), value, sign === '+=');
    putVariable(state, name, withAttributes(findVariable(state, name), attributes, 'after'));
    return 0;
  }) === 0
    ? 0
    : fault(sh, command, `${name}: readonly variable`);
}

/** Conversions hold for the value that is assigned, readonly only from then on. */
function withAttributes(variable: Variable | undefined, { on, off }: Attributes, when: 'before' | 'after'): Variable {
  let made: Variable = variable ?? {};
  if (on.includes('i')) made = { ...made, integer: true };
  if (on.includes('l')) made = { ...made, letters: 'lower' };
  if (on.includes('u')) made = { ...made, letters: 'upper' };
  if (on.includes('x')) made = { ...made, exported: true };
  if (on.includes('a') && made.array === undefined) {
    const { value, ...rest } = made;
    made = { ...rest, array: value === undefined ? {} : { '0': value } };
  }
  if (off.includes('x')) made = without(made, 'exported');
  if (off.includes('i')) made = without(made, 'integer');
  if (off.includes('l') || off.includes('u')) made = without(made, 'letters');
  return on.includes('r') && when === 'after' ? { ...made, readonly: true } : made;
}

function without(variable: Variable, key: keyof Variable): Variable {
  return Object.fromEntries(Object.entries(variable).filter(([name]) => name !== key)) as Variable;
}

/** `declare -x NAME="value"`. */
export function declaration(name: string, variable: Variable): string {
  const { array, exported, integer, letters, readonly, value } = variable;
  const flags = [array && 'a', integer && 'i', letters === 'lower' && 'l', readonly && 'r', letters === 'upper' && 'u', exported && 'x']
    .filter(Boolean)
    .join('');
  const head = `declare -${flags === '' ? '-' : flags} ${name}`;
  if (array !== undefined)
    return `${head}=(${Object.entries(array)
      .map(([key, item]) => `[${key}]=${doubleQuote(item)}`)
      .join(' ')})\n`;
  return value === undefined ? `${head}\n` : `${head}=${doubleQuote(value)}\n`;
}

function list(sh: Sh, name: string, { on, modes }: Attributes): number {
  const { variables } = sh.state;
  const call = currentCall(sh.state);
  const plain = (name === 'declare' || name === 'typeset') && on === '' && !modes.includes('p');
  for (const key of Object.keys(variables).sort()) {
    const variable = variables[key];
    if (variable === undefined) continue;
    if (name === 'local' && (call === undefined || !Object.hasOwn(call.frame.saved, key))) continue;
    if (on.includes('x') && !variable.exported) continue;
    if (on.includes('r') && !variable.readonly) continue;
    if (on.includes('a') && variable.array === undefined) continue;
    if (on.includes('i') && !variable.integer) continue;
    if (plain && variable.value !== undefined)
      sh.out(`${key}=${/[^A-Za-z0-9_\-./:=@%+,]/.test(variable.value) ? `'${variable.value.replace(/'/g, "'\\''")}'` : variable.value}\n`);
    else sh.out(declaration(key, variable));
  }
  return 0;
}

function show(sh: Sh, command: string, names: readonly string[]): number {
  let status = 0;
  for (const name of names) {
    const variable = findVariable(sh.state, name);
    if (variable === undefined) status = fault(sh, command, `${name}: not found`);
    else sh.out(declaration(name, variable));
  }
  return status;
}

function functions(sh: Sh, names: readonly string[], command: string): number {
  const { functions: all } = sh.state;
  if (names.length === 0) for (const name of Object.keys(all).sort()) sh.out(`declare -f ${name}\n`);
  let status = 0;
  for (const name of names) {
    if (Object.hasOwn(all, name)) sh.out(`${name}\n`);
    else status = 1;
  }
  void command;
  return status;
}

export const declare = declaring('declare', '', 'inside');
export const typeset = declaring('typeset', '', 'inside');
export const local = declaring('local', '', 'always');
export const export_ = declaring('export', 'x', 'never');
export const readonly = declaring('readonly', 'r', 'never');

export const unset: Builtin = (sh, { args }) => {
  const { letters, rest, bad } = readOptions(args.slice(1), 'fvn');
  if (bad !== undefined) return invalidOption(sh, 'unset', bad, 'unset [-f] [-v] [-n] [name ...]');
  let status = 0;
  for (const name of rest) {
    const done = sh.once(() => {
      const { state } = sh;
      const isFunction =
        letters.includes('f') ||
        (!letters.includes('v') && findVariable(state, name) === undefined && Object.hasOwn(state.functions, name));
      if (isFunction) {
        state.functions = Object.fromEntries(Object.entries(state.functions).filter(([key]) => key !== name));
        return 0;
      }
      const place = parseSubscript(name);
      if (place === undefined && !isName(name)) return letters.includes('v') ? 2 : 0;
      if (place === undefined) return unsetVariable(sh, name) ? 0 : 1;
      if (place.subscript === '@' || place.subscript === '*') return unsetVariable(sh, place.name) ? 0 : 1;
      return unsetVariable(sh, place.name, evaluateIndex(sh, place.subscript)) ? 0 : 1;
    });
    if (done === 1) status = fault(sh, 'unset', `${name}: cannot unset: readonly variable`);
    if (done === 2) status = fault(sh, 'unset', `\`${name}': not a valid identifier`);
  }
  return status;
};
