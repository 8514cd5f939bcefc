/** `$NAME` and `${…}` with all its operators. */
import { unescape } from '../lib/escapes';
import { evaluateIndex, parseSubscript } from './arithmetic';
import type { WordPart } from './code';
import { expandPattern, expandReplacement, expandSingle, type Expansion, type Mode } from './expand';
import { ShellError, type Sh } from './machine';
import { complain, shellMessage, unsetStatus } from './messages';
import { quoteWord } from './quote';
import { optionLetters } from './options';
import { joinPieces } from './split';
import { changeCase, remove, replace } from './text-operators';
import { arrayKeys, findVariable, getElement, getElements, getVariable, isBeforeFirst, isName, setElement, setVariable } from './variables';

type Part = Extract<WordPart, { type: 'ParameterExpansion' }>;

/** What a parameter stands for: one value, or a list (`@`, `*`). */
type Value = { readonly list: readonly string[]; readonly star: boolean } | { readonly text: string | undefined };

/** `$NAME`. */
export function expandSimple(expansion: Expansion, name: string, mode: Mode): void {
  put(expansion, demand(expansion.sh, name, readOnce(expansion.sh, name)), mode);
}

function put(expansion: Expansion, value: Value, mode: Mode): void {
  if ('list' in value) expansion.list(value.list, value.star, mode);
  else if (value.text !== undefined) expansion.value(value.text, mode);
  else if (mode.quoted) expansion.value('', mode);
}

/** A value as it is now: what comes later in the same word may change it. */
function readOnce(sh: Sh, name: string): Value {
  const read = sh.once((): { list: readonly string[]; star: boolean } | string | null => {
    const value = valueOf(sh, name);
    return 'list' in value ? { ...value } : (value.text ?? null);
  });
  return typeof read === 'string' ? { text: read } : read === null ? { text: undefined } : read;
}

/** Special and positional parameters, and variables. */
function valueOf(sh: Sh, name: string): Value {
  const { state } = sh;
  switch (name) {
    case '@':
      return { list: state.args, star: false };
    case '*':
      return { list: state.args, star: true };
    case '#':
      return { text: String(state.args.length) };
    case '?':
      return { text: String(state.status) };
    case '$':
      return { text: String(state.shellPid) };
    case '!':
      return { text: state.lastBackground === 0 ? undefined : String(state.lastBackground) };
    case '-':
      return { text: optionLetters(state) };
    case '0':
      return { text: state.name };
    default:
      return /^\d+$/.test(name) ? { text: state.args[Number(name) - 1] } : { text: getVariable(sh, name) };
  }
}

/** `set -u`. */
function demand(sh: Sh, name: string, value: Value): Value {
  if (sh.state.options.nounset && 'text' in value && value.text === undefined) {
    throw new ShellError(
      'exit',
      shellMessage(sh.state, `${/^\d+$/.test(name) ? `$${name}` : name}: unbound variable`),
      unsetStatus(sh.state),
    );
  }
  return value;
}

/** `${…}`. */
export function expandParameter(expansion: Expansion, part: Part, mode: Mode): void {
  const { sh } = expansion;
  if (part.operation?.type === 'Unknown' || part.parameter === '') throw bad(sh, part);
  if (part.operation?.type === 'Names') {
    const names = Object.keys(sh.state.variables).filter((name) => name.startsWith(part.parameter));
    return expansion.list(names.sort(), part.operation.operator === '*', mode);
  }
  const whole = part.index?.text === '@' || part.index?.text === '*';
  if (part.prefix === '!') {
    if (whole && part.operation === undefined)
      return expansion.list(arrayKeys(findVariable(sh.state, part.parameter)), part.index?.text === '*', mode);
    return indirect(expansion, part, mode);
  }
  const place = readPlace(expansion, part);
  if (part.prefix === '#') return expansion.value(String(lengthOf(demand(sh, part.parameter, place.value))), mode);
  operate(expansion, part, place, mode);
}

interface Place {
  readonly name: string;
  readonly index: number | undefined;
  readonly value: Value;
}

function readPlace(expansion: Expansion, part: Part): Place {
  const { sh, code } = expansion;
  const name = part.parameter;
  if (part.index === undefined) return { name, index: undefined, value: readOnce(sh, name) };
  if (part.index.text === '@' || part.index.text === '*') {
    return { name, index: undefined, value: { list: getElements(sh, name), star: part.index.text === '*' } };
  }
  const text = expandSingle(sh, code, part.index);
  return elementPlace(sh, name, text);
}

