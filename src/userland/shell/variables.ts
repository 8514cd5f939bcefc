/** Variables of a shell: reading, assigning, local ones, and those the shell makes itself. */
import { sysTime } from '../../kernel/syscalls';
import { evaluateArithmetic } from './arithmetic';
import { ShellError, type Sh } from './machine';
import { lineNumber, shellMessage } from './messages';
import { allFrames, frameAt, replaceFrame } from './stack';
import type { CallFrame, ShellState, Variable } from './state';

/** Longest value of a variable, in bytes. */
export const MAX_VALUE = 1 << 20;
/** Most elements of an array. */
const MAX_ELEMENTS = 65536;

export function isName(text: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(text);
}

/** The variable as it stands; none for those the shell makes itself. */
export function findVariable(state: ShellState, name: string): Variable | undefined {
  return Object.hasOwn(state.variables, name) ? state.variables[name] : undefined;
}

/** Indices of an array in ascending order. */
export function arrayKeys(variable: Variable | undefined): string[] {
  if (variable?.array !== undefined) return Object.keys(variable.array);
  return variable?.value === undefined ? [] : ['0'];
}

/** Value of a name, an array's being its element 0. Undefined where it is not set. */
export function getVariable(sh: Sh, name: string): string | undefined {
  const made = madeVariable(sh, name);
  if (made !== undefined) return made;
  const variable = findVariable(sh.state, name);
  return variable?.array === undefined ? variable?.value : variable.array['0'];
}

/** All elements of `NAME[@]`. */
export function getElements(sh: Sh, name: string): string[] {
  if (name === 'PIPESTATUS') return sh.state.pipeStatus.map(String);
  if (name === 'FUNCNAME') return functionNames(sh.state);
  if (name === 'BASH_SOURCE') return sources(sh.state);
  const variable = findVariable(sh.state, name);
  if (variable?.array !== undefined) return Object.values(variable.array);
  const value = getVariable(sh, name);
  return value === undefined ? [] : [value];
}

const MADE_ARRAYS = new Set(['PIPESTATUS', 'FUNCNAME', 'BASH_SOURCE']);

/** One element; negative indices count from the end. */
export function getElement(sh: Sh, name: string, index: number): string | undefined {
  if (MADE_ARRAYS.has(name)) return getElements(sh, name).at(index);
  const variable = findVariable(sh.state, name);
  if (variable?.array === undefined) return index === 0 || index === -1 ? getVariable(sh, name) : undefined;
  return variable.array[elementKey(sh, name, variable, index)];
}

/** Whether a negative index leads before the first element: read, that is a complaint and nothing; written, the line's end. */
export function isBeforeFirst(sh: Sh, name: string, index: number): boolean {
  if (index >= 0 || MADE_ARRAYS.has(name)) return false;
  const elements = findVariable(sh.state, name)?.array;
  return elements === undefined ? index < -1 : Number(Object.keys(elements).at(-1) ?? -1) + 1 + index < 0;
}

function elementKey(sh: Sh, name: string, variable: Variable, index: number): string {
  if (index >= 0) return String(index);
  const last = Object.keys(variable.array ?? {}).at(-1);
  const from = Number(last ?? -1) + 1 + index;
  if (from < 0) throw new ShellError('discard', shellMessage(sh.state, `${name}[${index}]: bad array subscript`), 1);
  return String(from);
}

function functionNames(state: ShellState): string[] {
  const names: string[] = [];
  for (const frame of allFrames(state.stack)) {
    if (frame.type === 'call') names.unshift(frame.name);
    else if (frame.type === 'unit' && frame.kind === 'source') names.unshift('source');
  }
  return names.length === 0 ? [] : state.interactive ? names : [...names, 'main'];
}

/** The file each function at work came from, the innermost first; of a shell without a script, nothing. */
function sources(state: ShellState): string[] {
  const files: string[] = [];
  for (const frame of allFrames(state.stack)) {
    if (frame.type === 'call' || (frame.type === 'unit' && frame.kind === 'source')) files.unshift(frame.origin ?? state.name);
  }
  return state.interactive || state.fromCommandLine ? files : [...files, state.name];
}

/** What the shell itself answers for a name. */
function madeVariable(sh: Sh, name: string): string | undefined {
  const { state } = sh;
  switch (name) {
    case 'BASHPID':
      return String(sh.pid);
    case 'LINENO':
      return String(lineNumber(state));
    case 'BASH_SUBSHELL':
      return String(state.depth);
    case 'SECONDS':
      return String(Math.floor((sysTime(sh.k) - state.startTick) / 1000));
    case 'EPOCHSECONDS':
      return String(Math.floor(sysTime(sh.k) / 1000));
    case 'RANDOM':
      return String(nextRandom(sh));
    case 'PIPESTATUS':
      return String(state.pipeStatus[0] ?? 0);
    case 'FUNCNAME':
      return functionNames(state)[0];
    case 'BASH_SOURCE':
      return sources(state)[0];
    case '_':
      return state.lastArgument;
    default:
      return undefined;
  }
}

/** Park and Miller's generator, as bash 5.2 draws $RANDOM. */
function nextRandom(sh: Sh): number {
  const seed = sh.state.random;
  const next = (16807 * (seed % 127773) - 2836 * Math.floor(seed / 127773) + 2147483647) % 2147483647;
  sh.state.random = next;
  return ((next >>> 16) ^ (next & 65535)) & 32767;
}

