import { expect, test, type Locator, type Page } from '@playwright/test';
import { hostPage } from './embeds-host';
import { Playground, site, watchConsole } from './playground';

async function openShare(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share' });
  await expect(dialog).toBeVisible();
  return dialog;
}

/** Runs from the moment that is shown: it may soon stand still again, at a question. */
async function goesOn(embed: Playground): Promise<void> {
  const before = await embed.tick();
  await embed.run.click();
  await expect.poll(() => embed.tick()).toBeGreaterThan(before);
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

test('the badge and the link of Markdown lead to the session', async ({ page }) => {
  const said = watchConsole(page);
  await page.goto(`${site().cors}?scenario=stock`);
  await new Playground(page).ready();
  const dialog = await openShare(page);
  await dialog.getByRole('button', { name: 'Markdown' }).click();
  await expect(dialog.getByLabel('Markdown', { exact: true })).toHaveValue(/^\[!\[Open “.*badge\.svg\)\]\(http.*scenario=stock\)$/);
  await expect(dialog.getByLabel('Link in Markdown', { exact: true })).toHaveValue(/^\[[^!\]]+\]\(http.*scenario=stock\)$/);
  const badge = dialog.getByRole('img', { name: /^Open “/ });
  expect(await badge.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBeGreaterThan(50);
  await expect(dialog.locator('iframe')).toHaveCount(0);
  expect(said).toEqual([]);
});

test('an embed is seen as it will be, changes with what is chosen, and runs where its code is pasted', async ({ page }) => {
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(`${site().cors}?scenario=stock`);
  await playground.ready();
  await playground.type('mkdir mine');
  await expect(playground.group('/mine')).toBeVisible();
  await expect(playground.status).toContainText('paused');
  const steps = await page.evaluate(() => history.length);

  const dialog = await openShare(page);
  await dialog.getByRole('button', { name: 'Frame' }).click();
  const preview = dialog.getByTitle('Preview');
  const seen = new Playground(dialog.frameLocator('iframe'));
  await expect(preview).toHaveAttribute('sandbox', 'allow-scripts');
  // The same document at the same moment, as it is when nothing is chosen.
  await expect(seen.group('/mine')).toBeVisible();
  await expect(seen.consoleLine).toBeVisible();
  for (const name of ['Page frames', 'Console', 'next command']) await dialog.getByRole('checkbox', { name }).uncheck();
  await dialog.getByRole('checkbox', { name: 'Lesson' }).check();
  await dialog.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
  await dialog.getByRole('combobox', { name: 'Size' }).selectOption('slide');
  await expect(seen.root.getByRole('region', { name: 'Lesson' })).toBeVisible();
  await expect(seen.group('/mine')).toBeVisible();
  await expect(seen.consoleLine).toHaveCount(0);
  await expect(seen.root.getByRole('button', { name: 'next command' })).toHaveCount(0);
  await expect(seen.root.locator(':root')).toHaveAttribute('data-theme', 'dark');
  await expect(preview).toHaveCSS('width', '1120px');
  // What is wider than the dialog is shown smaller, and nothing of it is cut off.
  const [inner, outer] = [await preview.boundingBox(), await dialog.boundingBox()];
  expect(inner!.x + inner!.width).toBeLessThanOrEqual(outer!.x + outer!.width);
  expect(await page.evaluate(() => history.length)).toBe(steps);

  const frame = await dialog.getByLabel('Frame', { exact: true }).inputValue();
  expect(frame).toMatch(/panels=tree,lesson&amp;controls=run,reset&amp;theme=dark#s1\..* width="1120" height="560"/);
  await dialog.getByRole('button', { name: 'Element' }).click();
  const element = await dialog.getByLabel('Element', { exact: true }).inputValue();
  expect(element).toMatch(/ panels="tree,lesson" controls="run,reset" theme="dark" height="560" style="max-width:1120px">/);
  await expect(seen.group('/mine')).toBeVisible();
  await goesOn(seen);
  expect(said).toEqual([]);

  for (const code of [frame, element]) {
    const host = await hostPage(code);
    await page.goto(host.url);
    const embed = new Playground(page.frameLocator('iframe'));
    await expect(embed.group('/mine')).toBeVisible();
    await expect(embed.consoleLine).toHaveCount(0);
    await expect(embed.root.locator(':root')).toHaveAttribute('data-theme', 'dark');
    await expect(embed.root.getByRole('link', { name: /Open in the playground/ })).toHaveAttribute('href', /scenario=stock/);
    await goesOn(embed);
    host.close();
  }
  expect(said).toEqual([]);
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
