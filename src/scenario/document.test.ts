import { describe, expect, it } from 'vitest';
import { parseDocument } from './document';
import { MAX_DOCUMENT_BYTES } from './size';
import { MAX_PROBLEMS } from './problem';

const SAMPLE = `---
title: A fork bomb, contained
summary: One line.
machine: { ram: 128M, cpus: 2, swap: 1M, kernel: "kmemcg-v3" }
seed: 7
---

Prose in *Markdown*.

\`\`\`js
not('run');
\`\`\`

\`\`\`sh
mkdir bomb
  cat bomb/tasks
\`\`\`

\`\`\`predict
What?
- [ ] a
- [x] b
\`\`\`

~~~~ check
bomb/memory.failcnt == 0
~~~~
`;

function document(text: string, set?: readonly string[]) {
  const result = parseDocument(text, set);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.document;
}
function problems(text: string, set?: readonly string[]) {
  const result = parseDocument(text, set);
  return result.ok ? [] : result.problems;
}
const front = (text: string): string => `---\n${text}\n---\n\`\`\`sh\nls\n\`\`\`\n`;

describe('a document', () => {
  it('is title, summary, machine in pages, seed and blocks with their lines', () => {
    expect(document(SAMPLE)).toMatchObject({
      title: 'A fork bomb, contained',
      summary: 'One line.',
      machine: { ramPages: 32768, cpus: 2, swapPages: 256, kernel: 'kmemcg-v3', without: [] },
      seed: 7,
      blocks: [
        { type: 'prose', line: 8, text: "Prose in *Markdown*.\n\n```js\nnot('run');\n```" },
        { type: 'sh', line: 14, text: 'mkdir bomb\n  cat bomb/tasks' },
        { type: 'predict', line: 19, question: 'What?' },
        { type: 'check', line: 25, claims: [{ line: 26, op: '==' }] },
      ],
    });
  });

  it('has defaults for everything', () => {
    expect(document('```sh\nls\n```')).toMatchObject({
      title: 'Untitled',
      summary: '',
      machine: { ramPages: 16384, cpus: 1, swapPages: 0, kernel: '3.8', without: [] },
      seed: 1,
    });
    expect(document('# Heading\n\n```sh\nls\n```').title).toBe('Heading');
  });

  it('reads the same with CRLF, a byte order mark, and trailing blanks behind the fences', () => {
    expect(document(`\uFEFF${SAMPLE.replaceAll('\n', '\r\n')}`).blocks).toEqual(document(SAMPLE).blocks);
    expect(document('---  \ntitle: x\n--- \n```sh \nls\n```  ')).toMatchObject({ title: 'x', blocks: [{ type: 'sh', text: 'ls' }] });
  });

  it('takes fences by the rules of Markdown', () => {
    expect(document('````sh\n```\n````\n').blocks).toMatchObject([{ type: 'sh', text: '```' }]);
    expect(document('  ```sh\n  a\n    b\nc\n  ```\n').blocks).toMatchObject([{ type: 'sh', text: 'a\n  b\nc' }]);
    expect(document('    ```sh\n    ls\n    ```\n').blocks).toMatchObject([{ type: 'prose' }]);
    expect(document('~~~sh\n```\n~~~\n').blocks).toMatchObject([{ type: 'sh', text: '```' }]);
    expect(document('```sh here\nls\n```').blocks).toMatchObject([{ type: 'sh' }]);
    expect(document('```sh `x`\nls').blocks).toMatchObject([{ type: 'prose' }]);
  });

  it.each([
    [front('machine: { rma: 64M }'), 2, 12, 'unknown key "rma" in "machine"; did you mean "ram"?'],
    [front('titel: x'), 2, 1, 'did you mean "title"?'],
    [front('ram: 64M'), 2, 1, 'it belongs into "machine"'],
    [front('machine: { ram: 4M }'), 2, 17, 'outside of what a machine can have: from 8M to 4G'],
    [front('machine: { ram: 64 }'), 2, 17, 'did you mean 64M?'],
    [front('machine: { ram: 5G }'), 2, 17, 'from 8M to 4G'],
    [front('machine: { ram: 64MB }'), 2, 17, 'a number with K, M or G'],
    [front('machine: { ram: 8388609 }'), 2, 17, 'whole number of pages'],
    [front('machine: { ram: [1] }'), 2, 17, 'a size like 64M was expected'],
    [front('machine: { cpus: 17 }'), 2, 18, 'a number of CPUs from 1 to 16 was expected'],
    [front('machine: { cpus: 1.5 }'), 2, 18, 'a number of CPUs from 1 to 16 was expected'],
    [front('machine: { swap: 5G }'), 2, 18, 'from 0 to 4G'],
    [front('machine: big'), 2, 10, 'machine'],
    [front('machine: { kernel: kmemcg-v2 }'), 2, 20, 'did you mean "kmemcg-v3"?'],
    [front('patches: { without: [14] }'), 2, 22, 'from 1 to 13'],
    [front('patches: { without: [0] }'), 2, 22, 'from 1 to 13'],
    [front('patches: { without: 13 }'), 2, 21, 'a list of patch numbers'],
    [front('seed: -1'), 2, 7, 'from 0 to 4294967295'],
    [front('title: x\ntitle: y'), 3, 1, '"title" is given twice'],
    [front('title: [x]'), 2, 8, 'a title was expected'],
    [front('constructor: x\n__proto__: y'), 2, 1, 'unknown key "constructor"'],
    ['---\ntitle: x\n', 1, 1, 'never closed'],
    ['x\n\n```sh\nls\n', 3, 1, 'this sh block is never closed'],
    ['```check\nstatus == 0\nstatus = 0\n```', 3, 8, '"=" alone'],
  ])('is refused with line and column: %j', (text, line, column, message) => {
    const [first] = problems(text);
    expect(first).toMatchObject({ line, column });
    expect(first!.message).toContain(message);
  });

  it('reports all problems at once, in order, and never more than it should', () => {
    const list = problems(front('sed: 1\nmachine: { cpus: 99, ram: x }'));
    expect(list.map(({ line, column }) => [line, column])).toEqual([
      [2, 1],
      [3, 18],
      [3, 27],
    ]);
    expect(problems(front('x: 1\n'.repeat(1000)))).toHaveLength(MAX_PROBLEMS);
  });

  it('warns of what is allowed but hardly meant', () => {
    const result = parseDocument('```bash\nls\n```\n\n```check\nstatus == 0\n```');
    expect(result).toMatchObject({ ok: true });
    if (result.ok) {
      expect(result.warnings.map(({ message }) => message).join('\n')).toMatch(/"bash" is shown but not run[\s\S]*|nothing to run/);
      expect(result.warnings).toHaveLength(4);
    }
  });

  it('may be 256 KiB of UTF-8 and not a byte more', () => {
    expect(parseDocument('x'.repeat(MAX_DOCUMENT_BYTES)).ok).toBe(true);
    expect(problems('x'.repeat(MAX_DOCUMENT_BYTES + 1))[0]!.message).toContain('256 KiB');
    expect(problems('ä'.repeat(MAX_DOCUMENT_BYTES / 2 + 1))[0]!.message).toContain('256 KiB');
  });
});

