/**
 * The Vite plugin behind `virtual:lessons`: the gallery's cards. Every shipped lesson is run for its picture, so the cards are kept until
 * a lesson or the engine changes.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const NAME = 'virtual:lessons';
const SOURCES = ['public/scenarios', 'src/scenario', 'src/kernel', 'src/userland', 'src/engine', 'src/cli/lesson-pictures.ts'];

function filesOf(root: string, path: string): string[] {
  if (/\.\w+$/.test(path)) return path.endsWith('.test.ts') ? [] : [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesOf(root, join(path, name)));
}

function fingerprint(root: string): string {
  const hash = createHash('sha256');
  for (const path of SOURCES.flatMap((source) => filesOf(root, source)))
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

function cardsOf(root: string): string {
  const cache = join(root, 'node_modules', '.cache', 'memcg-playground-lessons.json');
  const now = fingerprint(root);
  if (existsSync(cache)) {
    const kept = JSON.parse(readFileSync(cache, 'utf8')) as { fingerprint: string; cards: string };
    if (kept.fingerprint === now) return kept.cards;
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'src/cli/lesson-pictures.ts'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`the lessons could not be run for their pictures:\n${stderr}`);
  mkdirSync(dirname(cache), { recursive: true });
  writeFileSync(cache, JSON.stringify({ fingerprint: now, cards: stdout }));
  return stdout;
}

export function lessonCards(): Plugin {
  let root = '';
  return {
    name: 'lesson-cards',
    configResolved: (config) => void (root = config.root),
    resolveId: (id) => (id === NAME ? `\0${NAME}.js` : undefined),
    load: (id) => (id === `\0${NAME}.js` ? `export const LESSONS = ${cardsOf(root)};` : undefined),
  };
}
