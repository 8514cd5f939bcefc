/** What opens later is as open to everybody as the page is: in light and dark, wide and on a phone. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { Playground, site } from './playground';

for (const scheme of ['light', 'dark'] as const) {
  for (const width of [1440, 360]) {
    test(`axe finds nothing in editor, gallery, manual and share dialog, ${scheme}, ${width} px wide`, async ({ page }) => {
      test.setTimeout(180_000);
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      const playground = new Playground(page);
      const clean = async (): Promise<void> => {
        expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      };
      await page.goto(`${site().cors}?scenario=failcnt`);
      await playground.ready();
      await playground.lesson.getByRole('button', { name: 'memory.failcnt', exact: true }).first().click();
      await expect(page.getByRole('heading', { name: /^memory\.failcnt – / })).toBeVisible();
      await clean();
      await page.keyboard.press('Escape');

      await playground.openEditor();
      await clean();
      await playground.editor.locator('.cm-line').nth(1).click();
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('machin: 3');
      await expect(playground.problems).toHaveCount(1);
      await clean();
      await page.keyboard.press('Enter');
      await page.keyboard.type('pat');
      await expect(page.getByRole('listbox')).toBeVisible();
      await clean();
      await page.keyboard.press('Escape');

      await page.getByRole('button', { name: 'Share' }).click();
      const share = page.getByRole('dialog', { name: 'Share' });
      await expect(share.getByLabel('Link', { exact: true })).toBeVisible();
      await clean();
      await share.getByRole('button', { name: 'A file of yours' }).click();
      await clean();
      await page.keyboard.press('Escape');

      const gallery = await playground.openGallery();
      await expect(gallery.getByRole('listitem').first()).toBeVisible();
      await clean();
      await gallery.getByRole('searchbox').fill('no such lesson at all');
      await clean();
    });
  }
}
