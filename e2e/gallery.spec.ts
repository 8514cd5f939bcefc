import { expect, test } from '@playwright/test';
import { SHIPPED } from '../src/scenario';
import { manPage } from '../src/userland';
import { Playground, site, watchConsole } from './playground';

test('by keyboard alone: search, go through the shelf, open a lesson', async ({ page }) => {
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await page.getByRole('button', { name: /^Scenario: / }).focus();
  await page.keyboard.press('Enter');
  const gallery = page.getByRole('dialog', { name: 'Lessons' });
  const present = gallery.getByRole('button', { name: /^A fork bomb, contained/ });
  await expect(present).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(gallery.getByRole('button', { name: /^The same bomb without a limit/ })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowDown');
  await expect(gallery.getByRole('button', { name: /^Off by default/ })).toBeFocused();
  await gallery.getByRole('searchbox', { name: 'Search the lessons' }).fill('life cycle freed under');
  await expect(gallery.getByRole('status')).toHaveText('1 lesson');
  await page.keyboard.press('Enter');
  await expect(gallery).toBeHidden();
  await expect(page.getByRole('button', { name: /^Scenario: Patch 9/ })).toBeVisible();
  await expect(page).toHaveURL(/\?scenario=patch-09-life-cycle$/);
  expect(said).toEqual([]);
});

test('every lesson says how long it takes, and its picture is said in words', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  const gallery = await playground.openGallery();
  const cards = gallery.getByRole('listitem').getByRole('button');
  expect(await cards.count()).toBeGreaterThan(30);
  for (const card of await cards.all()) await expect(card).toHaveAccessibleName(/, \d+ minutes/);
  const bomb = gallery.getByRole('button', { name: /^A fork bomb, contained/ });
  await expect(bomb).toHaveAccessibleDescription(/Afterwards you know why.*\/bomb up to .*kernel memory up to 4M.*charges refused/);
});

test('a lesson done is remembered, and leads to the next', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(`${site().cors}?scenario=fork-bomb`);
  await playground.ready();
  await playground.runToEnd();
  await page.getByRole('button', { name: 'Next lesson: The same bomb without a limit' }).click();
  await expect(page.getByRole('button', { name: 'Scenario: The same bomb without a limit' })).toBeVisible();
  await page.reload();
  await playground.ready();
  const gallery = await playground.openGallery();
  await expect(gallery.getByText(/^1 of \d+ lessons done/)).toBeVisible();
  await expect(gallery.getByRole('button', { name: /^A fork bomb, contained, .*done$/ })).toBeVisible();
  await gallery.getByRole('button', { name: 'Forget what I have done' }).click();
  await expect(gallery.getByText(/^0 of/)).toBeVisible();
});

test('a file is opened from the gallery', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  const gallery = await playground.openGallery();
  const chooser = page.waitForEvent('filechooser');
  await gallery.getByRole('button', { name: 'Open a file…' }).click();
  await (await chooser).setFiles({ name: 'count.sh', mimeType: 'text/x-sh', buffer: Buffer.from('#!/bin/bash\nmkdir counted\n') });
  await expect(page.getByRole('button', { name: 'Scenario: count.sh' })).toBeVisible();
  await playground.fullSpeed();
  await playground.run.click();
  await expect(playground.group('/counted')).toBeVisible();
});

test('a lesson links to the next one, and a control file to its page of the manual', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(`${site().cors}?scenario=failcnt`);
  await playground.ready();
  await playground.lesson.getByRole('button', { name: 'memory.failcnt', exact: true }).first().click();
  const manual = page.getByRole('dialog', { name: /^Manual: / });
  await expect(manual.getByRole('heading', { name: /^memory\.failcnt – / })).toBeVisible();
  await manual.getByRole('searchbox').fill('kmem.lim');
  await page.keyboard.press('Enter');
  await expect(manual.getByRole('heading', { name: /^memory\.kmem\.limit_in_bytes – / })).toBeVisible();
  const shown = SHIPPED.find(({ name }) => name === manPage('memory.kmem.limit_in_bytes')?.lesson);
  await manual.getByRole('button', { name: shown?.title ?? 'a lesson' }).click();
  await expect(page.getByRole('button', { name: `Scenario: ${shown?.title}` })).toBeVisible();
  await page.getByRole('button', { name: 'Manual page of memory.kmem.failcnt' }).click();
  await expect(manual.getByRole('heading', { name: /^memory\.kmem\.failcnt – / })).toBeVisible();
  await page.keyboard.press('Escape');
  const next = SHIPPED[SHIPPED.findIndex(({ name }) => name === shown?.name) + 1];
  await playground.runToEnd();
  await playground.lesson.getByRole('button', { name: `Next lesson: ${next?.title}` }).click();
  await expect(page.getByRole('button', { name: `Scenario: ${next?.title}` })).toBeVisible();
});
