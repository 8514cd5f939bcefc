/**
 * The main views as they were looked at and found right. A baseline is renewed with
 * `npx playwright test e2e/screenshots.spec.ts --update-snapshots`, and looked at before it is kept.
 */
import { expect, test, type Page } from '@playwright/test';
import { fixFonts } from './fixed-fonts';
import { Playground, site } from './playground';

const WIDE = { width: 1200, height: 720 };

/** The page, paused at its beginning, in the fonts of the tests; what is on canvases is drawn in them too. */
async function open(page: Page, path: string, size: { readonly width: number; readonly height: number }): Promise<Playground> {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: size.width, height: size.height + 40 });
  await page.goto(site().cors + path);
  const playground = new Playground(page);
  await expect(playground.run).toBeEnabled();
  await fixFonts(page);
  await page.setViewportSize(size);
  return playground;
}

/** Runs to the end with every question left out before the start, so that nothing depends on when it was skipped. */
async function runThrough(page: Page, playground: Playground): Promise<void> {
  const skip = playground.lesson.getByRole('button', { name: 'Skip' });
  for (let left = await skip.count(); left > 0; left--) {
    await skip.first().click();
    await expect(skip).toHaveCount(left - 1);
  }
  await playground.fullSpeed();
  await playground.run.click();
  await expect(playground.status.getByText('finished')).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'All lessons' })).toBeInViewport();
  await page.mouse.move(0, 0);
}

test('the first visit, the bomb contained, and how it was: path, life and the dark', async ({ page }) => {
  const playground = await open(page, '', WIDE);
  await expect(page).toHaveScreenshot('first-visit.png');
  await runThrough(page, playground);
  await playground.group('/bomb').click();
  await page.mouse.move(0, 0);
  await expect(page).toHaveScreenshot('contained.png');
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await expect(page).toHaveScreenshot('contained-dark.png', { clip: { x: 0, y: 0, width: 880, height: 480 } });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });

  const inspector = page.getByRole('group', { name: 'Inspector' });
  await page.getByRole('tab', { name: 'Life' }).click();
  await expect(page.getByRole('list', { name: 'Life cycle of a group' })).toBeVisible();
  await expect(inspector).toHaveScreenshot('life.png');
  await page.getByRole('tab', { name: 'Path' }).click();
  await page.getByRole('button', { name: /Go to its last refusal/ }).click();
  await expect(inspector).toContainText('is more than the limit of 4M');
  await page.mouse.move(0, 0);
  await expect(inspector).toHaveScreenshot('path.png');
});

test('two runs compared', async ({ page }) => {
  const playground = await open(page, '', WIDE);
  await runThrough(page, playground);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'What do you want to do?' }).fill('compare');
  await page.keyboard.press('Enter');
  const both = page.getByRole('dialog', { name: 'Compare' });
  await expect(both.getByRole('row', { name: /\/bomb/ }).first()).toBeVisible({ timeout: 60_000 });
  await expect(both).toHaveScreenshot('compare.png');
});

test('the gallery', async ({ page }) => {
  const playground = await open(page, '', { width: 1100, height: 560 });
  const gallery = await playground.openGallery();
  await expect(gallery.getByRole('listitem').first()).toBeVisible();
  await page.mouse.move(0, 0);
  await expect(gallery).toHaveScreenshot('gallery.png');
});

test('a phone', async ({ page }) => {
  const playground = await open(page, '', { width: 360, height: 740 });
  await runThrough(page, playground);
  await page.evaluate(() => window.scrollTo(0, 0));
  await expect(page).toHaveScreenshot('phone.png');
});

test('an embed', async ({ page }) => {
  const playground = await open(page, 'embed.html?scenario=fork-bomb&panels=tree,frames,charts', { width: 800, height: 480 });
  await playground.run.click();
  await expect(playground.group('/bomb')).toHaveAccessibleName(/charges? refused/, { timeout: 60_000 });
  await expect(playground.status.getByText('finished')).toBeVisible({ timeout: 60_000 });
  await page.mouse.move(0, 0);
  await expect(page).toHaveScreenshot('embed.png');
});
