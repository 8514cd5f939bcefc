/** The language of a scenario for the editor: Markdown with front matter, shell blocks, claims and predictions. */
import { markdown, markdownLanguage } from '@codemirror/lang-markdown';
import { yamlFrontmatter } from '@codemirror/lang-yaml';
import { HighlightStyle, type Language, type LanguageSupport, StreamLanguage, syntaxHighlighting } from '@codemirror/language';
import { shell } from '@codemirror/legacy-modes/mode/shell';
import type { Extension } from '@codemirror/state';
import { tags } from '@lezer/highlight';
import { SOURCE_WORDS } from '../../scenario/claim';

const shellLanguage = StreamLanguage.define({ ...shell, languageData: { commentTokens: { line: '#' } } });

/** One claim a line: `EXPR unchanged` or `EXPR OP VALUE`. */
const claimLanguage = StreamLanguage.define({
  name: 'claims',
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return 'comment';
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return 'string';
    if (stream.match(/^(?:[=!<>]=|[<>~])/)) return 'operator';
    if (stream.match(/^\d+[KMG]?(?![\w./])/i)) return 'number';
    const word = stream.match(/^[^\s"=!<>~()]+/) as RegExpMatchArray | null;
    if (word === null) {
      stream.next();
      return null;
    }
    if (word[0] === 'unchanged') return 'keyword';
    return ['tasks', 'frames', ...SOURCE_WORDS].includes(word[0]) ? 'atom' : 'variableName';
  },
  languageData: { commentTokens: { line: '#' } },
});

function languageOf(info: string): Language | null {
  const word = info.split(/[ \t]/, 1)[0];
  if (word === 'sh' || word === 'bash' || word === 'shell') return shellLanguage;
  if (word === 'check') return claimLanguage;
  return word === 'predict' ? markdownLanguage : null;
}

/** Colours are the page's own, which follow its theme. */
const colours = HighlightStyle.define([
  { tag: [tags.heading, tags.strong], fontWeight: '600' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: tags.strikethrough, textDecoration: 'line-through' },
  { tag: [tags.link, tags.url], color: 'var(--accent)' },
  { tag: [tags.comment, tags.quote, tags.meta, tags.processingInstruction, tags.labelName], color: 'var(--text-3)' },
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword], color: 'var(--tone-oom)' },
  { tag: [tags.propertyName, tags.definition(tags.propertyName), tags.attributeName], color: 'var(--code-name)' },
  { tag: [tags.string, tags.attributeValue], color: 'var(--tone-created)' },
  { tag: [tags.number, tags.atom, tags.bool], color: 'var(--tone-warning)' },
  { tag: [tags.standard(tags.variableName), tags.monospace], color: 'var(--code-name)' },
  { tag: tags.definition(tags.variableName), color: 'var(--tone-refused)' },
  { tag: [tags.operator, tags.punctuation, tags.separator], color: 'var(--text-2)' },
]);

export function scenarioLanguage(): Extension {
  const content: LanguageSupport = markdown({ base: markdownLanguage, codeLanguages: languageOf, completeHTMLTags: false });
  return [yamlFrontmatter({ content }), syntaxHighlighting(colours)];
}
