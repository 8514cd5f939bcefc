/** A deck of reveal.js, as somebody has it on a server of their own, with the element on one of its slides. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { ask, expectState } from './embeds-host';
import { Playground, site, watchConsole } from './playground';

const REVEAL = fileURLToPath(new URL('../node_modules/reveal.js/dist/', import.meta.url));
const GUIDE = fileURLToPath(new URL('../public/docs/embed.md', import.meta.url));

/** A run that outlasts the test. */
const LONG = '# Long\n\n```sh\nwhile true; do sleep 1; done\n```\n';

/** What the guide shows in a language under its heading. */
async function shown(language: 'html' | 'js'): Promise<string> {
  const guide = await readFile(GUIDE, 'utf8');
  const [, part = ''] = guide.split('### A slide of reveal.js\n');
  const found = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(part)?.[1];
  if (found === undefined) throw new Error(`the guide shows no ${language}`);
  return found;
}
/** The guide's deck, with the addresses that it has here. */
async function deck(): Promise<string> {
  return (await shown('html'))
    .replaceAll('https://example.org/memcg/', site().plain)
    .replaceAll(/https:[^"]*reveal\.js[^"]*\/dist\//g, '/reveal/');
}

test('a slide of reveal.js: the keys turn slides, one that is left pauses, and goes on when it is shown again', async ({ page }) => {
  const html = await deck();
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
    const type = path.endsWith('.css') ? 'text/css' : path.endsWith('.js') || path.endsWith('.mjs') ? 'text/javascript' : 'text/html';
    const body = path.startsWith('/reveal/') ? readFile(join(REVEAL, path.slice('/reveal/'.length))) : Promise.resolve(html);
    body.then(
      (text) => response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(text),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const said = watchConsole(page);
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  await expect(page.locator('.reveal.ready')).toBeVisible();
  const before = await page.evaluate(() => history.length);

  await page.keyboard.press('ArrowRight');
  const target = page.locator('section.present memcg-playground');
  const embed = new Playground(page.frameLocator('section.present memcg-playground iframe'));
  await expect(embed.run).toBeEnabled();
  await ask(target, 'load', { text: LONG });
  await embed.run.click();
  await expectState(target, 'running');

  // The click left the focus in the frame; a teacher clicks beside it, or the deck has it still.
  const element = page.locator('memcg-playground');
  await page.locator('h2', { hasText: 'under a limit' }).click();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('section.present')).toContainText('Who paid?');
  await expectState(element, 'paused');
  const { tick } = (await ask(element, 'standing')) as { tick: number };
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('section.present memcg-playground')).toBeVisible();
  await expectState(element, 'running');
  await expect.poll(async () => ((await ask(element, 'standing')) as { tick: number }).tick).toBeGreaterThan(tick);
  // The deck's own keys of one letter still work over a running embed.
  await page.keyboard.press('o');
  await expect(page.locator('.reveal.overview')).toBeVisible();
  await page.keyboard.press('o');
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('section.present')).toContainText('Who pays for a stack?');
  await expectState(element, 'paused');

  // Started from the deck.
  await ask(element, 'load', { text: LONG });
  await page.addScriptTag({ content: await shown('js') });
  await page.keyboard.press('ArrowRight');
  await expectState(element, 'running');
  expect(await page.evaluate(() => history.length)).toBe(before);
  expect(said).toEqual([]);
  server.close();
});
