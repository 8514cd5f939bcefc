/** Every way over the page with nothing but keys; the focus is seen at each stop. */
import { expect, test, type Page } from '@playwright/test';
import { Playground, site, watchConsole } from './playground';
import { clean, focusIsSeen, tabTo } from './ways';

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

async function tickOf(playground: Playground): Promise<number> {
  return Number((await playground.status.innerText()).replace(/\D/g, ''));
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

    const end = await tickOf(playground);
    await page.keyboard.press('4');
    await tabTo(page, page.getByRole('slider', { name: 'Time' }));
    await page.keyboard.press('PageDown');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => tickOf(playground)).toBeLessThan(end - 100);
    await page.keyboard.press('End');
    await expect.poll(() => tickOf(playground)).toBe(end);

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
