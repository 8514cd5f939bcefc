/** Assignments of a simple command: alone, in front of a name, and as arguments of `declare` and its kin. */
import { evaluateIndex } from './arithmetic';
import { assignText } from './assign';
import type { BuiltinArguments } from './builtins/builtin';
import type { Code, SimpleCommand } from './code';
import { expandFields, expandSingle, expandWords } from './expand';
import type { Sh } from './machine';
import { shellMessage } from './messages';
import type { Variable } from './state';
import { findVariable, getVariable, putVariable, setArray } from './variables';

export type Assignment = Extract<SimpleCommand['node']['prefix'][number], { type: 'Assignment' }>;

export function prefixAssignments(command: SimpleCommand): Assignment[] {
  return command.node.prefix.filter((item) => item.type === 'Assignment');
}

/** Arguments, with those of `declare` and its kin that are assignments: they are not split, and may be arrays. */
export function expandArguments(
  sh: Sh,
  code: Code,
  command: SimpleCommand,
): { args: readonly string[]; arrays: BuiltinArguments['arrays'] } {
  const { node, words } = command;
  if (!node.suffix.some((item) => item.type === 'Assignment')) return { args: expandWords(sh, code, words), arrays: {} };
  const args = expandWords(sh, code, node.name === undefined ? [] : [node.name]);
  const arrays: Record<string, readonly (readonly [number, string])[]> = {};
  for (const argument of node.args) {
    if (argument.type === 'Word') {
      args.push(...sh.work(() => expandFields(sh, code, argument)));
      continue;
    }
    const { value, append } = argument;
    const sign = append ? '+=' : '=';
    const name = argument.index === undefined ? argument.name : `${argument.name}[${argument.index.text}]`;
    if (value.type === 'Word') args.push(`${name}${sign}${sh.work(() => expandSingle(sh, code, value, true))}`);
    else {
      arrays[String(args.length)] = arrayElements(sh, code, argument, value);
      args.push(`${name}${sign}`);
    }
  }
  return { args, arrays };
}

/** `NAME=value`, `NAME[i]+=value`, `NAME=(…)`. */
export function assign(sh: Sh, code: Code, assignment: Assignment): void {
  const { name, value, append, index } = assignment;
  if (value.type === 'ArrayValue') {
    const elements = arrayElements(sh, code, assignment, value);
    sh.once(() => {
      setArray(sh, name, elements, append === true);
      return 0;
    });
    return;
  }
  const text = sh.work(() => expandSingle(sh, code, value, true));
  const at = index === undefined ? undefined : sh.work(() => expandSingle(sh, code, index));
  sh.once(() => {
    assignText(sh, name, at, text, append === true);
    return 0;
  });
}

type ArrayValue = Extract<Assignment['value'], { type: 'ArrayValue' }>;

function arrayElements(sh: Sh, code: Code, assignment: Assignment, value: ArrayValue): (readonly [number, string])[] {
  const old = assignment.append ? findVariable(sh.state, assignment.name) : undefined;
  let next = sh.once(() => Number(Object.keys(old?.array ?? {}).at(-1) ?? (old?.value === undefined ? -1 : 0)) + 1);
  const elements: (readonly [number, string])[] = [];
  for (const word of value.elements) {
    const keyed = /^\[([^\]]+)\]=/.exec(word.text);
    if (keyed?.[1] !== undefined) {
      const text = sh.work(() => expandSingle(sh, code, word)).replace(/^\[[^\]]*\]=/, '');
      const subscript = sh.work(() => expandSingle(sh, code, word)).match(/^\[([^\]]*)\]=/)?.[1] ?? keyed[1];
      next = sh.once(() => evaluateIndex(sh, subscript));
      elements.push([next++, text]);
      continue;
    }
    for (const item of expandWords(sh, code, code.braces.get(word) ?? [word])) elements.push([next++, item]);
  }
  return elements;
}

/** Variables set before a command's name: their values. */
export function temporaryValues(sh: Sh, code: Code, assignments: readonly Assignment[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const { name, value, append } of assignments) {
    if (value.type !== 'Word') continue;
    if (findVariable(sh.state, name)?.readonly) {
      // Said, but the command runs all the same.
      sh.say(shellMessage(sh.state, `${name}: readonly variable`));
      continue;
    }
    const text = sh.work(() => expandSingle(sh, code, value, true));
    values[name] = append ? sh.once(() => getVariable(sh, name) ?? '') + text : text;
  }
  return values;
}

/** Sets them for a function or builtin; what was there comes back with the answer. */
export function setTemporary(sh: Sh, values: Readonly<Record<string, string>>): Record<string, Variable | null> {
  const old: Record<string, Variable | null> = {};
  for (const name of Object.keys(values)) {
    const variable = findVariable(sh.state, name);
    old[name] = variable ?? null;
    putVariable(sh.state, name, { ...variable, value: values[name] ?? '', exported: true });
  }
  return old;
}
