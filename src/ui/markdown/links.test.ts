import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { manPage } from '../../userland';
import { hasManual, leadTo, slug } from './links';
import { type Inline, type MarkdownBlock, parseMarkdown } from './parse';

const FOLDER = new URL('../../../public/scenarios/', import.meta.url);

function walk(nodes: readonly (Inline | MarkdownBlock)[], see: (node: Inline | MarkdownBlock) => void): void {
  for (const node of nodes) {
    see(node);
    if ('children' in node) walk(node.children, see);
    if (node.type === 'list') for (const item of node.items) walk(item, see);
    if (node.type === 'table') for (const row of [node.head, ...node.rows]) for (const cell of row) walk(cell, see);
  }
}

it('knows its kinds', () => {
  expect(leadTo('https://lwn.net/x')).toEqual({ kind: 'away', href: 'https://lwn.net/x' });
  expect(leadTo('fork-bomb.md')).toEqual({ kind: 'lesson', name: 'fork-bomb', href: './?scenario=fork-bomb' });
  expect(leadTo('#stacks').kind).toBe('here');
});

it('names headings as code hosts do', () => {
  expect(slug('Whose page is it?')).toBe('whose-page-is-it');
  expect(slug(' K > U, or “tracked” ')).toBe('k--u-or-tracked');
});

it.each(readdirSync(FOLDER))('%s: what looks like a name of the manual is one, and every lesson it links to is there', (file) => {
  walk(parseMarkdown(readFileSync(new URL(file, FOLDER), 'utf8')), (node) => {
    if (node.type === 'code' && hasManual(node.text)) expect(manPage(node.text), node.text).toBeDefined();
    if (node.type !== 'link') return;
    const goal = leadTo(node.href);
    if (goal.kind === 'lesson') expect(readdirSync(FOLDER)).toContain(`${goal.name}.md`);
  });
});
