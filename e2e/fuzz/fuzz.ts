/**
 * `npm run fuzz -- [--minutes N] [--seed N]`: throws links, documents, files, shell, messages, keys and pointers at the built page for a
 * while, and looks after each throw whether the page still answers, says nothing on its console, has not failed, and ran nothing that a
 * document brought. Prints what was thrown and what broke; exit status 1 when something did.
 */
import { parseArgs } from 'node:util';
import { chromium, type Browser, type Page } from '@playwright/test';
import { findBrowser } from '../../src/cli/browser';
import { buildWhenNeeded } from '../../src/cli/build';
import { serve } from '../../src/cli/serve';
import { ATTACKS } from './attacks';
import { Dice } from './dice';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } } });
const MINUTES = Number(values.minutes);
const SEED = Number(values.seed);
/** How long the page may take to answer anything. */
const PATIENCE_MS = 5000;
/** A fresh page after so many throws, so that one wrong turn does not hide what would come later. */
const THROWS_A_PAGE = 200;
/** What the browser itself logs of an address that answers with an error. */
const OF_THE_BROWSER = /Failed to load resource|net::ERR/;

interface Health {
  readonly answered: number;
  readonly state: string;
  readonly broken: boolean;
  readonly heap: number;
  readonly longest: number;
}

/** What the page says of itself, or undefined when it does not answer. */
async function health(page: Page): Promise<Health | undefined> {
  const started = performance.now();
  const told = page.evaluate(() => {
    const kept = self as unknown as { broken?: number; longest?: number };
    const { memory } = performance as unknown as { memory?: { usedJSHeapSize: number } };
    const state = document.querySelector('.status')?.textContent ?? '';
    return { state, broken: kept.broken !== undefined, heap: memory?.usedJSHeapSize ?? 0, longest: kept.longest ?? 0 };
  });
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS, undefined));
  const found = await Promise.race([told, late]).catch(() => undefined);
  return found && { ...found, answered: performance.now() - started };
}

async function open(browser: Browser, url: string, said: string[]): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, acceptDownloads: false });
  const page = await context.newPage();
  page.on('console', (message) => OF_THE_BROWSER.test(message.text()) || said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => said.push(`error: ${error.stack ?? error.message}`));
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => undefined));
  context.on('page', (other) => void (other === page || other.close().catch(() => undefined)));
  await page.addInitScript(() => {
    const kept = self as unknown as { longest: number };
    kept.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) kept.longest = Math.max(kept.longest, duration);
    }).observe({ type: 'longtask' });
  });
  await page.goto(url);
  return page;
}

const dist = await buildWhenNeeded();
const site = await serve(dist, { cors: true, port: 4573 });
process.env['SITE_CORS'] = site.url;
const browser = await chromium.launch({
  executablePath: findBrowser(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const dice = new Dice(SEED);
const names = Object.keys(ATTACKS);
const thrown = new Map(names.map((name) => [name, 0]));
const failures: string[] = [];
let slowest = 0;
let longest = 0;
let heap = 0;
let pages = 0;
let throws = 0;
const end = performance.now() + MINUTES * 60_000;

while (performance.now() < end) {
  const said: string[] = [];
  const page = await open(browser, site.url, said);
  pages++;
  for (let n = 0; n < THROWS_A_PAGE && performance.now() < end; n++) {
    const name = dice.pick(names);
    const step = `${pages}.${n}`;
    throws++;
    thrown.set(name, thrown.get(name)! + 1);
    const patience = new Promise<string>((resolve) => setTimeout(resolve, 60_000, 'no end after a minute'));
    const what = await Promise.race([ATTACKS[name]!(page, dice), patience]).catch(
      (error: unknown) => `${name} threw ${String(error).slice(0, 400)}`,
    );
    const after = await health(page);
    const wrong = [
      ...said.splice(0),
      ...(what.includes(' threw ') || what.startsWith('no end') ? [what] : []),
      ...(after === undefined ? ['the page does not answer'] : []),
      ...(after?.broken === true ? ['a document ran a script'] : []),
      ...(after?.state.includes('failed') === true ? ['the session failed'] : []),
    ];
    for (const one of wrong) failures.push(`${step} ${what}: ${one}`);
    for (const one of wrong) console.log(`${step} ${what}: ${one}`);
    slowest = Math.max(slowest, after?.answered ?? PATIENCE_MS);
    longest = Math.max(longest, after?.longest ?? 0);
    heap = Math.max(heap, after?.heap ?? 0);
    // A link that leads away was followed, or the page is gone.
    if (after === undefined || wrong.length > 0) break;
    if (new URL(page.url()).pathname !== '/') await page.goto(site.url);
  }
  await page.context().close();
}
await browser.close();
await site.close();

console.log(
  `seed ${SEED}, ${MINUTES} minutes: ${throws} throws at ${pages} pages (${[...thrown].map(([name, count]) => `${name} ${count}`).join(', ')})`,
);
console.log(
  `slowest answer of the page ${slowest.toFixed(0)} ms, longest task ${longest.toFixed(0)} ms, largest heap ${(heap / 2 ** 20).toFixed(0)} MiB`,
);
console.log(`${failures.length} failures`);
process.exit(failures.length > 0 ? 1 : 0);