function indirect(expansion: Expansion, part: Part, mode: Mode): void {
  const { sh } = expansion;
  const pointer = readPlace(expansion, part).value;
  const target = 'text' in pointer ? pointer.text : pointer.list.join(' ');
  if (target === undefined || target === '')
    throw new ShellError('discard', shellMessage(sh.state, `${part.parameter}: invalid indirect expansion`), 1);
  operate(expansion, part, namedPlace(sh, target), mode);
}

function namedPlace(sh: Sh, target: string): Place {
  if (isName(target) || /^(\d+|[@*#?$!0-])$/.test(target)) return { name: target, index: undefined, value: readOnce(sh, target) };
  const place = parseSubscript(target);
  if (place === undefined) throw new ShellError('discard', shellMessage(sh.state, `${target}: invalid variable name`), 1);
  const { name, subscript } = place;
  if (subscript === '@' || subscript === '*')
    return { name, index: undefined, value: { list: getElements(sh, name), star: subscript === '*' } };
  return elementPlace(sh, name, subscript);
}

function elementPlace(sh: Sh, name: string, subscript: string): Place {
  const index = sh.once(() => evaluateIndex(sh, subscript));
  if (!isBeforeFirst(sh, name, index)) return { name, index, value: { text: getElement(sh, name, index) } };
  complain(sh, `${name}: bad array subscript`);
  return { name, index, value: { text: undefined } };
}

function lengthOf(value: Value): number {
  if ('list' in value) return value.list.length;
  return value.text?.length ?? 0;
}

function bad(sh: Sh, part: Part): ShellError {
  return new ShellError('discard', shellMessage(sh.state, `${part.text}: bad substitution`), 1);
}

function operate(expansion: Expansion, part: Part, place: Place, mode: Mode): void {
  const { sh, code } = expansion;
  const operation = part.operation;
  if (operation?.type === 'Default') return byDefault(expansion, part, place, operation, mode);
  const value = demand(sh, place.name, place.value);
  if (operation === undefined) return put(expansion, value, mode);
  switch (operation.type) {
    case 'Remove': {
      const pattern = expandPattern(sh, code, operation.operand);
      const end = operation.operator.startsWith('%');
      const longest = operation.operator.length === 2;
      return put(
        expansion,
        each(value, (text) => remove(sh, text, pattern, end, longest)),
        mode,
      );
    }
    case 'Replace': {
      const pattern = expandPattern(sh, code, operation.pattern);
      const by = expandReplacement(sh, code, operation.replacement);
      return put(
        expansion,
        each(value, (item) => replace(sh, item, pattern, by, operation.operator)),
        mode,
      );
    }
    case 'Slice':
      return slice(expansion, place, value, operation, mode);
    case 'CaseModification': {
      const pattern = operation.operand === undefined || operation.operand.text === '' ? '?' : expandPattern(sh, code, operation.operand);
      return put(
        expansion,
        each(value, (text) => changeCase(sh, text, operation.operator, pattern)),
        mode,
      );
    }
    case 'Transform':
      return put(expansion, transform(sh, place, value, operation.operand.value, part), mode);
    case 'Names':
    case 'Unknown':
      throw bad(sh, part);
    default:
      return operation satisfies never;
  }
}

function each(value: Value, change: (text: string) => string): Value {
  if ('list' in value) return { list: value.list.map(change), star: value.star };
  return { text: value.text === undefined ? undefined : change(value.text) };
}

type DefaultOperation = Extract<NonNullable<Part['operation']>, { type: 'Default' }>;

function byDefault(expansion: Expansion, part: Part, place: Place, operation: DefaultOperation, mode: Mode): void {
  const { sh, code } = expansion;
  const { value } = place;
  const strict = operation.operator.startsWith(':');
  const set =
    'list' in value
      ? value.list.length > 0 && !(strict && value.list.join('') === '')
      : value.text !== undefined && !(strict && value.text === '');
  const operand = (): void => expansion.word(operation.operand, { quoted: mode.quoted, operand: true });
  switch (operation.operator.at(-1)) {
    case '-':
      return set ? put(expansion, value, mode) : operand();
    case '+':
      if (set) operand();
      else if (mode.quoted && !('list' in value)) expansion.value('', mode);
      return;
    case '=': {
      if (set) return put(expansion, value, mode);
      if (!isName(place.name)) {
        throw new ShellError('discard', shellMessage(sh.state, `$${place.name}: cannot assign in this way`), 1);
      }
      const text = operandText(expansion, operation, mode);
      sh.once(() => {
        if (place.index === undefined) setVariable(sh, place.name, text);
        else setElement(sh, place.name, place.index, text);
        return 0;
      });
      return expansion.value(text, mode);
    }
    default: {
      if (set) return put(expansion, value, mode);
      const fallback = strict ? 'parameter null or not set' : 'parameter not set';
      const text = operation.operand.text === '' ? fallback : expandSingle(sh, code, operation.operand);
      throw new ShellError('exit', shellMessage(sh.state, `${part.parameter}: ${text}`), unsetStatus(sh.state));
    }
  }
}

function operandText(expansion: Expansion, operation: DefaultOperation, mode: Mode): string {
  const start = expansion.pieces.length;
  expansion.word(operation.operand, { quoted: mode.quoted, operand: true });
  return joinPieces(expansion.pieces.splice(start), ' ');
}

type SliceOperation = Extract<NonNullable<Part['operation']>, { type: 'Slice' }>;

function slice(expansion: Expansion, place: Place, value: Value, operation: SliceOperation, mode: Mode): void {
  const { sh, code } = expansion;
  const number = (word: SliceOperation['offset']): number => {
    const text = expandSingle(sh, code, word);
    return sh.once(() => evaluateIndex(sh, text));
  };
  const offset = number(operation.offset);
  const length = operation.length === undefined ? undefined : number(operation.length);
  const wrong = (): ShellError =>
    new ShellError('discard', shellMessage(sh.state, `${operation.length?.text ?? ''}: substring expression < 0`), 1);
  if ('text' in value) {
    const text = value.text ?? '';
    const from = offset < 0 ? text.length + offset : offset;
    if (from < 0 || from > text.length) return put(expansion, { text: '' }, mode);
    const to = length === undefined ? text.length : length < 0 ? text.length + length : from + length;
    if (to < from && length !== undefined && length < 0) throw wrong();
    return put(expansion, { text: text.slice(from, to) }, mode);
  }
  // `${@:0}` begins with `$0`.
  const positional = place.name === '@' || place.name === '*';
  if (length !== undefined && length < 0) throw wrong();
  let items: readonly string[];
  if (positional) {
    const all = [sh.state.name, ...value.list];
    const from = offset < 0 ? all.length + offset : offset;
    items = from < 0 ? [] : all.slice(from, length === undefined ? undefined : from + length);
  } else {
    const keys = arrayKeys(findVariable(sh.state, place.name)).map(Number);
    const last = (keys.at(-1) ?? -1) + 1;
    const from = offset < 0 ? last + offset : offset;
    const start = keys.findIndex((key) => key >= from);
    items = start < 0 || from < 0 ? [] : value.list.slice(start, length === undefined ? undefined : start + length);
  }
  put(expansion, { list: items, star: value.star }, mode);
}

function transform(sh: Sh, place: Place, value: Value, letter: string, part: Part): Value {
  switch (letter) {
    case 'Q':
      return each(value, quoteWord);
    case 'U':
      return each(value, (text) => changeCase(sh, text, '^^', '?'));
    case 'u':
      return each(value, (text) => changeCase(sh, text, '^', '?'));
    case 'L':
      return each(value, (text) => changeCase(sh, text, ',,', '?'));
    case 'E':
      return each(value, (text) => unescape(text, 'dollar').text);
    case 'K':
      return each(value, (text) => quoteWord(text));
    case 'a':
      return { text: attributeLetters(sh, place.name) };
    case 'A': {
      const text = 'text' in value ? value.text : value.list.join(' ');
      if (text === undefined) return { text: undefined };
      const letters = attributeLetters(sh, place.name);
      return { text: `${letters === '' ? '' : `declare -${letters} `}${place.name}=${quoteWord(text)}` };
    }
    default:
      throw bad(sh, part);
  }
}

function attributeLetters(sh: Sh, name: string): string {
  const variable = findVariable(sh.state, name);
  if (variable === undefined) return '';
  const { array, integer, letters, readonly, exported } = variable;
  return [array && 'a', integer && 'i', letters === 'lower' && 'l', readonly && 'r', letters === 'upper' && 'u', exported && 'x']
    .filter(Boolean)
    .join('');
}
