/** The reference of the document's format, as Markdown: its tables come from the validator. */
import { MAX_DOCUMENT_BYTES } from '../../scenario/document';
import { MIGRATIONS } from '../../scenario/migrate';
import type { Takes } from '../../scenario/schema';
import { formatSize } from '../../scenario/size';
import { FORMAT } from '../../scenario/supported';
import { EXPRESSION_TEXTS, FIELD_TEXTS, OPERATOR_TEXTS } from './field-texts';
import { type Field, walkFields } from './walk';

export function formatPage(): string {
  const fields = flat(walkFields()).map(({ path, takes, fallback }) => {
    const { means, added, example } = FIELD_TEXTS[path]!;
    return [
      `\`${path}\``,
      takesText(takes),
      fallback === undefined || fallback === '' ? '' : `\`${fallback}\``,
      means,
      `\`${example}\``,
      String(added),
    ];
  });
  const expressions = EXPRESSION_TEXTS.map(({ form, means, example, added }) => [`\`${form}\``, means, `\`${example}\``, String(added)]);
  const operators = OPERATOR_TEXTS.map(({ form, means, added }) => [
    form
      .split(' ')
      .map((word) => `\`${word}\``)
      .join(' '),
    means,
    String(added),
  ]);
  const changes = MIGRATIONS.map(({ from, what }) => `- **Format ${from + 1}.** ${what}${addedIn(from + 1)}`);
  return `# The format of a scenario

A scenario is a Markdown file. It reads well on a code host as it stands; in the playground it is a lesson; on the command line
(\`npm run --silent sim -- FILE\`) it is a test. This page describes format ${FORMAT}.

\`\`\`\`markdown
---
title: A limit on stacks
machine: { ram: 64M, kernel: "kmemcg-v3" }
---

Each task needs 8 KiB of kernel memory.

\`\`\`sh
mkdir a
echo 80K > a/memory.kmem.limit_in_bytes
cgexec -g memory:a hog fork 20 &
sleep 0.5
\`\`\`

\`\`\`predict
How many of the 20 forks succeed?
- [x] Ten
- [ ] All
> 80K hold ten stacks.
\`\`\`

\`\`\`check
stdout ~ "fork 10 of 20"
a/memory.kmem.failcnt == 1
\`\`\`
\`\`\`\`

## Head

Between two lines of \`---\` at the very top: a small subset of YAML. \`key: value\`; a value is a word, a quoted text, a list \`[1, 2]\`, or one
level of mapping, as \`{ ram: 64M }\` or as indented lines. \`#\` begins a comment. Every field may be left out; an unknown one is refused
with its line, its column and the nearest key there is.

${table(['field', 'takes', 'if left out', 'meaning', 'example', 'added in'], fields)}

A JSON schema of the head, for editors, is [scenario.schema.json](scenario.schema.json).

## Body

Markdown; raw HTML is never rendered. Three kinds of fenced blocks do something; every other one is shown as it is.

- \`sh\` is run, block by block, in one shell that starts in \`/sys/fs/cgroup/memory\`: what you write is what runs. A block has ended when its
  last command has. What stands in the background goes on, so a lesson waits with \`sleep\` before it looks.
- \`predict\` asks before the next \`sh\` block runs: a question, then two options or more (\`- [x]\` a right one, \`- [ ]\` a wrong one), then what is shown
  after answering, behind \`>\`.
- \`check\` says what must hold once the \`sh\` block before it has ended: one claim a line. The page shows each as green or red, the command line
  counts them. \`#\` begins a comment.

The whole document may have ${MAX_DOCUMENT_BYTES / 1024} KiB; a link carries 4,000 characters well, which is about two pages of text.

## Checks

A claim is \`EXPRESSION OPERATOR VALUE\` or \`EXPRESSION unchanged\`. A value is a number with K, M or G (powers of 1024), a \`"text"\` (with \`\\n\`, \`\\t\`, \`\\"\`,
\`\\\\\`), or another expression.

${table(['expression', 'is', 'example', 'added in'], expressions)}

${table(['operator', 'meaning', 'added in'], operators)}

## Formats

A document of an older format is read for ever: what it says is brought up to date, step by step, before it is checked. A document of a
newer format is refused, in words.

- **Format 1.** The first.
${changes.join('\n')}
`;
}

function addedIn(format: number): string {
  const fields = Object.keys(FIELD_TEXTS).filter((path) => FIELD_TEXTS[path]!.added === format);
  const words = EXPRESSION_TEXTS.filter(({ added }) => added === format).map(({ form }) => form);
  const names = [...fields, ...words].map((name) => `\`${name}\``);
  return names.length === 0 ? '' : ` New: ${names.join(', ')}.`;
}

function flat(fields: readonly Field[]): Field[] {
  return fields.flatMap((field) => [field, ...(field.takes.takes === 'mapping' ? flat(field.takes.fields) : [])]);
}

function takesText(takes: Field['takes']): string {
  switch (takes.takes) {
    case 'mapping':
      return 'fields';
    case 'list':
      return `a list of ${takesText(takes.of)}`;
    default:
      return leafText(takes);
  }
}

function leafText(takes: Takes): string {
  switch (takes.takes) {
    case 'size':
      return `${formatSize(takes.least)} to ${formatSize(takes.most)}`;
    case 'integer':
      return `${takes.least} to ${takes.most}`;
    case 'line':
      return `up to ${takes.most} characters`;
    case 'one of':
      return takes.names.map((name) => `\`${name}\``).join(', ');
    default:
      return takes satisfies never;
  }
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
