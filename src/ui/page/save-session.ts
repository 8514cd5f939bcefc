/** A session as a file that a person can read, and open again by the link in it. */
import type { PlaygroundModel, Session } from '../model/playground.svelte';
import { linkOf } from './link';
import { saveFile } from './save-file';

/** What was typed, a line for each: its tick, its terminal, and the line or the key. */
export function journalText({ journal }: Pick<Session, 'journal'>): string {
  return journal
    .map((entry) => `${entry.tick}\t${'tty' in entry ? entry.tty : '-'}\t${entry.type === 'exec' ? entry.line : `(${entry.type})`}\n`)
    .join('');
}

export async function saveSession(model: PlaygroundModel): Promise<void> {
  const session = await model.export();
  if (session === undefined) return;
  const base = new URL('.', location.href.replace(/[?#].*$/, '')).href;
  // One too large for a link is saved with its document instead.
  const whole = await linkOf(session, model.colourBy).then(
    (link) => base + link,
    () => session.text,
  );
  saveFile(`${model.document?.title ?? ''} ${session.tick}`, `${whole}\n\n${journalText(session)}`, 'txt');
}
