/**
 * The Markdown that a lesson's prose is written in, as a tree of plain data. No HTML comes through: a tag in the text
 * is text. Takes time linear in the text.
 */
export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'em' | 'strong'; readonly children: readonly Inline[] }
  | { readonly type: 'link'; readonly href: string; readonly children: readonly Inline[] }
  | { readonly type: 'break' };

export type MarkdownBlock =
  | { readonly type: 'heading'; readonly level: number; readonly children: readonly Inline[] }
  | { readonly type: 'paragraph'; readonly children: readonly Inline[] }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'quote'; readonly children: readonly MarkdownBlock[] }
  | { readonly type: 'list'; readonly start: number | undefined; readonly items: readonly (readonly MarkdownBlock[])[] }
  | { readonly type: 'table'; readonly head: readonly (readonly Inline[])[]; readonly rows: readonly (readonly (readonly Inline[])[])[] }
  | { readonly type: 'rule' };

/** Quotes and lists deeper than this are read as text. */
const MAX_DEPTH = 6;

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const RULE = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])[ \t]+(.*)$/;
const DELIMITER = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/** Reads prose into blocks. */
export function parseMarkdown(text: string, depth = 0): MarkdownBlock[] {
  const lines = text.split('\n');
  const blocks: MarkdownBlock[] = [];
  let i = 0;
  while (i < lines.length) {
    const line = lines[i]!;
    if (line.trim() === '') i++;
    else if (FENCE.test(line)) i = fence(lines, i, blocks);
    else if (HEADING.test(line)) i = heading(line, i, blocks);
    else if (RULE.test(line)) i = (blocks.push({ type: 'rule' }), i + 1);
    else if (/^ {0,3}>/.test(line) && depth < MAX_DEPTH) i = quote(lines, i, blocks, depth);
    else if (ITEM.test(line) && depth < MAX_DEPTH) i = list(lines, i, blocks, depth);
    else if (line.includes('|') && DELIMITER.test(lines[i + 1] ?? '')) i = table(lines, i, blocks);
    else i = paragraph(lines, i, blocks);
  }
  return blocks;
}

function fence(lines: readonly string[], at: number, blocks: MarkdownBlock[]): number {
  const mark = FENCE.exec(lines[at]!)![1]!;
  let end = at + 1;
  while (end < lines.length && !(lines[end]!.trim().startsWith(mark) && lines[end]!.trim().replaceAll(mark[0]!, '') === '')) end++;
  blocks.push({ type: 'code', text: lines.slice(at + 1, end).join('\n') });
  return end + 1;
}

function heading(line: string, at: number, blocks: MarkdownBlock[]): number {
  const [, marks, text] = HEADING.exec(line)!;
  blocks.push({ type: 'heading', level: marks!.length, children: parseInline(text ?? '') });
  return at + 1;
}

function quote(lines: readonly string[], at: number, blocks: MarkdownBlock[], depth: number): number {
  let end = at;
  while (end < lines.length && /^ {0,3}>/.test(lines[end]!)) end++;
  const inner = lines.slice(at, end).map((line) => line.replace(/^ {0,3}> ?/, ''));
  blocks.push({ type: 'quote', children: parseMarkdown(inner.join('\n'), depth + 1) });
  return end;
}

function list(lines: readonly string[], at: number, blocks: MarkdownBlock[], depth: number): number {
  const marker = ITEM.exec(lines[at]!)![2]!;
  const ordered = /\d/.test(marker);
  const items: MarkdownBlock[][] = [];
  let i = at;
  for (let item = ITEM.exec(lines[i] ?? ''); item !== null && /\d/.test(item[2]!) === ordered; item = ITEM.exec(lines[i] ?? '')) {
    const indent = item[1]!.length + item[2]!.length + 1;
    const inner = [item[3]!];
    for (i++; i < lines.length; i++) {
      const line = lines[i]!;
      const inside = line.startsWith(' '.repeat(Math.min(indent, 2)));
      if (line.trim() === '' ? !(lines[i + 1] ?? '').startsWith(' '.repeat(indent)) : !inside && (ITEM.test(line) || startsBlock(line)))
        break;
      inner.push(inside ? line.slice(Math.min(indent, line.length - line.trimStart().length)) : line);
    }
    items.push(parseMarkdown(inner.join('\n'), depth + 1));
    if (lines[i]?.trim() === '' && ITEM.test(lines[i + 1] ?? '')) i++;
  }
  blocks.push({ type: 'list', start: ordered ? Number.parseInt(marker, 10) : undefined, items });
  return i;
}

function cells(line: string): (readonly Inline[])[] {
  const bare = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return bare.split(/(?<!\\)\|/).map((cell) => parseInline(cell.trim().replaceAll('\\|', '|')));
}

function table(lines: readonly string[], at: number, blocks: MarkdownBlock[]): number {
  const head = cells(lines[at]!);
  let end = at + 2;
  const rows: (readonly Inline[])[][] = [];
  while (end < lines.length && lines[end]!.includes('|')) rows.push(cells(lines[end++]!).slice(0, head.length));
  blocks.push({ type: 'table', head, rows });
  return end;
}

function startsBlock(line: string): boolean {
  return line.trim() === '' || FENCE.test(line) || HEADING.test(line) || RULE.test(line) || /^ {0,3}>/.test(line);
}

