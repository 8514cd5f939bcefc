/** The written pages of the site: the documentation of `public/docs/` and every shipped lesson. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from '../../scenario/document';
import { SHIPPED } from '../../scenario/shipped';
import { SHIPPED_DETAILS } from '../../scenario/shipped-details';
import { TOPICS } from '../../scenario/supported';
import { lessonBody } from './lesson-page';
import { escapeHtml, type LinkRule, renderMarkdown } from './markdown';
import type { SitePage } from './template';

/** In this order; a document that is not named here comes behind. */
const ORDER = ['index', 'students', 'write-a-lesson', 'scenario-format', 'embed', 'publish', 'modelled', 'contribute'];

interface Doc {
  readonly name: string;
  readonly text: string;
  readonly title: string;
}

function place(name: string): number {
  const at = ORDER.indexOf(name);
  return at < 0 ? ORDER.length : at;
}

function readDocs(root: string): Doc[] {
  return readdirSync(join(root, 'public/docs'))
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(root, 'public/docs', file), 'utf8');
      const name = file.replace(/\.md$/, '');
      return { name, text, title: /^# (.+)$/m.exec(text)?.[1] ?? name };
    })
    .sort((a, b) => place(a.name) - place(b.name));
}

/** The first paragraph, without its marks. */
function firstWords(text: string): string {
  const paragraph = text.split(/\n\n+/).find((one) => /^[\p{L}`*[]/u.test(one)) ?? '';
  return paragraph
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/\s+/g, ' ')
    .slice(0, 300);
}

const list = (links: readonly { href: string; title: string; here: boolean }[]): string =>
  `<ul>${links
    .map(({ href, title, here }) => `<li><a href="${href}"${here ? ' aria-current="page"' : ''}>${escapeHtml(title)}</a></li>`)
    .join('')}</ul>`;

const docLink: LinkRule = (href) => {
  const [path = '', anchor] = href.split('#');
  const behind = anchor === undefined ? '' : `#${anchor}`;
  const lesson = /^\.\.\/scenarios\/([a-z0-9-]*)(?:\.md)?$/.exec(path);
  if (lesson !== null) return `../lessons/${lesson[1] ? `${lesson[1]}.html` : ''}${behind}`;
  if (path.startsWith('../../')) return undefined;
  return path.replace(/(^|\/)index\.md$/, '$1./').replace(/\.md$/, '.html') + behind;
};

function docPages(root: string): SitePage[] {
  const docs = readDocs(root);
  const href = (name: string): string => (name === 'index' ? './' : `${name}.html`);
  return docs.map(({ name, text, title }) => ({
    path: `docs/${name}.html`,
    title,
    description: firstWords(text),
    body: renderMarkdown(text, docLink),
    nav: list(docs.map((one) => ({ href: href(one.name), title: one.title, here: one.name === name }))),
  }));
}

function lessonNav(here: string): string {
  return TOPICS.map((topic) => {
    const ours = SHIPPED.filter((one) => one.topic === topic);
    const links = list(ours.map(({ name, title }) => ({ href: `${name}.html`, title, here: name === here })));
    return ours.length === 0 ? '' : `<h2>${topic}</h2>${links}`;
  }).join('');
}

function lessonPages(root: string): SitePage[] {
  return SHIPPED.map(({ name, title, summary }, at) => {
    const parsed = parseDocument(readFileSync(join(root, 'public/scenarios', `${name}.md`), 'utf8'));
    if (!parsed.ok) throw new Error(`${name}: ${parsed.problems[0]?.message ?? 'not a document'}`);
    const body = lessonBody(name, parsed.document, SHIPPED[at + 1]);
    return { path: `lessons/${name}.html`, title, description: summary, body, nav: lessonNav(name) };
  });
}

function lessonIndex(): SitePage {
  const topics = TOPICS.map((topic) => {
    const items = SHIPPED.filter((one) => one.topic === topic).map(({ name, title, summary }) => {
      const minutes = SHIPPED_DETAILS[name]?.minutes;
      return `<dt><a href="${name}.html">${escapeHtml(title)}</a>${minutes === undefined ? '' : ` <span>${minutes} min</span>`}</dt><dd>${escapeHtml(summary)}</dd>`;
    });
    return items.length === 0 ? '' : `<h2>${topic[0]!.toUpperCase()}${topic.slice(1)}</h2><dl class="lessons">${items.join('')}</dl>`;
  });
  const description = `${SHIPPED.length} short lessons about kernel memory limits, in the order in which they build on each other. Each runs in the playground.`;
  return {
    path: 'lessons/index.html',
    title: 'Lessons',
    description,
    body: `<h1>Lessons</h1><p class="lead">${description}</p>${topics.join('')}`,
    nav: lessonNav(''),
  };
}

/** All of them. Throws when a shipped lesson is no valid document. */
export function sitePages(root: string): SitePage[] {
  return [...docPages(root), lessonIndex(), ...lessonPages(root)];
}
