/** What the page says of itself to whoever runs no script: a reader without one, a search engine, a link preview. */
import { SHIPPED } from '../../scenario/shipped';
import { TOPICS } from '../../scenario/supported';
import { escapeHtml } from './markdown';
import { previewTags } from './template';

const TITLE = 'memcg playground';
const DESCRIPTION = 'A fork bomb, contained: the Linux kernel memory controller, simulated page by page in the browser.';

function landing(): string {
  const topics = TOPICS.map((topic) => {
    const items = SHIPPED.filter((one) => one.topic === topic).map(
      ({ name, title }) => `<li><a href="./lessons/${name}.html">${escapeHtml(title)}</a></li>`,
    );
    return items.length === 0 ? '' : `<h3>${topic[0]!.toUpperCase()}${topic.slice(1)}</h3><ul>${items.join('')}</ul>`;
  });
  return `<main class="landing"><h1>${TITLE}</h1>
<p>Learn, by doing, how Linux limits <b>kernel memory</b> per control group. This page is a small Linux machine with a shell, simulated in
your browser: you type <code>mkdir</code>, <code>echo 4M &gt; bomb/memory.kmem.limit_in_bytes</code> and a fork bomb, and watch every page
frame being charged to its group, until the kernel refuses the next one. It answers as a real Linux 3.8 did.</p>
<p>The machine runs in JavaScript, which is off here. The lessons and the documentation can be read without it.</p>
<h2>Lessons</h2>${topics.join('')}<h2>More</h2><p><a href="./docs/">Documentation</a></p></main>`;
}

/** `index.html` as it is published. It stands in `noscript`: with scripts nothing of it is ever laid out, so nothing can flash or move. */
export function withLanding(html: string, address: string | undefined): string {
  return html
    .replace(/\s*<meta\s+property="og:[^>]*>/g, '')
    .replace(
      '</head>',
      `  ${previewTags(TITLE, DESCRIPTION, 'index.html', address)}
    <link rel="stylesheet" href="./print.css" media="print" />
    <noscript><link rel="stylesheet" href="./docs/site.css" /></noscript>
  </head>`,
    )
    .replace(/<noscript>(?!<link)[^]*?<\/noscript>/, `<noscript>${landing()}</noscript>`);
}
