/** Assigning a text to a variable or to one element of it. */
import { evaluateIndex } from './arithmetic';
import type { Sh } from './machine';
import { findVariable, getElement, getVariable, setElement, setVariable } from './variables';

/** Sets or appends, at a subscript where there is one. */
export function assignText(sh: Sh, name: string, subscript: string | undefined, text: string, append: boolean): void {
  const integer = findVariable(sh.state, name)?.integer === true;
  const joined = (old: string | undefined): string => (!append ? text : integer ? `${old ?? 0}+(${text})` : (old ?? '') + text);
  if (subscript === undefined) return setVariable(sh, name, joined(append ? getVariable(sh, name) : undefined));
  const index = evaluateIndex(sh, subscript);
  setElement(sh, name, index, joined(append ? getElement(sh, name, index) : undefined));
}
