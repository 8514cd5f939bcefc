import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { SHIPPED } from '../../scenario/shipped';
import { withLanding } from './landing';
import { renderMarkdown } from './markdown';
import { sitePages } from './pages';
import { htmlPage } from './template';
import { siteAddress } from './write-site';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const INDEX = readFileSync(`${ROOT}/index.html`, 'utf8');
const pages = sitePages(ROOT);
const written = new Map(pages.map((page) => [page.path, htmlPage(page, undefined)]));
written.set('index.html', withLanding(INDEX, undefined));

/** Made by other parts of the build. */
const BUILT = /^(embed\.html|embed\.js|memcg-client\.(js|d\.ts))$/;

function isThere(path: string): boolean {
  return written.has(path) || BUILT.test(path) || existsSync(`${ROOT}/public/${path}`);
}

describe('the written pages', () => {
  it.each([...written])('%s leads nowhere that is not there', (path, html) => {
    for (const [, address = ''] of html.matchAll(/(?:href|src)="([^"]*)"/g)) {
      if (/^https?:|^data:/.test(address)) continue;
      const goal = new URL(address.replaceAll('&amp;', '&'), `http://site/${path}`);
      if (goal.pathname.startsWith('/src/')) continue;
      const file = goal.pathname.slice(1).replace(/^$|\/$/, '$&index.html');
      expect(isThere(file), `${address} in ${path}`).toBe(true);
      if (goal.hash !== '') expect(written.get(file), `${address} in ${path}`).toContain(`id="${decodeURIComponent(goal.hash.slice(1))}"`);
    }
  });

  it.each(pages)('$path has a title, a description, one first heading, and nothing that runs', (page) => {
    const html = written.get(page.path)!;
    expect(page.title).not.toBe('');
    expect(page.description.length).toBeGreaterThan(20);
    expect(html.match(/<h1[ >]/g)).toHaveLength(1);
    expect(html).not.toMatch(/<script|<style|\son\w+=|\sstyle=/);
    expect(html).toContain("default-src 'none'; style-src 'self'");
  });

  it('have a page for every lesson, with a link that runs it', () => {
    for (const { name } of SHIPPED) expect(written.get(`lessons/${name}.html`)).toContain(`href="../?scenario=${name}"`);
  });
});

describe('the page without scripts', () => {
  it('names every lesson, and lays nothing out where scripts run', () => {
    const html = written.get('index.html')!;
    const body = html.slice(html.indexOf('<body>'));
    expect(body.replace(/<noscript>[^]*<\/noscript>/, '').replace(/\s+/g, ' ')).toBe(
      '<body> <div id="app"></div> <script type="module" src="/src/main.ts"></script> </body> </html> ',
    );
    for (const { title } of SHIPPED) expect(html).toContain(`>${title.replace(/&/g, '&amp;')}</a>`);
  });

  it('has one preview, absolute where the address is known', () => {
    expect(written.get('index.html')!.match(/property="og:title"/g)).toHaveLength(1);
    expect(written.get('index.html')).toContain('property="og:image" content="./preview.png"');
    expect(withLanding(INDEX, 'https://example.org/memcg/')).toContain('content="https://example.org/memcg/preview.png"');
  });
});

describe('the address of the site', () => {
  it('is a folder', () => {
    expect(siteAddress('https://example.org/memcg')).toBe('https://example.org/memcg/');
    expect(siteAddress('')).toBeUndefined();
    for (const wrong of ['example.org', 'https://example.org/?a', 'javascript:alert(1)']) expect(() => siteAddress(wrong)).toThrow();
  });
});

describe('Markdown of the site', () => {
  it('shows raw HTML as it was written, and no link that could run', () => {
    const html = renderMarkdown('<script>x</script> <b>y</b>\n\n[z](javascript:alert(1))', () => undefined);
    expect(html).not.toMatch(/<script|<b>|href/);
    expect(html).toContain('&lt;script&gt;');
  });
});

describe('the headers for hosts', () => {
  it.each(['Access-Control-Allow-Origin', 'Cross-Origin-Resource-Policy', 'X-Content-Type-Options', 'Content-Security-Policy'])(
    '%s is the same in every sample',
    (name) => {
      const value = (path: string, form: RegExp): string | undefined => form.exec(readFileSync(`${ROOT}/${path}`, 'utf8'))?.[1];
      const expected = value('public/_headers', new RegExp(`^  ${name}: (.+)$`, 'm'));
      expect(expected).toBeDefined();
      expect(value('public/.htaccess', new RegExp(`^  Header always set ${name} "(.+)"$`, 'm'))).toBe(expected);
      expect(value('public/docs/publish.md', new RegExp(`^    add_header ${name} "(.+)" always;$`, 'm'))).toBe(expected);
    },
  );
});
