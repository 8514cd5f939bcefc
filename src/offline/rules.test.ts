import { beforeEach, describe, expect, it } from 'vitest';
import { activate, answer, install, type Site } from './rules';

const BASE = 'https://example.org/a/b/';
const FILES = ['', 'assets/late-1.js', 'docs/embed.html', 'scenarios/fork-bomb.md'];

/** As much of a CacheStorage as the rules use. */
class Kept {
  readonly all = new Map<string, Map<string, Response>>();
  async keys(): Promise<string[]> {
    return [...this.all.keys()];
  }
  async delete(name: string): Promise<boolean> {
    return this.all.delete(name);
  }
  async match(url: string): Promise<Response | undefined> {
    for (const cache of this.all.values()) if (cache.has(url)) return cache.get(url)!.clone();
    return undefined;
  }
  async open(name: string): Promise<unknown> {
    const cache = this.all.get(name) ?? new Map<string, Response>();
    this.all.set(name, cache);
    return {
      put: async (url: string, response: Response) => void cache.set(url, response),
      match: async (url: string) => cache.get(url)?.clone(),
    };
  }
}

let kept: Kept;
/** What the server has, by path; a number is a status; nothing at all is no network; `'never'` does not answer. */
let server: Record<string, string | number> | undefined;
let fetched: string[];
beforeEach(() => {
  kept = new Kept();
  server = { '': 'page 1', 'assets/late-1.js': 'late 1', 'docs/embed.html': 'embedding', 'scenarios/fork-bomb.md': 'bomb' };
  fetched = [];
});

function version(name: string, files = FILES): Site {
  return {
    base: BASE,
    files,
    version: name,
    caches: kept as unknown as CacheStorage,
    wait: () => new Promise((done) => setImmediate(done)),
    async fetch(request) {
      const path = (typeof request === 'string' ? request : request.url).slice(BASE.length).replace(/[?#].*$/, '');
      fetched.push(path);
      const found = server?.[path];
      if (server === undefined) throw new TypeError('no network');
      if (found === 'never') return new Promise(() => undefined);
      return typeof found === 'string' ? new Response(found) : new Response('', { status: found ?? 404 });
    },
  };
}
const get = (site: Site, path: string, init?: RequestInit): Promise<string> | undefined =>
  answer(site, new Request(new URL(path, BASE), init))?.then((response) => response.text());

describe('the service worker', () => {
  it('shows pages and documents as the network has them, and without it as they were kept', async () => {
    const site = version('1');
    await install(site);
    server!['']! = 'page 2';
    expect(await get(site, '?scenario=fork-bomb')).toBe('page 2');
    server = undefined;
    expect(await get(site, '?scenario=fork-bomb')).toBe('page 1');
    expect(await get(site, 'index.html')).toBe('page 1');
    expect(await get(site, 'docs/embed')).toBe('embedding');
    expect(await get(site, 'scenarios/fork-bomb.md')).toBe('bomb');
  });

  it('waits for a slow network no longer than its patience, and does not show what a broken server says', async () => {
    const site = version('1');
    await install(site);
    server = { '': 'never', 'docs/embed.html': 502 };
    expect(await get(site, '')).toBe('page 1');
    expect(await get(site, 'docs/embed.html')).toBe('embedding');
  });

  it('asks once only for a file that is named by its content', async () => {
    const site = version('1');
    await install(site);
    fetched = [];
    server = { 'assets/new-2.js': 'new 2' };
    expect(await get(site, 'assets/late-1.js')).toBe('late 1');
    expect([await get(site, 'assets/new-2.js'), await get(site, 'assets/new-2.js')]).toEqual(['new 2', 'new 2']);
    expect(fetched).toEqual(['assets/new-2.js']);
  });

  it('keeps no failure', async () => {
    const site = version('1');
    await install(site);
    expect(await get(site, 'assets/gone-3.js')).toBe('');
    server = { 'assets/gone-3.js': 'back' };
    expect(await get(site, 'assets/gone-3.js')).toBe('back');
  });

  it('keeps the parts of the version before until that is closed, and fetches again only what is new', async () => {
    const one = version('1');
    await install(one);
    server = { '': 'page 2', 'assets/late-2.js': 'late 2' };
    fetched = [];
    const two = version('2', ['', 'assets/late-1.js', 'assets/late-2.js']);
    await install(two);
    expect(fetched.sort()).toEqual(['', 'assets/late-2.js']);
    expect(await get(one, 'assets/late-1.js')).toBe('late 1');
    server = undefined;
    expect(await get(one, '')).toBe('page 1');
    await activate(two);
    expect(await kept.keys()).toEqual([`memcg-playground ${BASE} 2`]);
    expect(await get(two, '')).toBe('page 2');
  });

  it('leaves alone what others keep on the same origin', async () => {
    await kept.open('another program');
    await kept.open('memcg-playground https://example.org/a/ 1');
    await install(version('1'));
    await activate(version('1'));
    expect(await kept.keys()).toContain('another program');
    expect(await kept.keys()).toContain('memcg-playground https://example.org/a/ 1');
  });

  it('is not installed when a file is missing', async () => {
    delete server!['docs/embed.html'];
    await expect(install(version('1'))).rejects.toThrow('docs/embed.html: 404');
  });

  it('has no hand in requests of others, in what it does not keep, and in anything but reading', () => {
    const site = version('1');
    expect(get(site, 'https://other.example/x.md')).toBeUndefined();
    expect(get(site, '/a/neighbour.html')).toBeUndefined();
    expect(get(site, 'embed.html')).toBeUndefined();
    expect(get(site, '', { method: 'POST', body: '' })).toBeUndefined();
  });
});
