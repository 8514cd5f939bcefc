/** What may be typed next: front-matter keys and values, kinds of blocks, commands, files and claims. */
import type { Completion, CompletionContext, CompletionResult, CompletionSource } from '@codemirror/autocomplete';
import type { Completion as EngineCompletion } from '../../engine/protocol';
import { m } from '../../messages';
import { late } from '../../messages/late';
import { textOf } from '../../messages/texts';
import { OPERATORS, SOURCE_WORDS } from '../../scenario/claim';
import { FIELDS } from '../../scenario/schema';
import { KERNELS, TOPICS } from '../../scenario/supported';
import { placeAt } from './place';

/** Asks the engine what it would complete at the end of a line of the lesson's shell. */
export type AskEngine = (line: string) => Promise<readonly EngineCompletion[]>;

/** Values that a front-matter field may only have. */
const VALUES: Readonly<Record<string, readonly string[]>> = { kernel: KERNELS.map((name) => `"${name}"`), topic: TOPICS };

/** A word that ends at the cursor, by what may be in it. */
function wordBefore(line: string, letters: RegExp): string {
  return letters.exec(line)?.[0] ?? '';
}

function result(from: number, options: readonly Completion[], whole = /^[\w"./ -]*$/): CompletionResult | null {
  return options.length === 0 ? null : { from, options, validFor: whole };
}

function front(line: string, pos: number, outer: string | undefined): CompletionResult | null {
  const inline = /^([\w-]+):\s*\{[^}]*$/.exec(line)?.[1];
  const value = /([\w-]+):\s*("?[\w .-]*)$/.exec(line);
  if (value !== null && VALUES[value[1]!] !== undefined) {
    return result(
      pos - value[2]!.length,
      VALUES[value[1]!]!.map((label) => ({ label, type: 'constant' })),
    );
  }
  const word = wordBefore(line, /[\w-]*$/);
  const before = line.slice(0, line.length - word.length);
  if (inline === undefined ? !/^[ \t]*$/.test(before) : !/[{,]\s*$/.test(before)) return null;
  const keys = inline !== undefined ? FIELDS[inline] : outer !== undefined ? FIELDS[outer] : Object.keys(FIELDS);
  return result(
    pos - word.length,
    (keys ?? []).map((label) => ({
      label,
      type: 'property',
      detail: textOf(late.editor.fields, label) ?? '',
      apply: applyKey(label, outer ?? inline),
    })),
  );
}

/** A mapping's key brings its braces along. */
function applyKey(key: string, outer: string | undefined): string {
  return outer === undefined && FIELDS[key] !== undefined ? `${key}: { ` : `${key}: `;
}

const TYPES: Readonly<Record<EngineCompletion['kind'], string>> = {
  command: 'function',
  file: 'text',
  directory: 'namespace',
  group: 'namespace',
  pid: 'constant',
  value: 'constant',
  variable: 'variable',
};

function shown({ text, kind }: EngineCompletion): Completion {
  return { label: text, type: TYPES[kind], detail: kind === 'command' ? '' : m.console.kinds[kind] };
}

/** Below a group that no step has made yet, the files every group has. */
async function shell(line: string, pos: number, ask: AskEngine): Promise<CompletionResult | null> {
  const found = await ask(line);
  if (found.length > 0) return result(pos - (line.length - found[0]!.from), found.map(shown));
  const path = /[^\s<>|;&"'`]*\/([\w.]*)$/.exec(line);
  if (path === null || path[1] === undefined) return null;
  const files = await ask(`cat ${path[1]}`);
  return result(pos - path[1].length, files.filter(({ kind }) => kind === 'file').map(shown));
}

async function claim(line: string, pos: number, ask: AskEngine): Promise<CompletionResult | null> {
  const word = wordBefore(line, /[^\s"=!<>~()]*$/);
  const before = line.slice(0, line.length - word.length).trim();
  if (before === '' || OPERATORS.some((operator) => before.endsWith(operator))) {
    const paths = (await shell(`cat ${word}`, pos, ask))?.options ?? [];
    const from = word.includes('/') ? pos - word.length + word.lastIndexOf('/') + 1 : pos - word.length;
    const bare = paths.map((option) => ({
      ...option,
      label: word.includes('/') ? option.label.slice(option.label.lastIndexOf('/') + 1) : option.label,
    }));
    const own = word.includes('/')
      ? []
      : [...SOURCE_WORDS, 'tasks(', 'frames('].map((label): Completion => ({
          label,
          type: 'keyword',
          detail: textOf(late.editor.claims, label) ?? '',
        }));
    return result(from, [...own, ...bare]);
  }
  if (/^\S+$/.test(before) && /\s$/.test(line.slice(0, line.length - word.length)))
    return result(
      pos - word.length,
      [...OPERATORS, 'unchanged'].map((label) => ({ label, type: 'keyword' })),
      /^[a-z=!<>~]*$/,
    );
  return null;
}

export function scenarioCompletion(ask: AskEngine): CompletionSource {
  return (context: CompletionContext) => {
    const { state, pos, explicit } = context;
    const { number, text, from } = state.doc.lineAt(pos);
    const line = text.slice(0, pos - from);
    const place = placeAt(state.doc.toString(), number);
    if (place.in !== 'front' && !explicit && !/[\w./$:-]$/.test(line)) return null;
    switch (place.in) {
      case 'front':
        return front(line, pos, place.outer);
      case 'sh':
        return shell(line, pos, ask);
      case 'check':
        return claim(line, pos, ask);
      case 'prose':
      case 'predict': {
        const fence = /^ {0,3}```(\w*)$/.exec(line);
        if (fence === null) return null;
        const kinds = Object.entries(late.editor.blocks).map(([label, detail]) => ({ label, detail, type: 'keyword' }));
        return result(pos - fence[1]!.length, kinds);
      }
      default:
        return place satisfies never;
    }
  };
}
