/** A scenario: a Markdown document whose `sh` blocks are run, `predict` blocks asked and `check` blocks judged. */
import { cutBlocks, type RawBlock } from './blocks';
import { type Claim, readClaims } from './claim';
import { checkFields } from './fields';
import { type Mapping, readFrontMatter } from './front-matter';
import { type Prediction, readPrediction } from './predict';
import { type Problem, Problems } from './problem';
import { type FrontMatter } from './schema';
import { byteLength, MAX_DOCUMENT_BYTES } from './size';
import { type KernelName, type Topic } from './supported';

export { MAX_DOCUMENT_BYTES };

/** The machine a document asks for; memory in pages. */
export interface Machine {
  readonly ramPages: number;
  readonly cpus: number;
  readonly swapPages: number;
  readonly kernel: KernelName;
  /** Patches of the series left out, ascending. */
  readonly without: readonly number[];
}

/** `line` is the block's first line in the document: of a fenced block its opening fence, so its text starts one line below. */
export type Block =
  | { readonly type: 'prose'; readonly line: number; readonly text: string }
  | { readonly type: 'sh'; readonly line: number; readonly text: string }
  | ({ readonly type: 'predict'; readonly line: number } & Prediction)
  | { readonly type: 'check'; readonly line: number; readonly claims: readonly Claim[] };

export interface ScenarioDocument {
  /** The document as it was given. */
  readonly text: string;
  readonly title: string;
  readonly summary: string;
  /** What one will know after it; empty when the author did not say. */
  readonly teaches: string;
  /** How long it takes to go through it. */
  readonly minutes: number | undefined;
  readonly topic: Topic | undefined;
  readonly machine: Machine;
  readonly seed: number;
  readonly blocks: readonly Block[];
}

export type ParsedDocument =
  | { readonly ok: true; readonly document: ScenarioDocument; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

interface Split {
  readonly front: Mapping | undefined;
  readonly body: readonly string[];
  /** Line number of `body[0]`. */
  readonly first: number;
}

function split(lines: readonly string[], problems: Problems): Split {
  if (lines[0]?.trimEnd() !== '---') return { front: undefined, body: lines, first: 1 };
  let end = 1;
  while (end < lines.length && !/^(---|\.\.\.)[ \t]*$/.test(lines[end]!)) end++;
  if (end === lines.length) {
    problems.add(1, 1, 'the front matter is never closed: a line of "---" is missing');
    return { front: undefined, body: [], first: end };
  }
  return { front: readFrontMatter(lines.slice(1, end), 2, problems), body: lines.slice(end + 1), first: end + 2 };
}

function block(raw: RawBlock, problems: Problems, warnings: Problems): Block {
  const { type, line, lines } = raw;
  switch (type) {
    case 'prose':
    case 'sh':
      return { type, line, text: lines.join('\n') };
    case 'predict':
      return { type, line, ...readPrediction(lines, line + 1, problems) };
    case 'check':
      return { type, line, claims: readClaims(lines, line + 1, problems, warnings) };
    default:
      return type satisfies never;
  }
}

function heading(blocks: readonly Block[]): string | undefined {
  for (const { type, ...rest } of blocks) {
    if (type !== 'prose') continue;
    const line = (rest as { text: string }).text.split('\n').find((candidate) => candidate.startsWith('# '));
    const text = line?.slice(2).trim();
    if (text) return text.slice(0, 120);
  }
  return undefined;
}

/** A check is judged against what ran before it; without an sh block above there is nothing to judge. */
function order(blocks: readonly Block[], warnings: Problems): void {
  let ran = false;
  for (const { type, line } of blocks) {
    if (type === 'sh') ran = true;
    if (type === 'check' && !ran) warnings.add(line, 1, 'no sh block comes before this check; it is judged at the start');
  }
  if (!ran) warnings.add(1, 1, 'the document has no sh block: there is nothing to run');
}

function machine(front: FrontMatter): Machine {
  const { ram, cpus, swap, kernel } = front.machine;
  return { ramPages: ram, cpus, swapPages: swap, kernel, without: front.patches.without };
}

/**
 * Parses and checks a document. `set` holds `FIELD=VALUE` overrides of its front matter, as a link carries them. Never throws, and takes
 * time linear in the text.
 */
export function parseDocument(text: string, set: readonly string[] = []): ParsedDocument {
  const problems = new Problems();
  const warnings = new Problems();
  if (text.length > MAX_DOCUMENT_BYTES || byteLength(text) > MAX_DOCUMENT_BYTES) {
    return { ok: false, problems: [{ line: 1, column: 1, message: 'the document is larger than 256 KiB' }] };
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n/);
  const { front, body, first } = split(lines, problems);
  const fields = checkFields(front, set, problems);
  const blocks = cutBlocks(body, first, problems, warnings).map((raw) => block(raw, problems, warnings));
  if (!fields || !problems.none) return { ok: false, problems: problems.list };
  order(blocks, warnings);
  const title = fields.title?.trim() || heading(blocks);
  if (!title) warnings.add(1, 1, 'the document has no title: write "title: …" between two lines of "---" at its top');
  const { summary, teaches, minutes, topic, seed } = fields;
  const document = { text, title: title ?? 'Untitled', summary, teaches, minutes, topic, machine: machine(fields), seed, blocks };
  return { ok: true, document, warnings: warnings.list };
}
