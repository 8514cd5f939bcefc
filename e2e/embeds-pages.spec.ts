/** The example pages: a course, slides, a book. */
import { expect, test } from '@playwright/test';
import { expectState } from './embeds-host';
import { Playground, site, watchConsole } from './playground';

test('the course page grades its exercise', async ({ page }) => {
  const said = watchConsole(page);
  await page.goto(`${site().plain}embed-demo.html`);
  const embed = new Playground(page.frameLocator('#exercise iframe'));
  await page.getByRole('button', { name: 'Run', exact: true }).last().click();
  await embed.lesson.getByRole('button', { name: 'Skip' }).click();
  await page.getByRole('button', { name: 'Run', exact: true }).last().click();
  await expect(page.locator('#grade')).toHaveText('A fork bomb, contained: passed (12/12)', { timeout: 60_000 });
  await page.getByRole('button', { name: 'Read its failcnt' }).click();
  await expect(page.locator('#points')).toHaveText(/failcnt reads [1-9]\d*\./);
  expect(said).toEqual([]);
});

test('slides keep their keys; a slide that is left does not run on', async ({ page }) => {
  const said = watchConsole(page);
  await page.goto(`${site().plain}embed-slides.html`);
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('heading', { name: /under a limit of 4 MiB/ })).toBeVisible();
  const target = page.locator('#two memcg-playground');
  const embed = new Playground(page.frameLocator('#two iframe'));
  await expectState(target, 'paused');
  await expect(embed.root.locator(':root')).toHaveAttribute('data-theme', 'dark');
  await target.evaluate((found) => (found as unknown as { run(): Promise<unknown> }).run());
  await expectState(target, 'running');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('heading', { name: 'And without the limit' })).toBeVisible();
  await expectState(target, 'paused');
  await page.keyboard.press('ArrowLeft');
  await expectState(target, 'running');
  expect(said).toEqual([]);
});

test('a book has the lesson at its full length, in the colours of its theme', async ({ page }) => {
  const said = watchConsole(page);
  await page.goto(`${site().plain}embed-book.html`);
  const frame = page.locator('memcg-playground iframe');
  const root = page.frameLocator('memcg-playground iframe').locator(':root');
  await expect(root).toHaveAttribute('data-theme', 'light');
  await expect.poll(async () => (await frame.boundingBox())!.height).toBeGreaterThan(1200);
  await page.getByLabel('Theme').selectOption('navy');
  await expect(root).toHaveAttribute('data-theme', 'dark');
  expect(said).toEqual([]);
});
