/** What comes from outside as a file or a paste, as the text of a document. */
import { late } from '../../messages/late';
import { MAX_DOCUMENT_BYTES } from '../../scenario';

export type Incoming = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

/** A file's text. A plain shell script becomes a document of one step. */
export async function readFile(file: File): Promise<Incoming> {
  if (file.size > MAX_DOCUMENT_BYTES) return { ok: false, message: late.files.large(file.name) };
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    return { ok: false, message: late.files.unreadable(file.name) };
  }
  if (text.includes('\0')) return { ok: false, message: late.files.unreadable(file.name) };
  return { ok: true, text: /\.(?:sh|bash)$/i.test(file.name) || text.startsWith('#!') ? wrapScript(file.name, text) : text };
}

/** A script as a document: its fence is longer than any in it. */
export function wrapScript(name: string, script: string): string {
  const longest = Math.max(2, ...[...script.matchAll(/`{3,}/g)].map(([marks]) => marks.length));
  const fence = '`'.repeat(longest + 1);
  const title = name.replace(/["\\\r\n]/g, ' ').slice(0, 100);
  return `---\ntitle: "${title}"\n---\n\n${fence}sh\n${script.replace(/\n*$/, '')}\n${fence}\n`;
}

/** A pasted text that means to be a document: front matter and steps. */
export function looksLikeDocument(text: string): boolean {
  return /^\uFEFF?---[ \t]*\r?\n[\s\S]*?\n---[ \t]*(?:\r?\n|$)/.test(text) || /^(?:`{3,}|~{3,})sh[ \t]*$/m.test(text);
}
