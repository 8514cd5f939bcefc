import type { ThemeName } from './choices';

/** Names that pages and their generators give to dark and light colours. */
const DARK = /(?:^|[\s_-])(?:dark|night|black|slate|coal|navy|ayu)(?:$|[\s_-])/i;
const LIGHT = /(?:^|[\s_-])(?:light|white|default|rust)(?:$|[\s_-])/i;
const MARKS = ['data-theme', 'data-bs-theme', 'data-color-mode', 'data-color-scheme', 'data-md-color-scheme', 'class'];

/**
 * What a page says of its own colours: by an attribute or class of its root or body, or by a `color-scheme` of one word around `element`.
 * `auto` when it says nothing: then the frame has the same system's preference as the page.
 */
export function hostTheme(element: Element): ThemeName {
  const { documentElement, body } = element.ownerDocument;
  for (const root of [documentElement, body]) {
    for (const mark of MARKS) {
      const said = root?.getAttribute(mark) ?? '';
      if (DARK.test(said)) return 'dark';
      if (LIGHT.test(said)) return 'light';
    }
  }
  const scheme = getComputedStyle(element).colorScheme;
  return scheme === 'dark' || scheme === 'light' ? scheme : 'auto';
}

/** Calls back when the page may have changed its colours; answers how to stop. */
export function watchHostTheme(element: Element, changed: () => void): () => void {
  const { documentElement, body } = element.ownerDocument;
  const observer = new MutationObserver(changed);
  for (const root of [documentElement, body]) if (root) observer.observe(root, { attributes: true, attributeFilter: [...MARKS, 'style'] });
  return () => observer.disconnect();
}
