import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { Playground, site, watchConsole } from './playground';

test('the way of a refused charge: the counter that had no room stands out, and says why', async ({ page }) => {
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.runToEnd();
  await playground.group('/bomb').click();
  await page.getByRole('tab', { name: 'Path' }).click();
  await page.getByRole('button', { name: /Go to its last refusal/ }).click();
  const view = page.getByRole('tabpanel', { name: 'Path' });
  await expect(view).toContainText('4M used and 8K asked is more than the limit of 4M');
  await view.getByText('As a table').click();
  await expect(view.getByRole('row', { name: /memcg_charge_kmem refused 8K \/bomb 4M of 4M/ })).toBeVisible();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  expect(said).toEqual([]);
});

test('a charge is gone through stop by stop by keyboard, and the next one comes from the kernel', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.fullSpeed();
  await playground.type('mkdir h', 'echo 64K > h/memory.kmem.limit_in_bytes', 'cgexec -g memory:h hog thread 9 &', 'sleep 0.5');
  await expect(playground.status).toContainText('paused');
  await playground.group('/h').click();
  await page.getByRole('tab', { name: 'Files' }).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('tab', { name: 'Path' })).toBeFocused();
  const along = page.getByRole('slider', { name: 'How far on its way' });
  await along.focus();
  await page.keyboard.press('Home');
  await expect(along).toHaveAttribute('aria-valuetext', /^stop 1 of \d+$/);
  await page.keyboard.press('ArrowRight');
  await expect(along).toHaveAttribute('aria-valuetext', /^stop 2 of \d+$/);
  await playground.type('cgexec -g memory:h hog thread 1 &', 'true');
  await expect(playground.status).toContainText('paused');
  const tick = async (): Promise<string> => (await playground.status.innerText()).replace(/\D/g, '');
  const before = await tick();
  await page.getByRole('button', { name: 'Next charge' }).click();
  await expect.poll(tick).not.toBe(before);
});

test('the life cycle is the kernel’s machine, with the group’s state lit', async ({ page }) => {
  const playground = new Playground(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(site().cors);
  await playground.ready();
  await playground.type('mkdir a');
  await playground.group('/a').click();
  await page.getByRole('tab', { name: 'Life' }).click();
  const life = page.getByRole('list', { name: 'Life cycle of a group' });
  await expect(life.locator('[aria-current=step]')).toContainText('unaccounted');
  await playground.type('echo 1M > a/memory.kmem.limit_in_bytes');
  await expect(life.locator('[aria-current=step]')).toContainText('accounted kernel memory is counted, for good');
  const inspector = page.getByRole('group', { name: 'Inspector' });
  expect(await inspector.evaluate((box) => box.scrollWidth - box.clientWidth)).toBeLessThanOrEqual(0);
});
