/**
 * Texts of shipped documents inside of the script: a sandboxed frame cannot fetch from its own server unless that sends
 * CORS headers. These are the ones that pages embed most; all the others are fetched, for they would make the script too large.
 */
import { fetchScenario, type FetchedText } from '../scenario/source';

const files: Readonly<Record<string, string>> = import.meta.glob(
  [
    '../../public/scenarios/fork-bomb.md',
    '../../public/scenarios/fork-bomb-unlimited.md',
    '../../public/scenarios/tracked-not-limited.md',
    '../../public/scenarios/removed-but-charged.md',
  ],
  { query: '?raw', import: 'default', eager: true },
);

const texts = new Map(Object.entries(files).map(([path, text]) => [path.replace(/^.*\/|\.md$/g, ''), text]));

/** The text of a shipped scenario, fetched where it is not inside; for a name that is none, the words that say so. */
export async function shippedText(name: string, base: string): Promise<FetchedText> {
  const text = texts.get(name);
  return text === undefined ? fetchScenario(name, base) : { ok: true, text };
}
