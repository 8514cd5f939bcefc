/** Cuts Markdown into prose and fenced blocks, by CommonMark's rules for fences. Line by line, never looking back. */
import { type Problems, quote } from './problem';

export interface RawBlock {
  /** `prose`, or the word behind the fence. */
  readonly type: 'prose' | 'sh' | 'predict' | 'check';
  /** Line of the document: of the opening fence, or of prose's first line. */
  readonly line: number;
  /** Without the fences. */
  readonly lines: readonly string[];
}

const OURS = ['sh', 'predict', 'check'] as const;
const SHELLS = ['bash', 'shell', 'console', 'shell-session', 'zsh'];

interface Fence {
  readonly mark: string;
  readonly length: number;
  readonly indent: number;
  readonly info: string;
}

function openingFence(line: string): Fence | undefined {
  const match = /^( {0,3})(`{3,}|~{3,})(.*)$/.exec(line);
  if (!match) return undefined;
  const [, blanks, marks, info] = match as unknown as [string, string, string, string];
  if (marks[0] === '`' && info.includes('`')) return undefined;
  return { mark: marks[0]!, length: marks.length, indent: blanks.length, info: info.trim() };
}

function closes(line: string, fence: Fence): boolean {
  const match = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line);
  return match !== null && match[1]![0] === fence.mark && match[1]!.length >= fence.length;
}

/** As CommonMark: the content loses as many blanks as the fence is indented by. */
function unindent(line: string, by: number): string {
  let n = 0;
  while (n < by && line[n] === ' ') n++;
  return line.slice(n);
}

function prose(lines: readonly string[], first: number): RawBlock | undefined {
  let from = 0;
  let to = lines.length;
  while (from < to && lines[from]!.trim() === '') from++;
  while (to > from && lines[to - 1]!.trim() === '') to--;
  return from === to ? undefined : { type: 'prose', line: first + from, lines: lines.slice(from, to) };
}

/** `first` is the document's line number of `lines[0]`. */
export function cutBlocks(lines: readonly string[], first: number, problems: Problems, warnings: Problems): readonly RawBlock[] {
  const blocks: RawBlock[] = [];
  let text: { lines: string[]; from: number } = { lines: [], from: 0 };
  const flush = (next: number): void => {
    const block = prose(text.lines, first + text.from);
    if (block) blocks.push(block);
    text = { lines: [], from: next };
  };
  for (let i = 0; i < lines.length; i++) {
    const fence = openingFence(lines[i]!);
    if (!fence) {
      text.lines.push(lines[i]!);
      continue;
    }
    const word = fence.info.split(/[ \t]/, 1)[0]!;
    const type = OURS.find((own) => own === word);
    let end = i + 1;
    while (end < lines.length && !closes(lines[end]!, fence)) end++;
    if (!type) {
      if (SHELLS.includes(word.toLowerCase()))
        warnings.add(first + i, 1, `a block marked ${quote(word)} is shown but not run; mark it "sh" to run it`);
      for (let n = i; n <= end && n < lines.length; n++) text.lines.push(lines[n]!);
    } else {
      if (end === lines.length)
        problems.add(
          first + i,
          fence.indent + 1,
          `this ${type} block is never closed: a line of ${fence.mark.repeat(fence.length)} is missing`,
        );
      flush(end + 1);
      blocks.push({ type, line: first + i, lines: lines.slice(i + 1, end).map((line) => unindent(line, fence.indent)) });
    }
    i = end;
  }
  flush(lines.length);
  return blocks;
}
