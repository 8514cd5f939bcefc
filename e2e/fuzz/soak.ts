/**
 * `npm run soak -- [--hours N]`: a busy lesson runs on the built page for a simulated day, as fast as it goes, and the memory of the page
 * and its worker is watched. Prints a line now and then; exit status 1 when the last third of the day needed a tenth more than the second.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { findBrowser } from '../../src/cli/browser';
import { buildWhenNeeded } from '../../src/cli/build';
import { serve } from '../../src/cli/serve';
import { encodeLink } from '../../src/scenario/link';

const { values } = parseArgs({ options: { hours: { type: 'string', default: '24' } } });
const TICKS = Number(values.hours) * 3_600_000;
const SAMPLE_MS = 5000;
const PAGE = 4096;

/** Tenants come and go, reclaim, are refused, killed and removed, for ever: each round takes about a simulated minute. */
const BUSY = `---
title: A busy day
machine: { ram: 64M, cpus: 2, swap: 16M, kernel: "3.8" }
---
\`\`\`sh
while true; do
  mkdir -p tenant bomb
  echo 4M > tenant/memory.limit_in_bytes
  echo 1M > bomb/memory.kmem.limit_in_bytes
  cgexec -g memory:tenant hog anon 6M > /dev/null 2>&1 &
  cgexec -g memory:tenant hog files 50 > /dev/null 2>&1 &
  cgexec -g memory:bomb hog fork 200 > /dev/null 2>&1 &
  sleep 20
  kill %1 %2 %3 2> /dev/null
  wait
  sleep 40
  rmdir tenant bomb 2> /dev/null
done
\`\`\`
`;

interface Sample {
  readonly tick: number;
  /** Resident memory of the page's process, worker included, in bytes. */
  readonly resident: number;
  readonly nodes: number;
}

const dist = await buildWhenNeeded();
const site = await serve(dist, { cors: true, port: 4583 });
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const page = await browser.newPage();
const said: string[] = [];
page.on('console', (message) => said.push(message.text()));
page.on('pageerror', (error) => said.push(error.message));
await page.goto(site.url + (await encodeLink({ text: BUSY, set: [] })));
await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: 'max' });
await page.getByRole('button', { name: 'Run', exact: true }).click();

const system = await browser.newBrowserCDPSession();
const devtools = await page.context().newCDPSession(page);
await devtools.send('Performance.enable');

async function sample(): Promise<Sample> {
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(readFileSync(`/proc/${id}/statm`, 'utf8').split(' ')[1]) * PAGE);
  const { metrics } = await devtools.send('Performance.getMetrics');
  const status = (await page.locator('.status').textContent()) ?? '';
  if (!status.includes('running')) throw new Error(`the run has ended: ${status}`);
  return {
    tick: Number(status.replace(/\D/g, '')),
    resident: Math.max(...sizes),
    nodes: metrics.find(({ name }) => name === 'Nodes')?.value ?? 0,
  };
}

const samples: Sample[] = [];
const started = performance.now();
for (let now = await sample(); now.tick < TICKS; now = await sample()) {
  samples.push(now);
  const hours = (now.tick / 3_600_000).toFixed(2);
  if (samples.length % 12 === 1) console.log(`hour ${hours}: ${(now.resident / 2 ** 20).toFixed(0)} MiB, ${now.nodes} nodes of the page`);
  await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
}
await browser.close();
await site.close();

/** Largest in the part of the day from `from` to `to`, in thirds. */
function most(pick: (one: Sample) => number, from: number, to: number): number {
  return Math.max(...samples.filter(({ tick }) => tick >= (TICKS * from) / 3 && tick < (TICKS * to) / 3).map(pick));
}
const resident = [0, 1, 2].map((third) => most((one) => one.resident, third, third + 1));
const nodes = [0, 1, 2].map((third) => most((one) => one.nodes, third, third + 1));
console.log(`${values.hours} simulated hours in ${((performance.now() - started) / 60_000).toFixed(1)} minutes`);
console.log(`resident memory, most in each third: ${resident.map((bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`).join(', ')}`);
console.log(`nodes of the page, most in each third: ${nodes.join(', ')}`);
console.log(`console: ${said.length === 0 ? 'silent' : said.join('; ')}`);
process.exit(said.length > 0 || resident[2]! > resident[1]! * 1.1 || nodes[2]! > nodes[1]! * 1.1 ? 1 : 0);
