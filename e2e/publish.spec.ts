/** The built folder as it is met where somebody put it: below a path, behind a server that can do nothing, without a network, replaced. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { Playground, watchConsole } from './playground';
import { type TinyServer, tinyServer } from './tiny-server';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));

let folder: string;
let server: TinyServer;
test.beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'memcg-site-'));
  cpSync(DIST, folder, { recursive: true });
  server = await tinyServer(folder, '/a/b/');
});
test.afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** Opens the page and waits until the service worker has kept everything. */
async function visit(page: Page, query: string): Promise<Playground> {
  await page.goto(`${server.url}${query}`);
  const playground = new Playground(page);
  await playground.ready();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return playground;
}

test('runs from a path of a host that sends nothing but files', async ({ page }) => {
  const said = watchConsole(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.goto(`${server.url}?scenario=fork-bomb`);
  const playground = new Playground(page);
  await playground.ready();
  await playground.openGallery();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  const docs = page.getByRole('dialog').getByRole('link', { name: 'Documentation' });
  expect((await page.request.get(new URL((await docs.getAttribute('href'))!, page.url()).href)).status()).toBe(200);
  await page.goto(`${server.url}embed.html?scenario=fork-bomb`);
  await expect(new Playground(page).tree).toBeVisible();
  expect(asked.filter((url) => !url.startsWith(server.url) && !url.startsWith('blob:') && !url.startsWith('data:'))).toEqual([]);
  expect(server.missed).toEqual([]);
  expect(said).toEqual([]);
});

test('keeps nothing of a visit to one’s own machine', async ({ page }) => {
  await page.goto(`${server.url}?scenario=fork-bomb`);
  await new Playground(page).ready();
  await page.waitForLoadState('networkidle');
  expect(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length + (await caches.keys()).length)).toBe(0);
});

test('opens, runs and shows its dialogs without a network after the first visit', async ({ page }) => {
  await visit(page, '?sw=1&scenario=fork-bomb');
  await server.close();
  await page.goto(`${server.url}?scenario=directory-bomb`);
  const playground = new Playground(page);
  await playground.ready();
  await playground.consoleLine.fill('uname -r');
  await playground.consoleLine.press('Enter');
  await expect(playground.consoleText).toContainText('3.8');
  await playground.openGallery();
  await page.keyboard.press('Escape');
  await playground.openEditor();
});

test('a new version takes nothing from a tab that shows the one before', async ({ page, context }) => {
  const playground = await visit(page, '?sw=1&scenario=fork-bomb');
  const assets = join(folder, 'assets');
  for (const name of readdirSync(assets)) if (/^lazy-/.test(name)) rmSync(join(assets, name));
  const html = join(folder, 'index.html');
  writeFileSync(html, readFileSync(html, 'utf8').replace('</head>', '<meta name="version" content="2" /></head>'));
  const worker = join(folder, 'sw.js');
  const next = readFileSync(worker, 'utf8')
    .replaceAll(/[`"']assets\/lazy-[^`"']*[`"'],?/g, '')
    .replace(/[0-9a-f]{16}/, '0123456789abcdef');
  writeFileSync(worker, next);

  await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())!.update());
  await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration())!.waiting !== null);
  await playground.openGallery();

  // A page that is opened now is the new one, though the old one is still there.
  const other = await context.newPage();
  await other.goto(`${server.url}?scenario=fork-bomb`);
  await expect(other.locator('meta[name="version"]')).toHaveCount(1);
});

test('a lesson is printed whole, and nothing else of the page', async ({ page }) => {
  await page.goto(`${server.url}?scenario=fork-bomb`);
  const playground = new Playground(page);
  await playground.ready();
  await page.emulateMedia({ media: 'print' });
  await expect(playground.tree).toBeHidden();
  await expect(playground.run).toBeHidden();
  await expect(playground.lesson.getByText('What will stop it?')).toBeVisible();
  await expect(playground.lesson.getByText('tasks(shop) == 11')).toBeVisible();
  // All of it is laid out, not what a panel's height would show.
  const [shown, whole] = await playground.lesson.evaluate((lesson) => [lesson.clientHeight, lesson.scrollHeight]);
  expect(shown).toBe(whole);
  expect(shown).toBeGreaterThan(1000);
});

test('says without scripts what it is, and leads to every lesson', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  const said = watchConsole(page);
  await page.goto(server.url);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('memcg playground');
  await page.getByRole('link', { name: 'A fork bomb, contained' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('A fork bomb, contained');
  await page.getByRole('link', { name: 'Documentation' }).click();
  await expect(page.getByRole('navigation', { name: 'Pages' }).getByRole('link')).not.toHaveCount(0);
  expect(server.missed).toEqual([]);
  expect(said).toEqual([]);
  await context.close();
});
