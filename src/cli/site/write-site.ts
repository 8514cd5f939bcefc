/** Writes what of the site is read and not run into the built folder. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withLanding } from './landing';
import { sitePages } from './pages';
import { htmlPage } from './template';

/** `https://host/path/`, or nothing. Throws when what is given is no such address. */
export function siteAddress(given: string | undefined): string | undefined {
  if (given === undefined || given === '') return undefined;
  const url = new URL(given);
  if (!/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new Error(`SITE_URL is no address of a folder: ${given}`);
  return url.href.endsWith('/') ? url.href : `${url.href}/`;
}

/** `address`: where the folder will stand, when that is known; without it everything is relative, and there is no site map. */
export function writeSite(root: string, dist: string, address: string | undefined): void {
  const pages = sitePages(root);
  for (const page of pages) {
    mkdirSync(dirname(join(dist, page.path)), { recursive: true });
    writeFileSync(join(dist, page.path), htmlPage(page, address));
  }
  const index = join(dist, 'index.html');
  writeFileSync(index, withLanding(readFileSync(index, 'utf8'), address));
  if (address === undefined) return;
  const locations = ['', ...pages.map(({ path }) => path.replace(/(^|\/)index\.html$/, '$1'))];
  const entries = locations.map((path) => `  <url><loc>${address}${path}</loc></url>\n`).join('');
  writeFileSync(
    join(dist, 'sitemap.xml'),
    `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries}</urlset>\n`,
  );
  writeFileSync(join(dist, 'robots.txt'), `User-agent: *\nAllow: /\nSitemap: ${address}sitemap.xml\n`);
}
