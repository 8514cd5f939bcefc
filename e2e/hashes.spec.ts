import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { hashesInBrowser } from './engine';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const EVERY = 100;

interface Run {
  readonly ticks: number;
  readonly hash: string;
  readonly hashes: readonly (readonly [number, string])[];
}

function hashesInNode(file: string): [number, string][] {
  const args = ['--no-install', 'tsx', 'src/cli/sim.ts', file, '--json', '--hash-every', String(EVERY)];
  const { stdout } = spawnSync('npx', args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 28 });
  const run = JSON.parse(stdout) as Run;
  return [...run.hashes.map(([tick, hash]): [number, string] => [tick, hash]), [run.ticks, run.hash]];
}

for (const name of readdirSync(`${ROOT}public/scenarios`).filter((file) => file.endsWith('.md'))) {
  test(`${name} has the same state at every ${EVERY}th tick and at its end in Node and in the browser`, async ({ page }) => {
    test.setTimeout(300_000);
    const file = `public/scenarios/${name}`;
    const node = hashesInNode(file);
    expect(node.length).toBeGreaterThan(2);
    expect(await hashesInBrowser(page, readFileSync(`${ROOT}${file}`, 'utf8'), EVERY)).toEqual(node);
  });
}
