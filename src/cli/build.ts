/**
 * Builds the page and the embed page when their sources have changed since the last build.
 *
 *     npm run build            builds what is needed
 *     npm run build -- --force builds in any case
 *
 * `SITE_URL=https://host/path/` names the place it is published at, for link previews and search engines; it works from any other too.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { writeServiceWorker } from './service-worker';
import { siteAddress, writeSite } from './site/write-site';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const STAMP = join(ROOT, 'node_modules', '.cache', 'memcg-playground-build');
const SOURCES = ['src', 'public', 'index.html', 'embed.html', 'vite.config.ts', 'svelte.config.js', 'tsconfig.json', 'package-lock.json'];

function files(path: string): string[] {
  if (!existsSync(join(ROOT, path))) return [];
  try {
    return readdirSync(join(ROOT, path))
      .sort()
      .flatMap((name) => files(join(path, name)));
  } catch {
    return /\.test\.ts$|src\/conformance\/cases/.test(path) ? [] : [path];
  }
}

function fingerprint(): string {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap(files))
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(ROOT, path)))
      .update('\0');
  return hash.digest('hex');
}

/** Makes `dist/` stand for the present sources; answers its path. */
export async function buildWhenNeeded(force = false): Promise<string> {
  const dist = join(ROOT, 'dist');
  const address = siteAddress(process.env['SITE_URL']);
  const now = fingerprint() + (address ?? '');
  const fresh = existsSync(join(dist, 'index.html')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === now;
  if (fresh && !force) return dist;
  await build({ root: ROOT, configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn' });
  await build({ root: ROOT, configFile: join(ROOT, 'vite.config.ts'), logLevel: 'warn', mode: 'embed' });
  writeSite(ROOT, dist, address);
  // Last: it lists what is there.
  await writeServiceWorker(ROOT, dist);
  mkdirSync(join(STAMP, '..'), { recursive: true });
  writeFileSync(STAMP, now);
  return dist;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildWhenNeeded(process.argv.includes('--force'));
