/** State hashes of documents' runs in Node: what every browser is held to. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Hashes } from './engine';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

interface Run {
  readonly file: string;
  readonly ticks: number;
  readonly hash: string;
  readonly hashes: Hashes;
}

/** Of each document, by its file: at every `every`th tick, and last at its end. One process of Node runs them all. */
export function hashesInNode(every: number, ...files: readonly string[]): Map<string, Hashes> {
  const args = ['--no-install', 'tsx', 'src/cli/sim.ts', ...files, '--json', '--hash-every', String(every)];
  const { stdout } = spawnSync('npx', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 });
  const told = JSON.parse(stdout) as Run | { readonly documents: readonly Run[] };
  const runs = 'documents' in told ? told.documents : [told];
  return new Map(runs.map(({ file, ticks, hash, hashes }) => [file, [...hashes, [ticks, hash]]]));
}
