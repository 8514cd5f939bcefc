/** A lesson to read and to print: its words, commands, questions and claims, as its document has them. */
import type { Block, ScenarioDocument } from '../../scenario/document';
import { escapeHtml, type LinkRule, renderMarkdown } from './markdown';

function blockHtml(block: Block, step: number, link: LinkRule): string {
  if (block.type === 'prose') return renderMarkdown(block.text, link, 1);
  if (block.type === 'sh')
    return `<figure class="step"><figcaption>Step ${step}</figcaption><pre tabindex="0"><code>${escapeHtml(block.text)}</code></pre></figure>\n`;
  if (block.type === 'check')
    return `<section class="checks"><p>Then this holds:</p><ul>${block.claims
      .map(({ text }) => `<li><code>${escapeHtml(text)}</code></li>`)
      .join('')}</ul></section>\n`;
  const inline = (text: string): string => renderMarkdown(text, link);
  const right = block.options.filter((option) => option.right);
  return `<section class="question"><p><b>What do you think?</b></p>${inline(block.question)}<ul>${block.options
    .map(({ text }) => `<li>${inline(text)}</li>`)
    .join(
      '',
    )}</ul><details><summary>Answer</summary>${right.map(({ text }) => inline(text)).join('')}${inline(block.reveal)}</details></section>\n`;
}

/** HTML of a lesson's main part; `next` is the one behind it. */
export function lessonBody(name: string, document: ScenarioDocument, next?: { readonly name: string; readonly title: string }): string {
  const link: LinkRule = (href) => (/^[a-z0-9-]+\.md$/.test(href) ? href.replace(/\.md$/, '.html') : undefined);
  let step = 0;
  const blocks = document.blocks.map((block) => blockHtml(block, block.type === 'sh' ? ++step : step, link));
  // The title stands above; a first heading of the text that says the same again is left out.
  const first = blocks[0]?.replace(/^<h2 id="[^"]*">([^]*?)<\/h2>\n/, (heading, words: string) =>
    words.replace(/<[^>]*>/g, '') === escapeHtml(document.title) ? '' : heading,
  );
  const minutes = document.minutes === undefined ? '' : ` <span>${document.minutes} minutes</span>`;
  return `<h1>${escapeHtml(document.title)}</h1>
<p class="lead">${escapeHtml(document.summary)}</p>
<p class="go"><a class="button" href="../?scenario=${name}">Run it in the playground</a>${minutes}</p>
${[first ?? '', ...blocks.slice(1)].join('')}${next === undefined ? '' : `<p>Next: <a href="${next.name}.html">${escapeHtml(next.title)}</a></p>`}`;
}
