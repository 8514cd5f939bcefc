/** Markdown of the repository as HTML of the site: headings can be linked to, links between documents lead to their pages. */
import { Marked, type Tokens } from 'marked';

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);
}

/** Name of a heading in an address, as code hosts make it. */
export function slug(words: string): string {
  return words
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-');
}

/** Where a link of a document leads on the site; nothing when it leads out of it, to a file that only the repository has. */
export type LinkRule = (href: string) => string | undefined;

/** `raised`: how many levels deeper its headings stand than they are written. */
export function renderMarkdown(text: string, link: LinkRule, raised = 0): string {
  const marked = new Marked({ gfm: true });
  marked.use({
    renderer: {
      heading({ tokens, depth, text: words }: Tokens.Heading): string {
        const level = Math.min(6, depth + raised);
        const name = slug(words.replace(/[`*_]/g, ''));
        return `<h${level} id="${escapeHtml(name)}">${this.parser.parseInline(tokens)}</h${level}>\n`;
      },
      link({ href, tokens }: Tokens.Link): string {
        const words = this.parser.parseInline(tokens);
        const goal = /^(https?:|#)/.test(href) ? href : link(href);
        return goal === undefined ? words : `<a href="${escapeHtml(goal)}">${words}</a>`;
      },
      // The region scrolls on a narrow screen, so the keyboard must reach it.
      table(token: Tokens.Table): string {
        const row = (cells: Tokens.TableCell[], tag: 'th' | 'td'): string =>
          `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
        const label = escapeHtml(token.header.map(({ text: words }) => words).join(', '));
        const body = token.rows.map((cells) => row(cells, 'td')).join('');
        return `<div class="wide" role="region" tabindex="0" aria-label="Table: ${label}"><table><thead>${row(token.header, 'th')}</thead><tbody>${body}</tbody></table></div>\n`;
      },
      code: ({ text: code }: Tokens.Code): string => `<pre tabindex="0"><code>${escapeHtml(code)}</code></pre>\n`,
      html: ({ text: raw }: Tokens.HTML | Tokens.Tag): string => escapeHtml(raw),
    },
  });
  return marked.parse(text, { async: false });
}
