import { describe, expect, it } from 'vitest';
import { type Inline, type MarkdownBlock, parseInline, parseMarkdown } from './parse';

/** A tree as short text, so that a test reads. */
function show(nodes: readonly (Inline | MarkdownBlock)[]): string {
  return nodes
    .map((node) => {
      switch (node.type) {
        case 'text':
          return node.text;
        case 'code':
          return `<code>${node.text}</code>`;
        case 'break':
        case 'rule':
          return `<${node.type}>`;
        case 'link':
          return `<a ${node.href}>${show(node.children)}</a>`;
        case 'list':
          return `<list${node.start === undefined ? '' : ` ${node.start}`}>${node.items.map((item) => `<li>${show(item)}</li>`).join('')}</list>`;
        case 'table':
          return `<table>${[node.head, ...node.rows].map((row) => row.map((cell) => show(cell)).join('|')).join('/')}</table>`;
        case 'heading':
          return `<h${node.level}>${show(node.children)}</h>`;
        default:
          return `<${node.type}>${show(node.children)}</${node.type}>`;
      }
    })
    .join('');
}

describe('inline', () => {
  it.each([
    ['a `b *c*` d', 'a <code>b *c*</code> d'],
    ['`` a ` b ``', '<code>a ` b</code>'],
    ['*em* and **strong** and ***both***', '<em>em</em> and <strong>strong</strong> and <strong><em>both</em></strong>'],
    ['memory.kmem.limit_in_bytes and 2 * 3 * 4', 'memory.kmem.limit_in_bytes and 2 * 3 * 4'],
    ['_a_ snake_case_name', '<em>a</em> snake_case_name'],
    ['[the *cover* letter](https://lwn.net/x)', '<a https://lwn.net/x>the <em>cover</em> letter</a>'],
    ['see https://lwn.net/Articles/508087/.', 'see <a https://lwn.net/Articles/508087/>https://lwn.net/Articles/508087/</a>.'],
    ['<https://a.b/c>', '<a https://a.b/c>https://a.b/c</a>'],
    ['\\*not\\*', '*not*'],
    ['one\ntwo', 'one two'],
    ['unclosed `code and *em', 'unclosed `code and *em'],
  ])('%s', (text, shown) => expect(show(parseInline(text))).toBe(shown));

  it('lets no script and no tag through', () => {
    expect(show(parseInline('[x](javascript:alert(1)) <b>bold</b> [y](data:text/html,z)'))).not.toContain('<a ');
    expect(parseInline('<img src=x onerror=alert(1)>')).toEqual([{ type: 'text', text: '<img src=x onerror=alert(1)>' }]);
    expect(show(parseInline('[x](//evil.example)'))).not.toContain('<a ');
  });
});

describe('blocks', () => {
  it.each([
    ['# One\n## Two ##', '<h1>One</h><h2>Two</h>'],
    ['a\nb\n\nc', '<paragraph>a b</paragraph><paragraph>c</paragraph>'],
    [
      '- a\n- b\n  more\n- c',
      '<list><li><paragraph>a</paragraph></li><li><paragraph>b more</paragraph></li><li><paragraph>c</paragraph></li></list>',
    ],
    ['3. x\n4. y', '<list 3><li><paragraph>x</paragraph></li><li><paragraph>y</paragraph></li></list>'],
    ['- a\n  - b', '<list><li><paragraph>a</paragraph><list><li><paragraph>b</paragraph></li></list></li></list>'],
    ['- a\n\n- b', '<list><li><paragraph>a</paragraph></li><li><paragraph>b</paragraph></li></list>'],
    ['> q\n> r', '<quote><paragraph>q r</paragraph></quote>'],
    ['```c\nx < y\n\n*z*\n```\nafter', '<code>x < y\n\n*z*</code><paragraph>after</paragraph>'],
    ['| a | b |\n| - | -: |\n| 1 | `2` |', '<table>a|b/1|<code>2</code></table>'],
    ['---', '<rule>'],
    ['text\n- item', '<paragraph>text</paragraph><list><li><paragraph>item</paragraph></li></list>'],
  ])('%s', (text, shown) => expect(show(parseMarkdown(text))).toBe(shown));

  it('takes what nests without end', () => {
    expect(() => parseMarkdown('> '.repeat(5000))).not.toThrow();
    expect(() => parseMarkdown('- '.repeat(5000))).not.toThrow();
    expect(() => parseMarkdown('*'.repeat(20000))).not.toThrow();
    expect(() => parseMarkdown('['.repeat(20000))).not.toThrow();
  });
});
