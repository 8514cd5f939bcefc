import type { MarkdownBlock } from './parse';

/** Reads prose once the reader, a chunk of its own, has come; undefined until then, and where it cannot be fetched. */
let parse = $state.raw<((text: string) => MarkdownBlock[]) | undefined>(undefined);
let asked = false;

/** The blocks of a text. Until they can be told, its paragraphs as they stand. */
export function readMarkdown(text: string): readonly MarkdownBlock[] {
  if (!asked) fetchReader();
  if (parse !== undefined) return parse(text);
  return text.split(/\n{2,}/).map((paragraph) => ({ type: 'paragraph', children: [{ type: 'text', text: paragraph }] }));
}

function fetchReader(): void {
  asked = true;
  import('./parse').then(
    ({ parseMarkdown }) => (parse = parseMarkdown),
    // Offline, say: the text stays as it stands, and the next one asked for tries again.
    () => (asked = false),
  );
}