function paragraph(lines: readonly string[], at: number, blocks: MarkdownBlock[]): number {
  let end = at + 1;
  while (end < lines.length && !startsBlock(lines[end]!) && !ITEM.test(lines[end]!)) end++;
  blocks.push({
    type: 'paragraph',
    children: parseInline(
      lines
        .slice(at, end)
        .map((line) => line.trimStart())
        .join('\n'),
    ),
  });
  return end;
}

const PLAIN = /^[^\\`*_[\n<h]+/;
const AUTOLINK = /^<(https?:\/\/[^\s<>]+)>/;
const BARE_LINK = /^https?:\/\/[^\s<>()]*[^\s<>().,;:!?'"]/;
const LINK = /^\[((?:[^\][\\]|\\.){1,500})\]\(([^\s()<>]{1,2000})(?:[ \t]+"[^"]*")?\)/;

/** Reads the text of one block. */
export function parseInline(text: string, depth = 0): Inline[] {
  const out: Inline[] = [];
  let rest = text;
  let before = '';
  const add = (node: Inline, length: number): void => {
    const last = out.at(-1);
    if (node.type === 'text' && last?.type === 'text') out[out.length - 1] = { type: 'text', text: last.text + node.text };
    else out.push(node);
    before = rest[length - 1] ?? '';
    rest = rest.slice(length);
  };
  while (rest !== '') {
    const found = inlineAt(rest, before, depth);
    add(found.node, found.length);
  }
  return out;
}

interface Found {
  readonly node: Inline;
  readonly length: number;
}

function inlineAt(rest: string, before: string, depth: number): Found {
  const plain = PLAIN.exec(rest);
  if (plain) return { node: { type: 'text', text: plain[0] }, length: plain[0].length };
  if (/^\\[!-/:-@[-`{-~]/.test(rest)) return { node: { type: 'text', text: rest[1]! }, length: 2 };
  if (rest[0] === '\n') return { node: /^\n/.test(rest) && before === '\\' ? { type: 'break' } : { type: 'text', text: ' ' }, length: 1 };
  const found = depth < MAX_DEPTH ? (codeAt(rest) ?? linkAt(rest, before, depth) ?? emphasisAt(rest, before, depth)) : codeAt(rest);
  return found ?? { node: { type: 'text', text: rest[0]! }, length: 1 };
}

function codeAt(rest: string): Found | undefined {
  const marks = /^`+/.exec(rest)?.[0];
  if (marks === undefined) return undefined;
  const close = new RegExp(`(?<!\`)\`{${marks.length}}(?!\`)`).exec(rest.slice(marks.length));
  if (close === null) return { node: { type: 'text', text: marks }, length: marks.length };
  const inner = rest.slice(marks.length, marks.length + close.index).replaceAll('\n', ' ');
  const text = /^ .*[^ ].* $/.test(inner) ? inner.slice(1, -1) : inner;
  return { node: { type: 'code', text }, length: marks.length * 2 + close.index };
}

/** Links lead to https and http addresses and to places on this site, nowhere else. */
function safe(href: string): boolean {
  return /^https?:\/\//i.test(href) || !/^[a-z][a-z0-9+.-]*:|^\/\/|\\/i.test(href);
}

function linkAt(rest: string, before: string, depth: number): Found | undefined {
  const named = LINK.exec(rest);
  if (named && safe(named[2]!)) {
    return { node: { type: 'link', href: named[2]!, children: parseInline(named[1]!, depth + 1) }, length: named[0].length };
  }
  const angled = AUTOLINK.exec(rest);
  if (angled) return { node: { type: 'link', href: angled[1]!, children: [{ type: 'text', text: angled[1]! }] }, length: angled[0].length };
  const bare = /\w/.test(before) ? null : BARE_LINK.exec(rest);
  if (bare) return { node: { type: 'link', href: bare[0], children: [{ type: 'text', text: bare[0] }] }, length: bare[0].length };
  return undefined;
}

function emphasisAt(rest: string, before: string, depth: number): Found | undefined {
  const mark = /^(\*\*|__|\*|_)(?=\S)/.exec(rest)?.[1];
  if (mark === undefined || (mark[0] === '_' && /\w/.test(before))) return undefined;
  const end = closing(rest, mark);
  if (end === undefined) return undefined;
  const children = parseInline(rest.slice(mark.length, end), depth + 1);
  return { node: { type: mark.length === 2 ? 'strong' : 'em', children }, length: end + mark.length };
}

/** Place of the mark that ends an emphasis: not after a blank, not inside code, and `_` not inside a word. */
function closing(rest: string, mark: string): number | undefined {
  for (let at = mark.length; at <= rest.length - mark.length && at < 2000; at++) {
    if (rest[at] === '`') at = rest.indexOf('`', at + 1);
    if (at < 0) return undefined;
    if (rest[at] === '\\') at++;
    else if (rest.startsWith(mark, at) && /\S/.test(rest[at - 1]!) && at > mark.length - 1) {
      const after = rest[at + mark.length] ?? '';
      if (mark.length === 1 && after === mark) at++;
      else if (mark.length === 2 && after === mark[0]) return at + 1;
      else if (at > mark.length && !(mark[0] === '_' && /\w/.test(after))) return at;
    }
  }
  return undefined;
}
