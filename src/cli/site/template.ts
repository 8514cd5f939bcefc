/** The frame that every written page of the site stands in: one style sheet, no script. */
import { escapeHtml } from './markdown';

/** Nothing of a written page is run. */
const POLICY = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'";

export interface SitePage {
  /** Path below the folder of the site. */
  readonly path: string;
  readonly title: string;
  readonly description: string;
  /** HTML of its main part, with an `h1`. */
  readonly body: string;
  /** HTML of its list of neighbours. */
  readonly nav: string;
}

/** What link previews read. With the site's `address` they also get an absolute picture, which most of them ask for. */
export function previewTags(title: string, description: string, path: string, address: string | undefined): string {
  const base = address ?? '../'.repeat(path.split('/').length - 1);
  const own = path.replace(/(^|\/)index\.html$/, '$1');
  const tags: [string, string, string][] = [
    ['property', 'og:type', 'website'],
    ['property', 'og:site_name', 'memcg playground'],
    ['property', 'og:title', title],
    ['property', 'og:description', description],
    ['property', 'og:image', `${base === '' ? './' : base}preview.png`],
    ['property', 'og:image:width', '1280'],
    ['property', 'og:image:height', '800'],
    ['property', 'og:image:alt', 'A fork bomb stands at the limit of its group; its two neighbours are untouched'],
    ['name', 'twitter:card', 'summary_large_image'],
    ...(address === undefined ? [] : ([['property', 'og:url', address + own]] satisfies [string, string, string][])),
  ];
  const lines = tags.map(([kind, name, content]) => `<meta ${kind}="${name}" content="${escapeHtml(content)}" />`);
  if (address !== undefined) lines.push(`<link rel="canonical" href="${escapeHtml(address + own)}" />`);
  return lines.join('\n    ');
}

export function htmlPage({ path, title, description, body, nav }: SitePage, address: string | undefined): string {
  const up = '../'.repeat(path.split('/').length - 1);
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="description" content="${escapeHtml(description)}" />
    ${previewTags(title, description, path, address)}
    <title>${escapeHtml(title)} – memcg playground</title>
    <link rel="icon" href="${up}icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="${up}docs/site.css" />
  </head>
  <body>
    <a class="skip" href="#main">To the text</a>
    <header><a href="${up}./"><b>memcg playground</b></a> <a href="${up}docs/">Documentation</a> <a href="${up}lessons/">Lessons</a></header>
    <div class="columns">
      <nav aria-label="Pages">${nav}</nav>
      <main id="main">${body}</main>
    </div>
  </body>
</html>
`;
}
