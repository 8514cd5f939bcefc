import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** The editor in the page's own colours and type; they are custom properties, so light and dark need nothing more. */
export function editorTheme(): Extension {
  return EditorView.theme({
    '&': {
      height: '100%',
      color: 'var(--text)',
      backgroundColor: 'var(--panel)',
      fontSize: 'var(--size-m)',
      '--code-name': 'var(--accent)',
    },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.55' },
    '.cm-content': { caretColor: 'var(--text)', padding: '6px 0 40vh' },
    '.cm-line': { padding: '0 12px 0 6px' },
    '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--text)' },
    '.cm-gutters': { backgroundColor: 'var(--panel)', color: 'var(--text-3)', border: 'none' },
    '.cm-lineNumbers .cm-gutterElement': { minWidth: '2.25rem', padding: '0 4px 0 8px' },
    '.cm-foldGutter .cm-gutterElement': { color: 'var(--text-3)' },
    '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--hover) 55%, transparent)' },
    '.cm-activeLineGutter': { backgroundColor: 'transparent', color: 'var(--text)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      background: 'light-dark(#bcd3ff, #2c4f94) !important',
    },
    '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--tint-warning) 80%, transparent)' },
    '&.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--active)', outline: '1px solid var(--line-strong)' },
    '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--tint-refused)' },
    '.cm-foldPlaceholder': { backgroundColor: 'var(--hover)', border: '1px solid var(--line)', color: 'var(--text-2)' },
    '.cm-tooltip': {
      border: '1px solid var(--line-strong)',
      borderRadius: 'var(--radius)',
      backgroundColor: 'var(--raised)',
      color: 'var(--text)',
      boxShadow: 'var(--shadow)',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--mono)', fontSize: 'var(--size-s)', maxHeight: '14rem' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '2px 8px' },
    '.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--active)', color: 'var(--text)' },
    '.cm-completionDetail': { color: 'var(--text-3)', fontStyle: 'normal' },
    '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
    '.cm-diagnostic': {
      padding: '4px 8px',
      fontFamily: 'var(--sans)',
      fontSize: 'var(--size-s)',
      whiteSpace: 'pre-wrap',
      maxWidth: '34rem',
    },
    '.cm-diagnostic-error': { borderLeft: '3px solid var(--tone-refused)' },
    '.cm-diagnostic-warning': { borderLeft: '3px solid var(--tone-warning)' },
    '.cm-lintRange-error': { backgroundImage: 'none', textDecoration: 'underline wavy var(--tone-refused)', textDecorationSkipInk: 'none' },
    '.cm-lintRange-warning': {
      backgroundImage: 'none',
      textDecoration: 'underline wavy var(--tone-warning)',
      textDecorationSkipInk: 'none',
    },
    '.cm-lint-marker': { width: '0.7em', height: '0.7em' },
    '.cm-panels': { backgroundColor: 'var(--sunken)', color: 'var(--text)', borderColor: 'var(--line)' },
    '.cm-panel.cm-search': { padding: '6px 8px', fontFamily: 'var(--sans)' },
    '.cm-textfield': { backgroundColor: 'var(--panel)', color: 'var(--text)', border: '1px solid var(--line-strong)' },
    '.cm-button': {
      backgroundImage: 'none',
      backgroundColor: 'var(--panel)',
      color: 'var(--text)',
      border: '1px solid var(--line-strong)',
    },
    '.cm-searchMatch': { backgroundColor: 'var(--tint-warning)', outline: '1px solid var(--tone-warning)' },
    '.cm-searchMatch-selected': { backgroundColor: 'var(--active)' },
  });
}
