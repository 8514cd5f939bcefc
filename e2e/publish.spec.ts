/** The built folder as it is met where somebody put it: below a path, behind a server that can do nothing, without a network, replaced. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
import { Playground, watchConsole } from './playground';
import { hostPage } from './embeds-host';
import { headersOf, type TinyServer, tinyServer } from './tiny-server';

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

test('works with the headers that it brings along for its host, alone and in a frame of another site', async ({ page }) => {
  const text = readFileSync(join(folder, '_headers'), 'utf8');
  const root = await tinyServer(folder, '/', (path) => headersOf(text, path));
  const said = watchConsole(page);
  await page.goto(`${root.url}?scenario=fork-bomb`);
  await new Playground(page).ready();
  const frame = `<iframe sandbox="allow-scripts" width="900" height="600" src="${root.url}embed.html?scenario=fork-bomb"></iframe>`;
  const course = await hostPage(frame);
  await page.goto(course.url);
  await expect(new Playground(page.frameLocator('iframe')).tree).toBeVisible();
  const name = readdirSync(join(folder, 'assets'))[0]!;
  expect((await page.request.get(`${root.url}assets/${name}`)).headers()).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'access-control-allow-origin': '*',
  });
  expect((await page.request.get(root.url)).headers()['cache-control']).toBeUndefined();
  expect(said).toEqual([]);
  course.close();
  await root.close();
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`the written pages can be read by everybody, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 360, height: 800 });
    const said = watchConsole(page);
    for (const path of ['docs/', 'docs/embed.html', 'docs/contribute.html', 'docs/modelled.html', 'lessons/', 'lessons/fork-bomb.html']) {
      await page.goto(server.url + path);
      expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => [path, id, nodes[0]?.html])).toEqual([]);
      // Wide tables and lines of code scroll by themselves; the page does not.
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(360);
    }
    expect(said).toEqual([]);
  });
