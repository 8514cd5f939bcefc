/**
 * What the service worker does with the site's own files: they are kept when it is installed, a page is asked of the network first, a
 * file whose name tells its content is never asked for twice. Pure of its surroundings, which tests replace.
 */

/** What the rules stand on. */
export interface Site {
  /** Address of the folder that the site is in, with the `/` at its end. */
  readonly base: string;
  /** Files that work without a network, by their paths below `base`; the page itself is the empty one. */
  readonly files: readonly string[];
  /** Digest of all of them. */
  readonly version: string;
  readonly caches: CacheStorage;
  fetch(request: Request | string, init?: RequestInit): Promise<Response>;
  /** Ends after so many milliseconds. */
  wait(ms: number): Promise<void>;
}

/** Milliseconds that the network has before what is kept is shown. */
export const PATIENCE = 2000;
/** Folder of the files that are named by their content. */
const HASHED = 'assets/';

const family = (site: Site): string => `memcg-playground ${site.base} `;
const nameOf = (site: Site): string => family(site) + site.version;
const open = (site: Site): Promise<Cache> => site.caches.open(nameOf(site));

/** A page may not be answered with a response that was redirected: some hosts redirect `page.html` to `page`. */
function plain(response: Response): Response {
  return response.redirected ? new Response(response.body, { status: response.status, headers: response.headers }) : response;
}

/** Keeps every file of this version; what an older one has under the same telling name is not fetched again. Rejects when one is missing. */
export async function install(site: Site): Promise<void> {
  const cache = await open(site);
  await Promise.all(
    site.files.map(async (file) => {
      const url = new URL(file, site.base).href;
      const hashed = file.startsWith(HASHED);
      const kept = hashed ? await site.caches.match(url) : undefined;
      const response = kept ?? (await site.fetch(url, { cache: hashed ? 'default' : 'no-cache' }));
      if (!response.ok) throw new Error(`${file}: ${response.status}`);
      await cache.put(url, plain(response));
    }),
  );
}

/** Forgets the versions before: called when no tab shows one of them any more. */
export async function activate(site: Site): Promise<void> {
  const old = (await site.caches.keys()).filter((name) => name.startsWith(family(site)) && name !== nameOf(site));
  await Promise.all(old.map((name) => site.caches.delete(name)));
}

/** Address under which a path is kept, if it is: `docs/embed` and `docs/embed.html` are one page, so are the folder and its `index.html`. */
function keptAs(site: Site, path: string): string | undefined {
  const names = [path, path.replace(/(^|\/)index\.html$/, '$1'), `${path}index.html`, `${path}.html`];
  const file = names.find((name) => site.files.includes(name));
  return file === undefined ? undefined : new URL(file, site.base).href;
}

/** The answer to a request of a page; nothing when it is none of ours, and goes its usual way. */
export function answer(site: Site, request: Request): Promise<Response> | undefined {
  const url = new URL(request.url);
  if (request.method !== 'GET' || !url.href.startsWith(site.base)) return undefined;
  const path = url.href.slice(site.base.length).replace(/[?#].*$/, '');
  if (path.startsWith(HASHED)) return onceOnly(site, request);
  const kept = keptAs(site, path);
  return kept === undefined ? undefined : networkFirst(site, request, kept);
}

async function onceOnly(site: Site, request: Request): Promise<Response> {
  // In any version: a tab may still show the one before, and load its later parts only now.
  const kept = await site.caches.match(request.url);
  if (kept !== undefined) return kept;
  const response = await site.fetch(request);
  if (response.status === 200) await (await open(site)).put(request.url, response.clone());
  return response;
}

async function networkFirst(site: Site, request: Request, address: string): Promise<Response> {
  const cache = await open(site);
  const network = site.fetch(request).then((response) => {
    if (response.status >= 500) throw new Error(String(response.status));
    return response;
  });
  const impatient = site.wait(PATIENCE).then(async () => (await cache.match(address)) ?? network);
  impatient.catch(() => undefined);
  try {
    return await Promise.race([network, impatient]);
  } catch {
    return (await cache.match(address)) ?? Response.error();
  }
}
