/** Every way over the page with nothing but keys; the focus is seen at each stop. */
import { expect, test, type Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { Playground, site, watchConsole } from './playground';
import { clean, focusIsSeen, palette, tabTo } from './ways';

const KINDS = [
  { name: 'light', media: { colorScheme: 'light' } },
  { name: 'dark', media: { colorScheme: 'dark' } },
  { name: 'forced colours', media: { forcedColors: 'active' } },
] as const;

async function fastest(page: Page): Promise<void> {
  await tabTo(page, page.getByRole('combobox', { name: 'Speed' }));
  await page.keyboard.press('End');
  await tabTo(page, new Playground(page).run, 'Shift+Tab');
}

for (const { name, media } of KINDS) {
  test(`by keyboard: run, predict, travel, see why, in ${name}`, async ({ page }) => {
    test.setTimeout(180_000);
    const said = watchConsole(page);
    const playground = new Playground(page);
    await page.emulateMedia({ reducedMotion: 'reduce', ...media });
    await page.goto(site().cors);
    await playground.ready();
    await fastest(page);
    await page.keyboard.press('Enter');

    const option = playground.lesson.getByRole('button', { name: /no kernel memory for one more stack/ });
    await expect(playground.lesson).toContainText('was 81920');
    await expect(playground.status).toContainText('paused');
    await page.keyboard.press('6');
    await tabTo(page, option);
    await clean(page, 'asked');
    await page.keyboard.press('Enter');
    await expect(playground.lesson.getByRole('button', { name: 'Run on' })).toBeFocused();
    await focusIsSeen(page);
    await page.keyboard.press('Enter');
    await expect(playground.status).toContainText('finished', { timeout: 60_000 });
    await clean(page, 'finished');

    const end = await playground.tick();
    await page.keyboard.press('4');
    await tabTo(page, page.getByRole('slider', { name: 'Time' }));
    await page.keyboard.press('PageDown');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => playground.tick()).toBeLessThan(end - 100);
    await page.keyboard.press('End');
    await expect.poll(() => playground.tick()).toBe(end);

    await page.keyboard.press('/');
    await expect(playground.consoleLine).toBeFocused();
    await focusIsSeen(page);
    await tabTo(page, playground.consoleText.getByRole('button', { name: 'why?' }).last(), 'Shift+Tab');
    await page.keyboard.press('Enter');
    await expect(playground.consoleText).toContainText('A charge must fit into the counter of the group');
    await clean(page, 'why');
    expect(said).toEqual([]);
  });
}

test('by keyboard: type, change a limit, move a task', async ({ page }) => {
  test.setTimeout(180_000);
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await fastest(page);
  await page.keyboard.press('/');
  await expect(playground.consoleLine).toBeFocused();
  for (const line of ['mkdir a b', 'echo 8M > a/memory.kmem.limit_in_bytes', 'cgexec -g memory:a hog anon 1M &', 'sleep 1']) {
    await page.keyboard.type(line);
    await page.keyboard.press('Enter');
  }
  await expect(playground.group('/a')).toHaveAccessibleName(/1 task/);
  await expect(playground.status).toContainText('paused');

  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('1');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowDown');
  await expect(playground.group('/a')).toBeFocused();
  await focusIsSeen(page);

  await page.keyboard.press('3');
  const limit = page.getByRole('slider', { name: 'Limit of kernel memory of /a' });
  await tabTo(page, limit);
  await page.keyboard.press('PageDown');
  await clean(page, 'a limit that is thought of');
  await page.keyboard.press('Enter');
  await expect(playground.consoleText).toContainText('# echo 4M > a/memory.kmem.limit_in_bytes');

  await tabTo(page, page.getByRole('tab', { name: 'Files' }));
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: /^Tasks/ })).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: /^move…/ }));
  await page.keyboard.press('Enter');
  const goals = page.getByRole('dialog', { name: /^Move/ });
  await expect(goals.getByRole('button').first()).toBeFocused();
  await focusIsSeen(page);
  await page.keyboard.press('ArrowDown');
  await expect(goals.getByRole('button', { name: '/b' })).toBeFocused();
  await clean(page, 'where a task may move');
  await page.keyboard.press('Enter');
  await expect(playground.consoleText).toContainText(/# echo \d+ > b\/tasks/);
  await expect(playground.group('/b')).toHaveAccessibleName(/1 task/);
  expect(said).toEqual([]);
});

test('by keyboard: patches, compare, export, share, theme', async ({ page }) => {
  test.setTimeout(180_000);
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();

  await palette(page, 'patch stack');
  const stack = page.getByRole('dialog', { name: 'The patch stack' });
  await tabTo(page, stack.getByRole('switch', { name: /^13 / }));
  await page.keyboard.press('Space');
  await expect(stack.getByRole('switch', { name: /^13 / })).not.toBeChecked();
  await clean(page, 'patch stack');
  await page.keyboard.press('Escape');
  await expect(stack).toBeHidden();
  const machine = page.getByRole('button', { name: /^kmemcg-v3 / });
  await expect(machine).toContainText('without 13');
  await page.keyboard.press('Control+z');
  await expect(machine).not.toContainText('without 13');

  await palette(page, 'compare');
  const both = page.getByRole('dialog', { name: 'Compare' });
  await expect(both.getByText('without patch 13')).toBeVisible();
  await tabTo(page, both.getByRole('button', { name: 'Run' }));
  await page.keyboard.press('Enter');
  await expect(both.getByRole('row', { name: /\/bomb/ }).first()).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Enter');
  await tabTo(page, both.getByRole('slider', { name: 'Time of both runs' }));
  await page.keyboard.press('Home');
  await expect(both.getByText('Every group reads the same')).toBeVisible();
  await clean(page, 'compare');
  await page.keyboard.press('Escape');
  await expect(both).toBeHidden();

  const coming = page.waitForEvent('download');
  await palette(page, 'save trace as json');
  expect(JSON.parse(readFileSync(await (await coming).path(), 'utf8'))).toBeInstanceOf(Array);

  await tabTo(page, page.getByRole('button', { name: 'Share' }));
  await page.keyboard.press('Enter');
  const share = page.getByRole('dialog', { name: 'Share' });
  await tabTo(page, share.getByRole('button', { name: 'Copy' }));
  await clean(page, 'share');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Share' })).toBeFocused();
  await focusIsSeen(page);

  await tabTo(page, page.getByRole('button', { name: /^Theme: / }));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await clean(page, 'dark');
  expect(said).toEqual([]);
});
