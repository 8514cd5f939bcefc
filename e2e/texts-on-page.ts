/** What stands on a page in the language that nobody speaks, for the tests that look for texts which are no message. */
import type { Page } from '@playwright/test';

/** Texts and names that are seen and did not come from the catalogue; what is marked as English or as not to be translated is left out. */
export function foreignTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const kept = (element: Element): boolean =>
      element.closest('[translate="no"], code, pre, script, style, noscript, .cm-content, .cm-gutters') !== null ||
      element.closest('[lang]')?.getAttribute('lang') !== 'en-XA';
    // What is left beside brackets may hold numbers with their units, and single letters; no words.
    const bare = (text: string): string => (/⟦[^⟦⟧]*⟧/.test(text) ? bare(text.replace(/⟦[^⟦⟧]*⟧/g, ' ')) : text);
    const words = (text: string): boolean =>
      /[a-z]{2,}/i.test(bare(text).replace(/(?:^|\s)\/[\w./-]*|[−-]?\d[\d.,]*\s?(?:[KMG]|ms|×)?|\bt\b/g, ' '));
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const owner = node.parentElement!;
      const text = node.textContent!.trim();
      if (!kept(owner) && owner.checkVisibility() && words(text)) found.add(`<${owner.localName}> ${text}`);
    }
    for (const element of document.body.querySelectorAll('[aria-label], [title], [placeholder], [aria-valuetext], [alt]')) {
      if (kept(element) || !element.checkVisibility()) continue;
      for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext', 'alt']) {
        const text = element.getAttribute(name) ?? '';
        if (words(text)) found.add(`${name} ${text}`);
      }
    }
    return [...found];
  });
}

/** Buttons whose words are cut off, and whether the page is wider than its window. */
export function clipped(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`);
    for (const button of document.querySelectorAll<HTMLElement>('button, select, [role=tab]')) {
      if (!button.checkVisibility() || button.closest('.hidden, .skip') !== null || button.classList.contains('skip')) continue;
      const { left, right, width } = button.getBoundingClientRect();
      // What scrolls, and what says so by an ellipsis, is not cut off.
      const scrolls = (side: Element | null): boolean =>
        side !== null && (['auto', 'scroll'].includes(getComputedStyle(side).overflowX) || scrolls(side.parentElement));
      if (width > 0 && (left < -0.5 || right > root.clientWidth + 0.5) && !scrolls(button.parentElement))
        found.push(`off the window: ${button.textContent.trim() || button.title}`);
      if (button.scrollWidth > button.clientWidth + 1 && button.querySelector('.chosen') === null && button.localName !== 'select')
        found.push(`cut off: ${button.textContent.trim() || button.title}`);
    }
    return found;
  });
}
