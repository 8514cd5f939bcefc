import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { Playground, site } from './playground';

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [1440, 360]) {
    test(`axe finds nothing in the page, ${scheme}, ${width} px wide`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      const playground = new Playground(page);
      await page.goto(site().cors);
      await playground.ready();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
      await playground.runToEnd();
      expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    });
  }
}

test('nothing is wider than a phone', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(site().cors);
  await new Playground(page).ready();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});

test('by keyboard alone: run, go through the tree, travel in time', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.fullSpeed();
  await playground.run.focus();
  await page.keyboard.press('Enter');
  await expect(playground.group('/shop')).toBeVisible();
  await playground.tree.getByRole('treeitem').first().focus();
  await page.keyboard.press('End');
  await expect(playground.group('/shop')).toBeFocused();
});

test('who answers a question by keyboard goes on from there', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.fullSpeed();
  await playground.run.click();
  await expect(playground.lesson).toContainText('was 81920');
  await expect(playground.status).toContainText('paused');
  const option = playground.lesson.getByRole('button', { name: /no kernel memory for one more stack/ });
  await option.focus();
  await page.keyboard.press('Enter');
  await expect(playground.lesson.getByRole('button', { name: 'Run on' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(playground.status).not.toContainText('paused');
});

test('the end of a lesson comes into sight, with where to go on', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(`${site().cors}?scenario=patch-03-enum`);
  await playground.ready();
  await playground.runToEnd();
  await expect(playground.lesson.getByText(/The lesson has ended/)).toBeInViewport();
  await expect(playground.lesson.getByRole('button', { name: 'All lessons' })).toBeInViewport();
});
