/** Writes `sw.js`: the service worker, with the list of the built files that it keeps. Runs behind both builds. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

/** Not kept: what frames and other pages load, what only servers and search engines read, and the service worker. */
const LEFT_OUT = /^(sw\.js|embed[.-].*|memcg-client\..*|assets\/embed-.*|_headers|\..*|robots\.txt|sitemap\.xml|preview\.png|badge\.svg)$/;

function filesBelow(folder: string, path = ''): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(folder, `${path}${entry.name}/`) : [`${path}${entry.name}`]))
    .sort();
}

/** The files that work offline, by their paths in `dist`. */
export function offlineFiles(dist: string): string[] {
  return filesBelow(dist).filter((file) => !LEFT_OUT.test(file));
}

export async function writeServiceWorker(root: string, dist: string): Promise<void> {
  const files = offlineFiles(dist);
  const digest = createHash('sha256');
  for (const file of files) digest.update(`${file}\0`).update(readFileSync(join(dist, file)));
  const names = files.map((file) => file.replace(/(^|\/)index\.html$/, '$1'));
  const bundle = await rolldown({
    input: 'src/offline/worker.ts',
    cwd: root,
    platform: 'browser',
    transform: {
      target: 'es2022',
      define: { OFFLINE_FILES: JSON.stringify(names), OFFLINE_VERSION: JSON.stringify(digest.digest('hex').slice(0, 16)) },
    },
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true, comments: false });
  await bundle.close();
  writeFileSync(join(dist, 'sw.js'), output[0].code);
}
