/** Reads design tokens as the browser computes them under the present theme, for what is drawn on a canvas. */
export function readTokens(place: HTMLElement, names: readonly string[]): ReadonlyMap<string, string> {
  const probe = document.createElement('i');
  // Pictures keep their colours where the system forces those of text.
  probe.style.setProperty('forced-color-adjust', 'none');
  place.append(probe);
  const read = new Map<string, string>();
  for (const name of names) {
    probe.style.color = `var(${name})`;
    read.set(name, getComputedStyle(probe).color);
  }
  probe.remove();
  return read;
}

/** Calls back whenever tokens may have changed; answers how to stop. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  const media = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query));
  for (const one of media) one.addEventListener('change', changed);
  return () => {
    observer.disconnect();
    for (const one of media) one.removeEventListener('change', changed);
  };
}
