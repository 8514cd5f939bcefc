/**
 * The Markdown that a lesson's prose is written in, as a tree of plain data for the page's components. `marked` reads it; no HTML comes
 * through: a tag in the text is text. What nobody writes by hand (deep nesting, endless lines) is text as well, so that no document can
 * hold the page up.
 */
import { Lexer, type Token, Tokenizer, type Tokens, type TokensList } from 'marked';
import { decodeEntities } from './entities';

export type Inline =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'code'; readonly text: string }
  | { readonly type: 'em' | 'strong' | 'del'; readonly children: readonly Inline[] }
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
/** A stretch of text longer than this, in characters, is shown as it stands: finding its pairs of marks takes quadratic time. */
const MAX_INLINE = 6000;
/** Cells of a table, in all; what is beyond is left as text. */
const MAX_TABLE = 40_000;

/** Knows no HTML. */
class PlainTokenizer extends Tokenizer {
  override html(): undefined {
    return undefined;
  }
  override tag(): undefined {
    return undefined;
  }
  override table(src: string): Tokens.Table | undefined {
    const end = src.search(/\n[ \t]*(?:\n|$)/);
    return (end < 0 ? src.length : end) > MAX_TABLE ? undefined : super.table(src);
  }
}

class BoundedLexer extends Lexer {
  #depth = 0;

  override blockTokens(src: string, tokens?: Token[], clipped?: boolean): Token[];
  override blockTokens(src: string, tokens?: TokensList, clipped?: boolean): TokensList;
  override blockTokens(src: string, tokens: Token[] = [], clipped?: boolean): Token[] {
    if (this.#depth > MAX_DEPTH) {
      tokens.push({ type: 'text', raw: src, text: src });
      return tokens;
    }
    this.#depth++;
    try {
      return super.blockTokens(src, tokens, clipped);
    } finally {
      this.#depth--;
    }
  }

  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (src.length <= MAX_INLINE) return super.inlineTokens(src, tokens);
    tokens.push({ type: 'text', raw: src, text: src });
    return tokens;
  }
}

/** Reads prose into blocks. Never throws. */
export function parseMarkdown(text: string): MarkdownBlock[] {
  return new BoundedLexer({ gfm: true, tokenizer: new PlainTokenizer() }).lex(text).flatMap(blockOf);
}

/** Reads the text of one block. */
export function parseInline(text: string): Inline[] {
  return inlines(new BoundedLexer({ gfm: true, tokenizer: new PlainTokenizer() }).inlineTokens(text));
}

function blocks(tokens: readonly Token[] | undefined): MarkdownBlock[] {
  return (tokens ?? []).flatMap(blockOf);
}

function blockOf(token: Token): MarkdownBlock[] {
  switch (token.type) {
    case 'heading':
      return [{ type: 'heading', level: (token as Tokens.Heading).depth, children: inlines(token.tokens) }];
    case 'paragraph':
      return [{ type: 'paragraph', children: inlines(token.tokens) }];
    case 'text':
      // A tight list's item, or what lies too deep.
      return [{ type: 'paragraph', children: token.tokens ? inlines(token.tokens) : [plain((token as Tokens.Text).text)] }];
    case 'code':
      return [{ type: 'code', text: (token as Tokens.Code).text }];
    case 'blockquote':
      return [{ type: 'quote', children: blocks(token.tokens) }];
    case 'list':
      return [listOf(token as Tokens.List)];
    case 'table':
      return [tableOf(token as Tokens.Table)];
    case 'hr':
      return [{ type: 'rule' }];
    case 'space':
    case 'def':
      return [];
    default:
      return [{ type: 'paragraph', children: [plain(token.raw)] }];
  }
}

function listOf({ ordered, start, items }: Tokens.List): MarkdownBlock {
  return { type: 'list', start: ordered ? Number(start) : undefined, items: items.map(itemOf) };
}

/** The box of a task stands before its text, in one paragraph with it. */
function itemOf({ task, checked, tokens }: Tokens.ListItem): MarkdownBlock[] {
  const inner = blocks(tokens.filter(({ type }) => type !== 'checkbox'));
  const [first, ...rest] = inner;
  if (!task || first?.type !== 'paragraph' || tokens[0]?.type !== 'checkbox') return inner;
  return [{ type: 'paragraph', children: [{ type: 'text', text: boxOf(checked) }, ...first.children] }, ...rest];
}

function boxOf(checked: boolean | undefined): string {
  return checked === true ? '☑ ' : '☐ ';
}

function tableOf({ header, rows }: Tokens.Table): MarkdownBlock {
  return {
    type: 'table',
    head: header.map((cell) => inlines(cell.tokens)),
    rows: rows.map((row) => row.map((cell) => inlines(cell.tokens))),
  };
}

function plain(text: string): Inline {
  return { type: 'text', text: decodeEntities(text).replaceAll('\n', ' ') };
}

/** Neighbouring texts become one. */
function inlines(tokens: readonly Token[] | undefined): Inline[] {
  const out: Inline[] = [];
  for (const node of (tokens ?? []).flatMap(inlineOf)) {
    const last = out.at(-1);
    if (node.type === 'text' && last?.type === 'text') out[out.length - 1] = { type: 'text', text: last.text + node.text };
    else out.push(node);
  }
  return out;
}

function inlineOf(token: Token): Inline[] {
  switch (token.type) {
    case 'text':
      return token.tokens ? inlines(token.tokens) : [plain((token as Tokens.Text).text)];
    case 'escape':
      return [{ type: 'text', text: (token as Tokens.Escape).text }];
    case 'codespan':
      return [{ type: 'code', text: (token as Tokens.Codespan).text }];
    case 'em':
    case 'strong':
    case 'del':
      return [{ type: token.type, children: inlines(token.tokens) }];
    case 'link':
      return linkOf(token as Tokens.Link);
    case 'image':
      // No picture is fetched for a document; what it would show is said.
      return token.tokens ? inlines(token.tokens) : [plain((token as Tokens.Image).text)];
    case 'checkbox':
      return [{ type: 'text', text: boxOf((token as Tokens.Checkbox).checked) }];
    case 'br':
      return [{ type: 'break' }];
    default:
      return [plain(token.raw)];
  }
}

/** A link that leads nowhere safe is its text alone. */
function linkOf({ href, tokens }: Tokens.Link): Inline[] {
  const children = inlines(tokens);
  return safe(href) ? [{ type: 'link', href, children }] : children;
}

/** Links lead to https and http addresses, to headings, and to documents beside this one, nowhere else. */
function safe(href: string): boolean {
  return /^https?:\/\/[^\s]/i.test(href) || /^#[^\s]*$/.test(href) || /^[a-z0-9][a-z0-9-]{0,63}\.md$/.test(href);
}
