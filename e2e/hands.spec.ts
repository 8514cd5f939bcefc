import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { Playground, site, watchConsole } from './playground';

test.beforeEach(async ({ page }) => {
  await page.goto(site().cors);
  const playground = new Playground(page);
  await playground.ready();
  await playground.fullSpeed();
});

test('a limit is dragged on its gauge and by keys, and the line that writes it is typed; undo takes it back', async ({ page }) => {
  const said = watchConsole(page);
  const playground = new Playground(page);
  await playground.type('mkdir a', 'echo 8M > a/memory.kmem.limit_in_bytes');
  await playground.group('/a').click();
  const handle = page.getByRole('slider', { name: 'Limit of kernel memory of /a' });
  await expect(handle).toHaveAttribute('aria-valuetext', '8M');
  await handle.focus();
  await page.keyboard.press('PageDown');
  await expect(handle).toHaveAttribute('aria-valuetext', '4M; Enter writes it, Escape leaves it');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(playground.consoleText).toContainText('# echo 4M > a/memory.kmem.limit_in_bytes');
  await expect(handle).toHaveAttribute('aria-valuetext', '4M');

  const box = (await handle.boundingBox())!;
  const gauge = (await handle.locator('xpath=..').boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(gauge.x + gauge.width * 0.25, box.y + box.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect(handle).toHaveAttribute('aria-valuetext', '2M');
  await expect(playground.consoleText).toContainText('# echo 2M > a/memory.kmem.limit_in_bytes');

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(handle).toHaveAttribute('aria-valuetext', '4M');
  await page.getByRole('button', { name: 'Redo' }).click();
  await expect(handle).toHaveAttribute('aria-valuetext', '2M');
  expect(said).toEqual([]);
});

test('by keyboard: make a group, start a load in it, move a task away, remove it', async ({ page }) => {
  const playground = new Playground(page);
  await playground.tree.getByRole('treeitem').first().focus();
  await page.keyboard.press('Insert');
  await page.getByLabel('New group below /').fill('lab');
  await page.keyboard.press('Enter');
  await expect(playground.consoleText).toContainText('# mkdir lab');
  await expect(playground.group('/lab')).toBeVisible();
  await playground.tree.getByRole('treeitem').first().focus();
  await page.keyboard.press('End');
  await expect(playground.group('/lab')).toBeFocused();
  await page.keyboard.press('Shift+F10');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('button', { name: /^Anonymous memory/ }).press('Enter');
  await expect(playground.consoleText).toContainText('# cgexec -g memory:lab hog anon 8M &');
  await playground.type('sleep 1');
  await expect(playground.group('/lab')).toHaveAccessibleName(/1 task/);

  await page.getByRole('tab', { name: /^Tasks/ }).click();
  await page.getByRole('button', { name: /^move…/ }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: '/', exact: true }).press('Enter');
  await expect(playground.consoleText).toContainText(/# echo \d+ > tasks/);
  await expect(playground.group('/lab')).toHaveAccessibleName(/0 tasks/);

  await playground.group('/lab').focus();
  await page.keyboard.press('Delete');
  await expect(playground.consoleText).toContainText('# rmdir lab');
  await expect(playground.group('/lab')).toHaveAccessibleName(/removed/);
});

test('a task is dragged onto another group', async ({ page }) => {
  const playground = new Playground(page);
  await playground.type('mkdir a b', 'cgexec -g memory:a hog anon 1M &', 'sleep 0.2');
  await playground.group('/a').click();
  await page.getByRole('tab', { name: /^Tasks/ }).click();
  await page.getByRole('row', { name: /hog/ }).dragTo(playground.group('/b'));
  await expect(playground.consoleText).toContainText(/# echo \d+ > b\/tasks/);
  await expect(playground.group('/b')).toHaveAccessibleName(/1 task/);
});
