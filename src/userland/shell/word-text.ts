/** Small questions about words of the tree. */
import { parse, type Redirection, type Script, type Word, type WordPart } from 'unbash';

/** The text of a word in which nothing is to be expanded. */
export function plainText(word: Word): string | undefined {
  return word.parts === undefined && !word.text.startsWith('~') ? word.value : undefined;
}

/** Parts of a text in which only expansions count, as between double quotes that are not there. */
export function readAsText(text: string): readonly WordPart[] {
  if (text === '') return [];
  const command = parse(`:<<\x01\n${text}\n\x01\n`).commands[0]?.command;
  const body = command?.type === 'Command' ? command.redirects.find((redirect) => redirect.type === 'HereDoc') : undefined;
  if (body?.type !== 'HereDoc' || body.body.parts === undefined) return [{ type: 'Literal', pos: 0, end: text.length, text, value: text }];
  return body.body.parts;
}

/** `$(< file)`: the redirection. */
export function onlyInput(script: Script | undefined): Redirection | undefined {
  const statement = script?.commands[0];
  if (script?.commands.length !== 1 || statement?.background || statement?.command.type !== 'Command') return undefined;
  const { name, prefix, redirects } = statement.command;
  const only = redirects[0];
  const input =
    name === undefined &&
    redirects.length === 1 &&
    prefix.every((item) => item === only) &&
    only?.type === 'Redirect' &&
    only.operator === '<';
  return input && only.descriptor === undefined ? only : undefined;
}
