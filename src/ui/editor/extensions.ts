import { acceptCompletion, autocompletion } from '@codemirror/autocomplete';
import { indentLess, indentMore } from '@codemirror/commands';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { late } from '../../messages/late';
import { type AskEngine, scenarioCompletion } from './completion';
import type { Verdict } from './draft.svelte';
import { scenarioLanguage } from './language';
import { scenarioLint } from './lint';
import { editorTheme } from './theme';

export interface EditorWishes {
  /** Id of the hint that is read with the editor's name. */
  readonly describedBy: string;
  readonly ask: AskEngine;
  readonly judge: (text: string) => Promise<Verdict>;
  readonly onedit: (text: string) => void;
  readonly onrun: () => void;
  readonly onrunhere: () => void;
  readonly onsave: () => void;
}

/** All that makes CodeMirror the editor of a scenario. Escape, then Tab, leaves it. */
export function editorExtensions(wishes: EditorWishes): Extension {
  const done = (act: () => void) => (): boolean => {
    act();
    return true;
  };
  return [
    Prec.highest(
      keymap.of([
        { key: 'Mod-Enter', run: done(wishes.onrun) },
        { key: 'Shift-Mod-Enter', run: done(wishes.onrunhere) },
        { key: 'Mod-s', run: done(wishes.onsave) },
        { key: 'Tab', run: acceptCompletion },
      ]),
    ),
    basicSetup,
    keymap.of([{ key: 'Tab', run: indentMore, shift: indentLess }]),
    scenarioLanguage(),
    editorTheme(),
    // Who types Tab as soon as the list is there means the list, not an indent.
    autocompletion({ override: [scenarioCompletion(wishes.ask)], icons: false, interactionDelay: 0 }),
    scenarioLint(wishes.judge),
    EditorView.lineWrapping,
    EditorState.phrases.of(late.editor.phrases),
    EditorView.contentAttributes.of({
      tabindex: '0',
      'aria-label': late.editor.label,
      'aria-describedby': wishes.describedBy,
      spellcheck: 'false',
    }),
    EditorView.updateListener.of((update) => update.docChanged && wishes.onedit(update.state.doc.toString())),
    // A file dropped here is opened as one dropped anywhere on the page is.
    EditorView.domEventHandlers({ drop: (event) => (event.dataTransfer?.files.length ?? 0) > 0 }),
  ];
}
