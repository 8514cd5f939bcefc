import { type Diagnostic, linter, lintGutter } from '@codemirror/lint';
import type { Extension, Text } from '@codemirror/state';
import type { Problem } from '../../engine/protocol';
import type { Verdict } from './draft.svelte';

/** How long one has not typed when the document is judged, in ms. */
const QUIET = 250;

/** A problem's place in the text, to the end of the word it begins. */
export function rangeOf(doc: Text, { line, column }: Problem): { readonly from: number; readonly to: number } {
  const { from, text } = doc.line(Math.min(Math.max(1, line), doc.lines));
  const start = Math.min(Math.max(0, column - 1), text.length);
  const word = /^(?:[\w./-]+|\S)/.exec(text.slice(start))?.[0].length ?? 0;
  // At the end of a line there is nothing left to underline but what stands before.
  if (word > 0) return { from: from + start, to: from + start + word };
  const back = text.trimEnd().length;
  return { from: from + Math.max(0, Math.min(start, back) - 1), to: from + Math.max(start, back) };
}

function diagnostics(doc: Text, problems: readonly Problem[], severity: Diagnostic['severity']): Diagnostic[] {
  return problems.map((problem) => ({ ...rangeOf(doc, problem), severity, message: problem.message }));
}

/** Underlines what the validator finds; `judge` is asked when one has stopped typing. */
export function scenarioLint(judge: (text: string) => Promise<Verdict>): Extension {
  return [
    linter(
      async ({ state }) => {
        const { problems, warnings } = await judge(state.doc.toString());
        return [...diagnostics(state.doc, problems, 'error'), ...diagnostics(state.doc, warnings, 'warning')];
      },
      { delay: QUIET },
    ),
    lintGutter(),
  ];
}
