/** What of a document a line is: which completions fit there, and which step a cursor stands in. */
import { cutBlocks, type RawBlock } from '../../scenario/blocks';
import { Problems } from '../../scenario/problem';

export type Place =
  /** Front matter; `outer` is the mapping that the line belongs to, if it is indented below one. */
  { readonly in: 'front'; readonly outer: string | undefined } | { readonly in: 'sh' | 'predict' | 'check' | 'prose' };

interface Cut {
  /** Line of the closing `---`, 0 without front matter. */
  readonly frontEnd: number;
  readonly blocks: readonly RawBlock[];
}

function cut(lines: readonly string[]): Cut {
  let end = 0;
  if (lines[0]?.trimEnd() === '---') {
    end = 1;
    while (end < lines.length && !/^(---|\.\.\.)[ \t]*$/.test(lines[end]!)) end++;
  }
  const first = end === 0 ? 0 : end + 1;
  return { frontEnd: end === 0 ? 0 : end + 1, blocks: cutBlocks(lines.slice(first), first + 1, new Problems(), new Problems()) };
}

/** The place of a line, counted from 1. */
export function placeAt(text: string, line: number): Place {
  const lines = text.split(/\r\n|\n/);
  const { frontEnd, blocks } = cut(lines);
  if (line > 1 && line < frontEnd) return { in: 'front', outer: outerOf(lines, line) };
  const block = blocks.findLast((one) => one.line <= line);
  if (block === undefined || block.type === 'prose') return { in: 'prose' };
  return line > block.line && line <= block.line + block.lines.length ? { in: block.type } : { in: 'prose' };
}

function outerOf(lines: readonly string[], line: number): string | undefined {
  if (!/^[ \t]/.test(lines[line - 1] ?? '')) return undefined;
  for (let at = line - 2; at > 0; at--) {
    const key = /^([\w-]+):/.exec(lines[at]!)?.[1];
    if (key !== undefined) return key;
  }
  return undefined;
}

/** The sh block, counted over all blocks of the document, that holds a line or ends before it; undefined where none does. */
export function stepAt(text: string, line: number): number | undefined {
  const { blocks } = cut(text.split(/\r\n|\n/));
  const at = blocks.findLastIndex((block) => block.type === 'sh' && block.line <= line);
  return at < 0 ? undefined : at;
}