describe('overrides', () => {
  it('replace or add single fields', () => {
    expect(document(SAMPLE, ['machine.ram=256M', 'seed=9', 'title=Other']).machine).toMatchObject({ ramPages: 65536, cpus: 2 });
    expect(document('```sh\nls\n```', ['machine.cpus=4']).machine).toMatchObject({ ramPages: 16384, cpus: 4 });
    expect(document(SAMPLE, ['seed=8', 'seed=9']).seed).toBe(9);
  });

  it('mend what the document itself has wrong, for they come last', () => {
    expect(document(front('machine: { ram: 9G }'), ['machine.ram=64M']).machine.ramPages).toBe(16384);
  });

  it.each([
    ['machine.ram', 'FIELD=VALUE was expected'],
    ['machine.rma=1M', 'did you mean "ram"?'],
    ['machin.ram=1M', 'did you mean "machine"?'],
    ['machine=1', 'say which field'],
    ['seed.x=1', 'takes no keys'],
    ['machine.ram=1M', 'from 8M to 4G'],
    ['patches.without=[14]', 'from 1 to 13'],
    ['patches.without=[13, 13]', 'named twice'],
    ['title="x', 'not closed'],
    ['__proto__.x=1', 'unknown key'],
  ])('are refused by name: %s', (set, message) => {
    const [first] = problems(SAMPLE, [set]);
    expect(first).toMatchObject({ line: 1, column: 1 });
    expect(first!.message).toContain(`set=${set}`);
    expect(first!.message).toContain(message);
  });
});

describe('whatever the text', () => {
  /** Work is counted, not time: how often each line's characters could be looked at stays bounded, so doubling the text doubles it. */
  it.each(['`', '`'.repeat(3) + '\n', '-', '[', '{ a: ', '"', '---\n', '> ', '- [ ] ', 'a: ', ' ', '#', '(', '\\', '\u00e9', '~ ', 'a:\n'])(
    'of 256 KiB made of %j ends',
    (piece) => {
      const long = piece.repeat(Math.floor(MAX_DOCUMENT_BYTES / 2 / piece.length));
      for (const start of ['', '---\n', '```check\n', '```predict\n', '---\na: ']) {
        const result = parseDocument(start + long);
        expect(result.ok || result.problems.length > 0).toBe(true);
      }
    },
  );
});
