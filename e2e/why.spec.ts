import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { Playground, site, watchConsole } from './playground';

test('a refused line in the console explains itself', async ({ page }) => {
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.fullSpeed();
  await playground.type('mkdir a', 'echo $$ > a/tasks', 'echo 1M > a/memory.kmem.limit_in_bytes');
  await expect(playground.consoleText).toContainText('Device or resource busy');
  await playground.consoleText.getByRole('button', { name: 'why?' }).press('Enter');
  await expect(playground.consoleText).toContainText('only possible while the group has no task');
  await expect(playground.consoleText).toContainText('memory.kmem of /a: 0K used of ∞, asked: 1M; 1 task');
  await expect(playground.consoleText).toContainText('Move the tasks to another group');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  expect(said).toEqual([]);
});

test('a control file that cannot be written says why where it was written', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.fullSpeed();
  await playground.type('mkdir a', 'echo 4M > a/memory.limit_in_bytes');
  await playground.group('/a').click();
  await page.getByRole('button', { name: /^Write memory\.memsw\.limit_in_bytes/ }).click();
  await page.getByRole('textbox', { name: 'Write memory.memsw.limit_in_bytes' }).fill('1M');
  await page.keyboard.press('Enter');
  const inspector = page.getByRole('group', { name: 'Inspector' });
  await expect(inspector).toContainText('Invalid argument');
  await expect(inspector).toContainText('Lower memory.limit_in_bytes first');
});

test('the count of refusals in the tree opens their reason, by pointer and by keyboard', async ({ page }) => {
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.runToEnd();
  const bomb = playground.group('/bomb');
  const reason = page.getByRole('dialog', { name: 'why?' });
  await bomb.getByRole('button', { name: /why\?$/ }).click();
  await expect(reason).toContainText('A charge must fit into the counter of the group');
  await expect(reason).toContainText('memory.kmem.failcnt');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(reason).toBeHidden();

  await bomb.focus();
  await page.keyboard.press('Enter');
  await expect(reason).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(reason.getByRole('button', { name: /^Go to its last refusal/ })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(reason).toBeHidden();
  await expect(bomb).toHaveAccessibleName(/kernel 4M of 4M/);
  expect(said).toEqual([]);
});
