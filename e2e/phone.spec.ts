/** The ways over the page on a phone, by touch. */
import { expect, test } from '@playwright/test';
import { Playground, site, watchConsole } from './playground';
import { clean } from './ways';

test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

test('on a phone: run, predict, travel, type, see why', async ({ page }) => {
  test.setTimeout(180_000);
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.fullSpeed();
  await playground.run.tap();
  await expect(playground.lesson).toContainText('was 81920');
  await expect(playground.status).toContainText('paused');
  await playground.lesson.getByRole('button', { name: /no kernel memory for one more stack/ }).tap();
  await clean(page, 'answered');
  await playground.lesson.getByRole('button', { name: 'Run on' }).tap();
  await expect(playground.status).toContainText('finished', { timeout: 60_000 });
  await clean(page, 'finished');

  const end = await playground.tick();
  await page.getByRole('tab', { name: 'Timeline' }).tap();
  const time = page.getByRole('slider', { name: 'Time' });
  const { x, y, width } = (await time.boundingBox())!;
  await page.touchscreen.tap(x + width * 0.6, y - 20);
  await expect.poll(() => playground.tick()).toBeLessThan(end);
  await clean(page, 'timeline');

  await page.getByRole('tab', { name: 'Console' }).tap();
  await playground.type('mkdir a', 'echo $$ > a/tasks', 'echo 1M > a/memory.kmem.limit_in_bytes');
  await expect(playground.consoleText).toContainText('Device or resource busy');
  await playground.consoleText.getByRole('button', { name: 'why?' }).last().tap();
  await expect(playground.consoleText).toContainText('only possible while the group has no task');
  await clean(page, 'why');
  expect(said).toEqual([]);
});

test('on a phone: accounting, a task moved, patches, export, share, theme', async ({ page }) => {
  test.setTimeout(180_000);
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.fullSpeed();
  await page.getByRole('tab', { name: 'Console' }).tap();
  await playground.type('mkdir a b', 'cgexec -g memory:a hog anon 1M &', 'sleep 1');
  await expect(playground.group('/a')).toHaveAccessibleName(/1 task/);
  await playground.group('/a').tap();
  await page.getByRole('tab', { name: 'Inspector' }).tap();
  await page.getByRole('tab', { name: /^Tasks/ }).tap();
  await page.getByRole('button', { name: /^move…/ }).tap();
  await clean(page, 'where a task may move');
  await page.getByRole('dialog').getByRole('button', { name: '/b', exact: true }).tap();
  await expect(playground.consoleText).toContainText(/# echo \d+ > b\/tasks/);

  await page.getByRole('tab', { name: 'Groups' }).tap();
  await playground.group('/a').tap();
  await page.getByRole('button', { name: 'Do something to the chosen group' }).tap();
  await page.getByRole('button', { name: /^Start accounting/ }).tap();
  await expect(playground.consoleText).toContainText('# echo 4M > a/memory.kmem.limit_in_bytes');

  const palette = async (what: string): Promise<void> => {
    await page.getByRole('button', { name: /^All commands/ }).tap();
    await page.getByRole('combobox', { name: 'What do you want to do?' }).fill(what);
    await page.getByRole('listbox', { name: 'Commands' }).getByRole('option').first().tap();
  };
  await palette('patch stack');
  await expect(page.getByRole('dialog', { name: 'The patch stack' }).getByRole('switch')).toHaveCount(13);
  await clean(page, 'patch stack');
  await page.keyboard.press('Escape');
  await palette('compare');
  const both = page.getByRole('dialog', { name: 'Compare' });
  await expect(both.getByText('without patch 13')).toBeVisible();
  await clean(page, 'compare');
  await both.getByRole('button', { name: 'Close' }).tap();
  const coming = page.waitForEvent('download');
  await palette('save timeline as csv');
  expect((await coming).suggestedFilename()).toMatch(/timeline\.csv$/);

  await page.getByRole('button', { name: 'Share' }).tap();
  await expect(page.getByRole('dialog', { name: 'Share' }).getByLabel('Link', { exact: true })).toBeVisible();
  await clean(page, 'share');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Theme: / }).tap();
  await page.getByRole('button', { name: /^Theme: / }).tap();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await clean(page, 'dark');
  expect(said).toEqual([]);
});
