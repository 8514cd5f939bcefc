/** `set -x`. */
import type { Assignment } from './assignments';
import type { Sh } from './machine';
import { quoteIfNeeded } from './quote';
import { getVariable } from './variables';

/** What `set -x` puts in front: `+`, once more for each substitution around. */
export function tracePrefix(sh: Sh): string {
  return (getVariable(sh, 'PS4') ?? '+ ').replace(/^./, (c) => c.repeat(sh.state.tracing + 1));
}

/** A simple command as it runs, its assignments first. */
export function traceCommand(sh: Sh, assignments: readonly Assignment[], args: readonly string[]): void {
  const words = assignments.map((assignment) => {
    const { name, value, append } = assignment;
    const text =
      value.type === 'Word'
        ? quoteIfNeeded(sh.once(() => traceValue(sh, assignment)))
        : `(${value.elements.map((word) => word.text).join(' ')})`;
    return `${name}${append ? '+=' : '='}${text === "''" ? '' : text}`;
  });
  const prefix = tracePrefix(sh);
  for (const word of args.length > 0 && words.length > 0 ? words : []) sh.say(`${prefix}${word}\n`);
  sh.say(`${prefix}${args.length > 0 ? args.map(quoteIfNeeded).join(' ') : words.join(' ')}\n`);
}

function traceValue(sh: Sh, assignment: Assignment): string {
  if (assignment.value.type !== 'Word') return '';
  return assignment.value.parts === undefined ? assignment.value.value : (getVariable(sh, assignment.name) ?? '');
}
