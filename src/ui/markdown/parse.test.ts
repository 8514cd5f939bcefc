import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../../cli/fuzz-for-tests';
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
    ['*em* and **strong** and ***both***', '<em>em</em> and <strong>strong</strong> and <em><strong>both</strong></em>'],
    ['memory.kmem.limit_in_bytes and 2 * 3 * 4', 'memory.kmem.limit_in_bytes and 2 * 3 * 4'],
    ['_a_ snake_case_name', '<em>a</em> snake_case_name'],
    ['[the *cover* letter](https://lwn.net/x)', '<a https://lwn.net/x>the <em>cover</em> letter</a>'],
    ['see https://lwn.net/Articles/508087/.', 'see <a https://lwn.net/Articles/508087/>https://lwn.net/Articles/508087/</a>.'],
    ['<https://a.b/c>', '<a https://a.b/c>https://a.b/c</a>'],
    ['\\*not\\*', '*not*'],
    ['one\ntwo', 'one two'],
    ['unclosed `code and *em', 'unclosed `code and *em'],
    ['~~gone~~ but ~ stays', '<del>gone</del> but ~ stays'],
    ['4 &lt; 5 &amp; &#x2014; &bogus; `&lt;`', '4 < 5 & — &bogus; <code>&lt;</code>'],
    ['line\\\nbreak', 'line<break>break'],
    ['[next](fork-bomb-unlimited.md) and [below](#stacks)', '<a fork-bomb-unlimited.md>next</a> and <a #stacks>below</a>'],
    ['![a picture](https://x.y/z.png)', 'a picture'],
  ])('%s', (text, shown) => expect(show(parseInline(text))).toBe(shown));

  it('lets no script and no tag through', () => {
    expect(show(parseInline('[x](javascript:alert(1)) <b>bold</b> [y](data:text/html,z)'))).not.toContain('<a ');
    expect(parseInline('<img src=x onerror=alert(1)>')).toEqual([{ type: 'text', text: '<img src=x onerror=alert(1)>' }]);
    expect(show(parseInline('[x](//evil.example)'))).not.toContain('<a ');
    for (const address of [
      'JaVaScRiPt:alert(1)',
      'vbscript:x',
      'file:///etc/passwd',
      '/\\\\evil.example',
      '../x.md',
      'blob:x',
      '&#106;avascript:x',
    ]) {
      expect(show(parseInline(`[x](${address})`))).not.toContain('<a ');
      expect(show(parseInline(`<${address}>`))).not.toContain('<a ');
    }
    expect(show(parseMarkdown('[x][y]\n\n[y]: javascript:alert(1)'))).not.toContain('<a ');
  });

  it('shows a tag and reads on inside it', () => {
    expect(show(parseMarkdown('<div onclick="x()">\n*a*\n</div>'))).toBe('<paragraph><div onclick="x()"> <em>a</em> </div></paragraph>');
    expect(show(parseMarkdown('<script>alert(1)</script>'))).toBe('<paragraph><script>alert(1)</script></paragraph>');
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
    ['- [ ] a\n- [x] b', '<list><li><paragraph>☐ a</paragraph></li><li><paragraph>☑ b</paragraph></li></list>'],
    ['see [a][1]\n\n[1]: https://a.b/c', '<paragraph>see <a https://a.b/c>a</a></paragraph>'],
    ['text\n- item', '<paragraph>text</paragraph><list><li><paragraph>item</paragraph></li></list>'],
  ])('%s', (text, shown) => expect(show(parseMarkdown(text))).toBe(shown));

  it.each([
    '> '.repeat(130_000),
    '- '.repeat(130_000),
    '*'.repeat(262_144),
    '['.repeat(262_144),
    'a**b'.repeat(65_000),
    '![[]('.repeat(52_000),
    '_a '.repeat(87_000),
    '<'.repeat(262_144),
    '`a``'.repeat(65_000),
    `${'|a'.repeat(65_000)}\n${'|-'.repeat(65_000)}`,
    `|a|b|\n|-|-|\n${'|1|2|\n'.repeat(43_000)}`,
    '- a\n'.repeat(65_000),
    `${'*a _b '.repeat(900)}\n\n`.repeat(48),
    '[a]: b\n'.repeat(37_000),
    '&#'.repeat(131_000),
    `1. ${'\n   '.repeat(60_000)}x`,
  ])('is not held up by %#: 256 KiB nobody would write', (text) => {
    const from = performance.now();
    expect(parseMarkdown(text).length).toBeGreaterThanOrEqual(0);
    expect(performance.now() - from).toBeLessThan(4000);
  });

  it('reads any text without a word of complaint, and loses no letter of it', () => {
    // Where a link leads and what language a block is in are no part of the text.
    const unseen = /\]:|\]\(|```|~~~/;
    const letters = fc.constantFrom(...'ab*_`[]()<>#-|~&;:\\!\n 1.');
    fc.assert(
      fc.property(fc.string({ unit: letters, maxLength: 120 }), (text) => {
        const shown = show(parseMarkdown(text));
        if (unseen.test(text)) return;
        for (const letter of text.replace(/[^ab]/g, '')) if (!shown.includes(letter)) expect(shown).toContain(letter);
      }),
      { numRuns: RUNS },
    );
  }, 4_000_000);
});
