import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { Playground, site, watchConsole } from './playground';

async function openShare(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await expect(dialog).toBeVisible();
  return dialog;
}

test('this moment or from the start; copied, and said so', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.type('mkdir mine');
  await expect(playground.group('/mine')).toBeVisible();
  await expect(playground.status).toContainText('paused');
  const dialog = await openShare(page);
  await expect(dialog.getByLabel('Link', { exact: true })).toHaveValue(/scenario=fork-bomb#s1\.&t=\d+&j=/);
  await dialog.getByRole('radio', { name: /From the start/ }).check();
  await expect(dialog.getByLabel('Link', { exact: true })).toHaveValue(`${site().cors}?scenario=fork-bomb`);
  await dialog.getByRole('button', { name: 'Copy: Link' }).click();
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible();
  await expect(dialog.getByRole('status').last()).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(`${site().cors}?scenario=fork-bomb`);
  expect(said).toEqual([]);
});

test('without permission for the clipboard the text is selected', async ({ page }) => {
  const playground = new Playground(page);
  await page.addInitScript(() =>
    Object.defineProperty(navigator, 'clipboard', { value: { writeText: () => Promise.reject(new Error('denied')) } }),
  );
  await page.goto(site().cors);
  await playground.ready();
  const dialog = await openShare(page);
  await dialog.getByRole('button', { name: 'Copy: Link' }).click();
  await expect(dialog.getByText(/may not use the clipboard/)).toBeVisible();
  expect(await page.evaluate(() => getSelection()?.toString() || document.activeElement?.matches('textarea'))).toBeTruthy();
});

test('a long link is warned of, and a short one to a file is offered', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  const words = Array.from({ length: 900 }, (_, i) => (i * 2654435761).toString(36)).join(' ');
  await playground.type(`: ${words}`);
  const dialog = await openShare(page);
  await expect(dialog.getByText(/Longer than 2,000 characters/)).toBeVisible();
  await expect(dialog.getByText(/^\d,\d{3} characters$/)).toBeVisible();
  await dialog.getByRole('button', { name: 'A file of yours' }).click();
  await expect(dialog.getByText(/Longer than/)).toHaveCount(0);
  await dialog.getByLabel('Address of the document').fill('http://example.org/l.md');
  await expect(dialog.getByRole('alert')).toContainText('neither an https address');
  await dialog.getByLabel('Address of the document').fill('https://example.org/l.md');
  await expect(dialog.getByLabel('A file of yours', { exact: true })).toHaveValue(`${site().cors}?src=https://example.org/l.md`);
});

test('the badge, the frame and the element hold the session, and really run in a page of somebody else', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(`${site().cors}?scenario=stock`);
  await playground.ready();
  const dialog = await openShare(page);
  await dialog.getByRole('button', { name: 'Markdown' }).click();
  await expect(dialog.getByLabel('Markdown', { exact: true })).toHaveValue(/^\[!\[Open “.*badge\.svg\)\]\(http.*scenario=stock\)$/);
  await dialog.getByRole('button', { name: 'Frame' }).click();
  const frame = await dialog.getByLabel('Frame', { exact: true }).inputValue();
  await dialog.getByRole('button', { name: 'Element' }).click();
  const element = await dialog.getByLabel('Element', { exact: true }).inputValue();

  for (const code of [frame, element]) {
    const host = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><html lang="en"><title>A course</title><link rel="icon" href="data:,">${code}</html>`);
    });
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    await page.goto(`http://localhost:${(host.address() as AddressInfo).port}/`);
    const embed = new Playground(page.frameLocator('iframe'));
    await expect(embed.run).toBeEnabled();
    await expect(page.frameLocator('iframe').getByRole('link', { name: /Open in the playground/ })).toHaveAttribute(
      'href',
      /scenario=stock/,
    );
    host.close();
  }
});

test('what was edited and not applied is said to be left out', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.openEditor();
  await playground.editor.locator('.cm-line', { hasText: 'title: A fork bomb' }).click();
  await page.keyboard.type('x');
  const dialog = await openShare(page);
  await expect(dialog.getByText(/did not apply is not in it/)).toBeVisible();
});
