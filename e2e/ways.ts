/** What every way over the page is held to: open to everybody, a focus that is seen, and nothing wider than the screen. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

/** Nothing that axe finds, and nothing to be scrolled sideways. */
export async function clean(page: Page, where: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
    where,
  ).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), where).toBeLessThanOrEqual(0);
}

/** The element that has the focus shows it: an outline of at least one pixel, on itself or on the line it is the whole of. */
export async function focusIsSeen(page: Page): Promise<void> {
  const unseen = await page.evaluate(() => {
    const at = document.activeElement;
    if (at === null || at === document.body) return 'nothing has the focus';
    const outlined = (element: Element | null): boolean => {
      if (element === null) return false;
      const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
      return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && !/, 0\)$/.test(outlineColor);
    };
    const line = at.matches('input, textarea') ? at.parentElement : null;
    return at.matches(':focus-visible') && [at, line, line?.parentElement ?? null].some(outlined) ? '' : at.outerHTML.slice(0, 200);
  });
  expect(unseen).toBe('');
}

/** Goes on by Tab (or another key) to an element; at every stop on the way the focus is seen. */
export async function tabTo(page: Page, goal: Locator, key = 'Tab'): Promise<void> {
  for (let stops = 0; stops < 80; stops++) {
    if (await goal.evaluateAll((all) => all.length === 1 && all[0] === document.activeElement)) {
      await focusIsSeen(page);
      return;
    }
    await page.keyboard.press(key);
    // Past the last one the focus is on the browser itself, and comes back to the first.
    if (await page.evaluate(() => document.activeElement !== document.body)) await focusIsSeen(page);
  }
  throw new Error(`not reached by ${key}: ${goal}`);
}

/** Does by the palette what is found first for these words. */
export async function palette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox', { name: 'What do you want to do?' })).toBeFocused();
  await focusIsSeen(page);
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}