/** The first seed of a shell: from the machine's seed and its pid. */
export function randomSeed(seed: number, pid: number): number {
  return (((Math.abs(Math.trunc(seed)) % 65521) * 32749 + pid * 7919 + 12345) % 2147483646) + 1;
}

// --- changing -------------------------------------------------------------------------------------------------------

/** Replaces a variable whole; undefined takes it away. */
export function putVariable(state: ShellState, name: string, variable: Variable | undefined): void {
  if (variable !== undefined) state.variables = { ...state.variables, [name]: variable };
  else state.variables = Object.fromEntries(Object.entries(state.variables).filter(([key]) => key !== name));
}

/** Assigns a value; throws where the variable is readonly. Lists of an array keep their other elements. */
export function setVariable(sh: Sh, name: string, value: string): void {
  const { state } = sh;
  const old = writable(sh, name);
  if (name === 'RANDOM') state.random = randomSeed(Number.parseInt(value, 10) || 0, 0);
  else if (name === 'SECONDS') state.startTick = sysTime(sh.k) - (Number.parseInt(value, 10) || 0) * 1000;
  else if (name === 'OPTIND') state.optionPlace = 0;
  else if (name === 'PATH') state.hashed = {};
  const made = convert(sh, old, value);
  if (old?.array !== undefined) return setElement(sh, name, 0, value);
  putVariable(state, name, { ...old, value: made, ...(state.options.allexport ? { exported: true } : {}) });
}

/** Assigns one element. */
export function setElement(sh: Sh, name: string, index: number, value: string): void {
  const old = writable(sh, name);
  const { value: scalar, ...rest } = old ?? {};
  const array = old?.array ?? (scalar === undefined ? {} : { '0': scalar });
  const key = elementKey(sh, name, { array }, index);
  if (!Object.hasOwn(array, key) && Object.keys(array).length >= MAX_ELEMENTS) {
    throw new ShellError('discard', shellMessage(sh.state, `${name}: array of more than ${MAX_ELEMENTS} elements`), 1);
  }
  putVariable(sh.state, name, { ...rest, array: { ...array, [key]: convert(sh, old, value) } });
}

/** Assigns a whole array. */
export function setArray(sh: Sh, name: string, elements: readonly (readonly [number, string])[], append: boolean): void {
  const old = writable(sh, name);
  const { value: scalar, ...rest } = old ?? {};
  const array: Record<string, string> = append ? { ...(old?.array ?? (scalar === undefined ? {} : { '0': scalar })) } : {};
  for (const [index, value] of elements) array[String(index)] = convert(sh, old, value);
  if (Object.keys(array).length > MAX_ELEMENTS) {
    throw new ShellError('discard', shellMessage(sh.state, `${name}: array of more than ${MAX_ELEMENTS} elements`), 1);
  }
  putVariable(sh.state, name, { ...rest, array });
}

/** Takes a variable or one element away; false where it is readonly. */
export function unsetVariable(sh: Sh, name: string, index?: number): boolean {
  const old = findVariable(sh.state, name);
  if (old === undefined) return true;
  if (old.readonly) return false;
  if (index === undefined || old.array === undefined) {
    putVariable(sh.state, name, undefined);
    if (name === 'PATH') sh.state.hashed = {};
    return true;
  }
  const key = elementKey(sh, name, old, index);
  putVariable(sh.state, name, { ...old, array: Object.fromEntries(Object.entries(old.array).filter(([other]) => other !== key)) });
  return true;
}

function writable(sh: Sh, name: string): Variable | undefined {
  const old = findVariable(sh.state, name);
  if (old?.readonly) throw new ShellError('discard', shellMessage(sh.state, `${name}: readonly variable`), 1);
  return old;
}

function convert(sh: Sh, old: Variable | undefined, value: string): string {
  if (value.length > MAX_VALUE) throw new ShellError('discard', shellMessage(sh.state, `value longer than ${MAX_VALUE} bytes`), 1);
  if (old?.integer) return evaluateArithmetic(sh, value).toString();
  if (old?.letters === 'lower') return value.replace(/[A-Z]/g, (c) => c.toLowerCase());
  if (old?.letters === 'upper') return value.replace(/[a-z]/g, (c) => c.toUpperCase());
  return value;
}

/** The innermost function call, undefined outside. */
export function currentCall(state: ShellState): { frame: CallFrame; at: number } | undefined {
  for (let at = state.stack.size - 1; at >= 0; at--) {
    const frame = frameAt(state.stack, at);
    if (frame?.type === 'call') return { frame, at };
  }
  return undefined;
}

/** Makes a name local to the present function: what it was comes back at the return. False outside functions. */
export function makeLocal(state: ShellState, name: string, keepValue: boolean): boolean {
  const call = currentCall(state);
  if (call === undefined) return false;
  const { frame, at } = call;
  const old = findVariable(state, name);
  if (Object.hasOwn(frame.saved, name)) return true;
  state.stack = replaceFrame(state.stack, at, { ...frame, saved: { ...frame.saved, [name]: old ?? null } });
  if (!keepValue) putVariable(state, name, old?.exported ? { exported: true } : {});
  return true;
}

/** Puts back what `saved` holds. */
export function restoreVariables(state: ShellState, saved: Readonly<Record<string, Variable | null>>): void {
  for (const name of Object.keys(saved)) putVariable(state, name, saved[name] ?? undefined);
}

/** The environment of a program. */
export function exportedEnvironment(state: ShellState): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of Object.keys(state.variables)) {
    const variable = state.variables[name];
    if (variable?.exported && variable.value !== undefined) environment[name] = variable.value;
  }
  return environment;
}
