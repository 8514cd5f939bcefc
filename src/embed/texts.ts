/**
 * Texts of shipped documents as parts of the script: a sandboxed frame cannot fetch from its own server unless that sends
 * CORS headers, but it can load scripts. Each comes when it is asked for.
 */
import { fetchScenario, type FetchedText } from '../scenario/source';

const files = import.meta.glob<string>('../../public/scenarios/*.md', { query: '?raw', import: 'default' });

const texts = new Map(Object.entries(files).map(([path, load]) => [path.replace(/^.*\/|\.md$/g, ''), load]));

/** The text of a shipped scenario; for a name that is none, the words that say so. */
export async function shippedText(name: string, base: string): Promise<FetchedText> {
  const load = texts.get(name);
  if (load === undefined) return fetchScenario(name, base);
  try {
    return { ok: true, text: await load() };
  } catch {
    return fetchScenario(name, base);
  }
}
