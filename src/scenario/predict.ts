/** `predict` blocks: a question, options `- [ ]` and `- [x]`, and what is shown after answering, behind `>`. */
import { type Problems } from './problem';

export interface Prediction {
  readonly question: string;
  readonly options: readonly { readonly text: string; readonly right: boolean }[];
  /** Shown after answering, right or wrong; empty when the author wrote none. */
  readonly reveal: string;
}

const OPTION = /^[ \t]*[-*+][ \t]+\[([ xX])\](?:[ \t]+(.*))?$/;
const REVEAL = /^[ \t]*>[ \t]?(.*)$/;

/** Reads a predict block; `first` is the document's line number of `lines[0]`. */
export function readPrediction(lines: readonly string[], first: number, problems: Problems): Prediction {
  const question: string[] = [];
  const options: { text: string; right: boolean }[] = [];
  const reveal: string[] = [];
  for (const [i, line] of lines.entries()) {
    const option = OPTION.exec(line);
    const shown = REVEAL.exec(line);
    if (option && reveal.length > 0) problems.add(first + i, 1, 'an option was written behind the ">" lines; they come last');
    else if (option && !option[2]?.trim()) problems.add(first + i, 1, 'this option has no text');
    else if (option) options.push({ text: option[2]!.trim(), right: option[1] !== ' ' });
    else if (shown) reveal.push(shown[1]!);
    else if (line.trim() === '') continue;
    else if (reveal.length > 0) problems.add(first + i, 1, 'only ">" lines were expected here, they come last');
    else if (options.length > 0) options[options.length - 1]!.text += ` ${line.trim()}`;
    else question.push(line.trim());
  }
  if (question.length === 0) problems.add(first, 1, 'a predict block starts with its question');
  if (options.length < 2) problems.add(first, 1, 'a predict block needs two options or more: lines "- [ ] wrong" and "- [x] right"');
  else if (!options.some((option) => option.right)) problems.add(first, 1, 'no option is marked as right: write one as "- [x] …"');
  return { question: question.join('\n'), options, reveal: reveal.join('\n').trim() };
}
