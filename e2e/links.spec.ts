import { expect, test, type Page } from '@playwright/test';
import { Playground, site, watchConsole } from './playground';

async function shareLink(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Share' }).click();
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  await page.keyboard.press('Escape');
  return link;
}

async function clock(page: Page): Promise<string> {
  return (await new Playground(page).status.innerText()).replace(/\D/g, '');
}

test('a link reopens the same moment with what was typed', async ({ page, context }) => {
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.type('mkdir mine', 'echo 3M > mine/memory.kmem.limit_in_bytes', 'cgexec -g memory:mine hog fork 7 &', 'sleep 0.2');
  await expect(playground.group('/mine')).toHaveAccessibleName(/kernel 56K of 3M/);
  await expect(playground.status).toContainText('paused');
  const link = await shareLink(page);
  expect(link).toContain('&j=');

  const other = await context.newPage();
  const said = watchConsole(other);
  await other.goto(link);
  await expect(new Playground(other).group('/mine')).toHaveAccessibleName(/kernel 56K of 3M/);
  expect(await clock(other)).toBe(await clock(page));
  expect(await new Playground(other).tree.ariaSnapshot()).toBe(await playground.tree.ariaSnapshot());
  expect(said).toEqual([]);
});

test('a broken link is answered with a message, and what was there stays', async ({ page }) => {
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.type('mkdir keep');
  await expect(playground.group('/keep')).toBeVisible();
  await page.evaluate(() => {
    location.hash = '#s1.!!!not-a-link';
  });
  await expect(page.getByRole('alert')).toContainText(/link/i);
  await expect(playground.group('/keep')).toBeVisible();
  expect(said).toEqual([]);
});

test('a link of a newer version says so', async ({ page }) => {
  await page.goto(`${site().cors}#s2.AAAA`);
  await expect(page.getByRole('alert')).toContainText(/newer/i);
});

for (const bytes of [
  '#s1.',
  '#s1.AAAA',
  '#s1.%00%ff',
  `#s1.${'A'.repeat(50_000)}`,
  '#&t=-1',
  '?scenario=../../etc/passwd',
  '?set=machine.ram=99G',
]) {
  test(`an address ending in ${bytes.slice(0, 30)} does no harm`, async ({ page }) => {
    const said = watchConsole(page);
    const playground = new Playground(page);
    await page.goto(site().cors + bytes);
    await expect(page.getByRole('heading', { name: 'memcg playground' })).toBeVisible();
    await expect(page.getByRole('alert').or(playground.status.getByText('paused')).first()).toBeVisible();
    expect(said.filter((line) => !line.includes('Failed to load resource'))).toEqual([]);
  });
}
