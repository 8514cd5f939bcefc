import type { Attachment } from 'svelte/attachments';
import type { SourceCatalogue } from '../../messages/sources';

/** What a number is, with the values that say whose it is and what holds it. */
export type Source = { [What in keyof SourceCatalogue]: readonly [What, ...Parameters<SourceCatalogue[What]>] }[keyof SourceCatalogue];

const told = new WeakMap<Element, () => Source>();

/** Attaches to an element with a number what the number is: it is asked when somebody points at it, or focuses what it stands in. */
export function source(tell: () => Source): Attachment {
  return (element) => void told.set(element, tell);
}

/** What the number in an element is. */
export function sourceOf(element: Element): Source | undefined {
  return told.get(element)?.();
}

/** Shows what numbers are from the first time that somebody points at or focuses anything. */
export function watchSources(): void {
  const stop = new AbortController();
  const begin = (event: Event): void => {
    stop.abort();
    void import('./source-tip').then(({ startSourceTip }) => startSourceTip(event));
  };
  for (const type of ['pointerover', 'focusin']) document.addEventListener(type, begin, { signal: stop.signal });
}
