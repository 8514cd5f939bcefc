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

  const tick = async (): Promise<number> => Number((await playground.status.innerText()).replace(/\D/g, ''));
  const end = await tick();
  await page.getByRole('tab', { name: 'Timeline' }).tap();
  const time = page.getByRole('slider', { name: 'Time' });
  const { x, y, width } = (await time.boundingBox())!;
  await page.touchscreen.tap(x + width * 0.6, y - 20);
  await expect.poll(tick).toBeLessThan(end);
  await clean(page, 'timeline');

  await page.getByRole('tab', { name: 'Console' }).tap();
  await playground.type('mkdir a', 'echo $$ > a/tasks', 'echo 1M > a/memory.kmem.limit_in_bytes');
  await expect(playground.consoleText).toContainText('Device or resource busy');
  await playground.consoleText.getByRole('button', { name: 'why?' }).last().tap();
  await expect(playground.consoleText).toContainText('only possible while the group has no task');
  await clean(page, 'why');
  expect(said).toEqual([]);
});
