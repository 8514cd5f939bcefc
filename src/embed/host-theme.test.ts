// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { hostTheme, watchHostTheme } from './host-theme';

const root = document.documentElement;
let element: HTMLElement;
beforeEach(() => {
  for (const one of [root, document.body]) for (const { name } of [...one.attributes]) one.removeAttribute(name);
  element = document.body.appendChild(document.createElement('div'));
});

describe('the colours of a host page', () => {
  it.each([
    ['data-theme', 'dark', 'dark'],
    ['data-bs-theme', 'light', 'light'],
    ['data-md-color-scheme', 'slate', 'dark'],
    ['data-md-color-scheme', 'default', 'light'],
    ['class', 'js coal sidebar-visible', 'dark'],
    ['class', 'theme-dark', 'dark'],
    ['class', 'darken-images delighted', 'auto'],
    ['data-theme', 'auto', 'auto'],
  ])('by %s="%s" are %s', (mark, value, theme) => {
    root.setAttribute(mark, value);
    expect(hostTheme(element)).toBe(theme);
    root.removeAttribute(mark);
    document.body.setAttribute(mark, value);
    expect(hostTheme(element)).toBe(theme);
  });

  it('are told when they change, until nobody wants to know', async () => {
    const changed = vi.fn();
    const stop = watchHostTheme(element, changed);
    root.className = 'dark';
    await vi.waitFor(() => expect(changed).toHaveBeenCalledOnce());
    stop();
    root.className = '';
    await Promise.resolve();
    expect(changed).toHaveBeenCalledOnce();
  });
});
