import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { Playground, site, watchConsole } from './playground';

test.beforeEach(async ({ page }) => {
  await page.goto(site().cors);
  await new Playground(page).ready();
});

test('a switch of the patch stack starts the document anew without the patch, and undo brings it back', async ({ page }) => {
  const said = watchConsole(page);
  await page.getByRole('button', { name: 'The simulated machine' }).or(page.getByTitle('The simulated machine')).first().click();
  await page.getByRole('button', { name: 'Patches…' }).click();
  const stack = page.getByRole('dialog', { name: 'The patch stack' });
  await expect(stack.getByRole('switch')).toHaveCount(13);
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await stack.getByRole('switch', { name: /^13 protect architectures/ }).click();
  await expect(stack.getByRole('switch', { name: /^13 protect architectures/ })).not.toBeChecked();
  await page.keyboard.press('Escape');
  await page.getByTitle('The simulated machine').first().click();
  await expect(page.getByText('Patches left out')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByTitle('The simulated machine').first().click();
  await expect(page.getByText('Patches left out')).toBeHidden();
  expect(said).toEqual([]);
});

test('two runs on one clock: without the patch for stacks the bomb is not seen', async ({ page }) => {
  test.setTimeout(150_000);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'What do you want to do?' }).fill('compare');
  await page.keyboard.press('Enter');
  const both = page.getByRole('dialog', { name: 'Compare' });
  await expect(both.getByText('without patch 13')).toBeVisible();
  await both.getByRole('button', { name: 'Run' }).click();
  const row = both.getByRole('row', { name: /\/bomb kernel memory \d{3}K 0K/ });
  await expect(row).toBeVisible({ timeout: 60_000 });
  await both.getByRole('button', { name: 'Pause' }).click();
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await both.getByRole('slider', { name: 'Time of both runs' }).fill('0');
  await expect(both.getByText('Every group reads the same')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(both).toBeHidden();
});

test('the palette does by keyboard what buttons do', async ({ page }) => {
  const playground = new Playground(page);
  await page.keyboard.press('Control+k');
  const input = page.getByRole('combobox', { name: 'What do you want to do?' });
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await input.fill('speed: max');
  await page.keyboard.press('Enter');
  await playground.type('mkdir a');
  await expect(playground.group('/a')).toBeVisible();
  await page.keyboard.press('Control+k');
  await input.fill('choose group /a');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: '/a', exact: true })).toBeVisible();
  await page.keyboard.press('Control+k');
  await input.fill('large type');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-type', 'large');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.keyboard.press('Control+k');
  await input.fill('nothing like this');
  await expect(page.getByText('Nothing of that name.')).toBeVisible();
});

test('pictures and tables are saved', async ({ page }) => {
  const playground = new Playground(page);
  await playground.fullSpeed();
  await playground.type('mkdir a', 'echo 1M > a/memory.kmem.limit_in_bytes', 'cgexec -g memory:a hog anon 2M &', 'sleep 0.2');
  await expect(playground.status).toContainText('paused');
  const save = async (what: string): Promise<string> => {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'What do you want to do?' }).fill(what);
    const coming = page.waitForEvent('download');
    await page.keyboard.press('Enter');
    const file = await coming;
    return readFileSync(await file.path(), 'latin1');
  };
  expect(await save('save timeline as csv')).toMatch(/^tick,group,memory_bytes,kernel_bytes\r\n[\s\S]*,\/a,/);
  expect(JSON.parse(await save('save trace as json'))).toContainEqual(expect.objectContaining({ point: 'cgroup_mkdir' }));
  expect(await save('save timeline as svg')).toMatch(/^<svg [\s\S]*>\/a</);
  expect(await save('save groups as svg')).toMatch(/^<svg [\s\S]*>\/a</);
  for (const picture of ['timeline', 'groups', 'page frames']) expect(await save(`save ${picture} as png`)).toMatch(/^.PNG/);
});

test('time goes backwards, and from mark to mark by keyboard', async ({ page }) => {
  const playground = new Playground(page);
  await playground.fullSpeed();
  await playground.type('mkdir a', 'sleep 0.5', 'mkdir b', 'sleep 0.3', 'rmdir a');
  await expect(playground.group('/b')).toBeVisible();
  await expect(playground.status).toContainText('paused');
  const tick = (): Promise<number> => playground.tick();
  const end = await tick();
  await playground.tree.getByRole('treeitem').first().focus();
  await page.keyboard.press('[');
  await page.keyboard.press('[');
  await expect.poll(tick).toBeLessThan(end - 250);
  const before = await tick();
  await page.keyboard.press(']');
  await expect.poll(tick).toBeGreaterThan(before);
  await page.getByRole('button', { name: 'Play backwards (B)' }).click();
  await expect.poll(tick).toBe(0);
});
