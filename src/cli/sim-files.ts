/** Which documents the words of a command line name: files as they are, folders for every lesson in and below them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Named {
  readonly file: string;
  readonly text: string;
}

/** What is named, in order; `unreadable` holds a line for each that cannot be read. */
export interface NamedFiles {
  readonly documents: readonly Named[];
  readonly unreadable: readonly string[];
}

/** A block that would be run: without one a Markdown file of a folder is no lesson. */
const HAS_SH = /^ {0,3}(?:```|~~~)+ *sh\b/m;

export function readNamed(words: readonly string[]): NamedFiles {
  const documents: Named[] = [];
  const unreadable: string[] = [];
  for (const word of words) {
    try {
      if (!statSync(word).isDirectory()) documents.push({ file: word, text: readFileSync(word, 'utf8') });
      else {
        const lessons = lessonsIn(word);
        if (lessons.length === 0) unreadable.push(`${word}: no lesson in this folder: a Markdown file with an sh block\n`);
        documents.push(...lessons);
      }
    } catch (error) {
      unreadable.push(`${word}: ${reason(error)}\n`);
    }
  }
  return { documents, unreadable };
}

function lessonsIn(folder: string): Named[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.split(/[/\\]/).some((part) => part.startsWith('.') || part === 'node_modules'))
    .sort();
  return names
    .map((name) => ({ file: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }))
    .filter(({ text }) => HAS_SH.test(text));
}

/** As a shell would say it. */
function reason(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'No such file or directory';
  if (code === 'EACCES') return 'Permission denied';
  return error instanceof Error ? error.message : String(error);
}
