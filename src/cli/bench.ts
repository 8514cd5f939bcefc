/**
 * `npm run bench`: speeds and weights, printed and never asserted. What could tilt with the machine is a ratio of two
 * measurements of one run.
 *
 *     npm run bench            all of it
 *     npm run bench -- flood   only how the page fares under load
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { type Browser, chromium } from '@playwright/test';
import { rolldown } from 'rolldown';
import { build } from 'vite';
import { benchBomb, benchGroups, benchPrinting } from './bench-flood';
import { findBrowser } from './browser';
import { buildWhenNeeded } from './build';
import { serve } from './serve';
import type { ChargeFigures } from './bench-charge';
import type { RunFigures } from './bench-run';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(ROOT, 'node_modules', '.cache', 'memcg-playground-bench');
const FLOOD = `---
title: A flood
machine: { ram: 64M, cpus: 1, swap: 0, kernel: "kmemcg-v3" }
---
\`\`\`sh
cgcreate -g memory:bomb
echo 2M > bomb/memory.kmem.limit_in_bytes
while true; do cgexec -g memory:bomb bash -c ':(){ :|:& };:' 2>/dev/null; done
\`\`\`
`;

function line(name: string, value: string): void {
  console.log(`${name.padEnd(58)} ${value}`);
}
function million(perSecond: number): string {
  return `${(perSecond / 1e6).toFixed(1)} million/s`;
}
function ms(value: number): string {
  return `${value.toFixed(1)} ms`;
}

/** Bundles a module as the worker is bundled and imports it: measured is what people run. */
async function bundled<T>(file: string): Promise<T> {
  const bundle = await rolldown({ input: join(ROOT, file), platform: 'node', transform: { target: 'es2022' } });
  const { output } = await bundle.generate({ format: 'esm', minify: true, codeSplitting: false });
  await bundle.close();
  mkdirSync(CACHE, { recursive: true });
  const path = join(CACHE, `${file.replace(/\W/g, '-')}.mjs`);
  writeFileSync(path, output[0].code);
  return (await import(pathToFileURL(path).href)) as T;
}

async function kernelFigures(): Promise<void> {
  const { benchCharges } = await bundled<{ benchCharges(): ChargeFigures }>('src/cli/bench-charge.ts');
  const charges = benchCharges();
  line('charges through stock and three levels', million(charges.engine));
  line('  the same sums in a bare typed-array loop', million(charges.bare));
  line('  engine time over bare time', `${charges.ratio.toFixed(2)}×`);
  line('  with 1,000 groups and 1 Mi frames', million(charges.crowded));
  const { benchRuns } = await bundled<{ benchRuns(bomb: string, flood: string): RunFigures }>('src/cli/bench-run.ts');
  const runs = benchRuns(readFileSync(join(ROOT, 'public/scenarios/fork-bomb.md'), 'utf8'), FLOOD);
  line('fork bomb, ticks', `${Math.round(runs.bombTicks).toLocaleString('en')}/s`);
  line('fork bomb, events', `${Math.round(runs.bombEvents).toLocaleString('en')}/s`);
  line(`a million events of a fork bomb (${runs.millionTicks.toLocaleString('en')} ticks), new`, ms(runs.million));
  line('  replayed, without views', ms(runs.replay));
  line('  replayed, events', `${Math.round(1e9 / runs.replay).toLocaleString('en')}/s`);
  line('  seeking in it, median and slowest', `${ms(runs.seekMedian)}, ${ms(runs.seekWorst)}`);
}

/** The half of a bench that runs in a browser, as one script. */
async function browserHalf(file: string): Promise<string> {
  const [built] = [
    await build({
      root: ROOT,
      configFile: false,
      logLevel: 'error',
      plugins: [svelte()],
      build: { write: false, target: 'es2022', rolldownOptions: { input: join(ROOT, file), output: { format: 'iife' } } },
    }),
  ].flat();
  if (built === undefined || !('output' in built)) throw new Error(`${file} was not built`);
  return built.output[0].code;
}

async function loadFigures(browser: Browser, url: string): Promise<void> {
  const load = await browserHalf('e2e/bench/load.ts');
  for (const [name, bench] of [
    ['an unlimited fork bomb on 1 GiB', benchBomb],
    ['1,000 groups over 1 Mi frames', benchGroups],
    ['a shell that prints without end', benchPrinting],
  ] as const) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.addInitScript({ content: load });
    const figures = await bench(page, url);
    line(`${name}: longest task of the page`, figures.longestTask === 0 ? 'under 50 ms' : ms(figures.longestTask));
    line('  key to screen, median and slowest', `${ms(figures.inputMedian)}, ${ms(figures.inputSlowest)}`);
    line('  frames', `${figures.framesPerSecond.toFixed(0)}/s`);
    line('  script in each, and all work (processor time)', `${ms(figures.scriptPerFrame)}, ${ms(figures.workPerFrame)}`);
    if (figures.interrupt !== undefined) line('  Ctrl-C to ^C', ms(figures.interrupt));
    await page.close();
  }
}

async function pageFigures(dist: string): Promise<void> {
  const drawing = await browserHalf('e2e/bench/drawing.ts');
  const site = await serve(dist, { cors: true, port: 4473 });
  const browser = await chromium.launch({
    executablePath: findBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  try {
    if (process.argv.includes('flood')) return await loadFigures(browser, site.url);
    const bench = await browser.newPage();
    await bench.addScriptTag({ content: drawing });
    for (const [name, total] of [
      ['16 Ki', 1 << 14],
      ['1 Mi', 1 << 20],
    ] as const) {
      const took = await bench.evaluate(
        (count) => (globalThis as unknown as { benchFrameMap(total: number): number }).benchFrameMap(count),
        total,
      );
      line(`frame map redraw, ${name} frames, all changed`, ms(took));
    }
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const paints: number[] = [];
    const readies: number[] = [];
    for (let i = 0; i < 5; i++) {
      await page.goto(site.url);
      await page.getByText('paused').first().waitFor();
      readies.push(await page.evaluate(() => performance.now()));
      paints.push(await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0));
    }
    line('first contentful paint from localhost, median of 5', ms(paints.sort((a, b) => a - b)[2] ?? 0));
    line('engine booted and shown from localhost, median of 5', ms(readies.sort((a, b) => a - b)[2] ?? 0));
    await page.close();
    await loadFigures(browser, site.url);
  } finally {
    await browser.close();
    await site.close();
  }
}

/** The weights that `npm test` bounds, of the same files. */
async function weights(): Promise<void> {
  const entries = (await import(pathToFileURL(join(ROOT, '.size-limit.mjs')).href)) as {
    readonly default: readonly { readonly name: string; readonly path: readonly string[]; readonly limit: string }[];
  };
  for (const { name, path, limit } of entries.default) {
    const bytes = path.reduce((sum, file) => sum + brotliCompressSync(readFileSync(join(ROOT, file))).length, 0);
    line(`${name} (brotli)`, `${(bytes / 1024).toFixed(1)} KiB of ${limit}`);
  }
}

const dist = await buildWhenNeeded();
if (!process.argv.includes('flood')) {
  await weights();
  await kernelFigures();
}
await pageFigures(dist);
