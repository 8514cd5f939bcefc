/** Fetching a document: a shipped one by its name, or one of an author by its address. Bounded in size and time, without credentials. */
import { byteLength, MAX_DOCUMENT_BYTES } from './size';
import { isSource } from './link-params';
import { nearest } from './nearest';
import { sentence } from './problem';
import { SHIPPED_NAMES } from './shipped-names';

const MILLISECONDS = 10_000;

export type FetchedText = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

const failed = (message: string): FetchedText => ({ ok: false, message: sentence(message) });

async function bounded(response: Response): Promise<string | undefined> {
  const reader = response.body?.getReader();
  if (!reader) return '';
  const decoder = new TextDecoder('utf-8');
  let text = '';
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > MAX_DOCUMENT_BYTES) {
      await reader.cancel();
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}

/** An https address, or one of the page's own origin; a redirect must not lead elsewhere. */
function allowed(address: URL, base: string): boolean {
  return address.protocol === 'https:' || (address.origin === new URL(base).origin && address.origin !== 'null');
}

/** Words that are fetched when they are needed; where even that fails, there is no connection. */
async function explained(how: (words: typeof import('./source-failure')) => string, name: string): Promise<FetchedText> {
  try {
    return failed(how(await import('./source-failure')));
  } catch {
    return failed(`${name} could not be loaded: there is no connection`);
  }
}

async function get(address: URL, name: string, base: string): Promise<FetchedText> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), MILLISECONDS);
  try {
    const response = await fetch(address, { credentials: 'omit', referrerPolicy: 'no-referrer', signal: abort.signal });
    if (!response.ok) return failed(`${name} could not be loaded: the server answered ${response.status} ${response.statusText}`.trimEnd());
    if (response.redirected && !allowed(new URL(response.url), base)) return failed(`${name} was moved to an address that is not https`);
    if (/^text\/html\b/i.test(response.headers.get('content-type') ?? '')) {
      await response.body?.cancel();
      return await explained(({ isPage }) => isPage(name, address), name);
    }
    const text = await bounded(response);
    if (text === undefined || byteLength(text) > MAX_DOCUMENT_BYTES) return failed(`${name} is larger than 256 KiB`);
    return { ok: true, text };
  } catch {
    if (abort.signal.aborted) return failed(`${name} could not be loaded within ${MILLISECONDS / 1000} seconds`);
    return explained(({ unreachable }) => unreachable(name, address, address.origin === new URL(base).origin), name);
  } finally {
    clearTimeout(timer);
  }
}

/** The text of a shipped scenario; `base` is the page's address. */
export async function fetchScenario(name: string, base: string): Promise<FetchedText> {
  if (!SHIPPED_NAMES.includes(name)) {
    const meant = nearest(name, SHIPPED_NAMES);
    return failed(`there is no scenario "${name.slice(0, 64)}"${meant ? `; did you mean "${meant}"?` : ''}`);
  }
  return get(new URL(`scenarios/${name}.md`, base), `the scenario "${name}"`, base);
}

/** The text behind `?src=`: an https address, or a path of the same origin as `base`. */
export async function fetchSource(src: string, base: string): Promise<FetchedText> {
  if (!isSource(src) || !URL.canParse(src, base))
    return failed('a document is loaded from an https address or from a path of this site only');
  const address = new URL(src, base);
  if (!allowed(address, base)) return failed('a document is loaded from an https address or from a path of this site only');
  return get(address, `the document ${src.length > 80 ? `${src.slice(0, 79)}…` : src}`, base);
}
