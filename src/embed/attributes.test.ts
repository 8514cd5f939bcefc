import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Attribute, ATTRIBUTES, readAttributes, type Wanted } from './attributes';
import { readEmbedParams } from './params';

const BASE = new URL('https://play.example/memcg/');
const PAGE = 'https://course.example/week/9.html';

function read(given: Partial<Record<Attribute, string>>): Wanted | string {
  return readAttributes((name) => given[name] ?? null, BASE, PAGE);
}
function wanted(given: Partial<Record<Attribute, string>>): Wanted {
  const result = read(given);
  if (typeof result === 'string') throw new Error(result);
  return result;
}

describe('the attributes of the element', () => {
  it('have defaults', () => {
    expect(wanted({})).toMatchObject({ height: 480, theme: 'auto', lazy: true, title: 'memcg playground' });
    expect(wanted({}).frame.href).toBe('https://play.example/memcg/embed.html?');
    expect(wanted({}).page.href).toBe('https://play.example/memcg/?');
  });

  it('become an address that the embed reads the same way', () => {
    const { frame, page } = wanted({ scenario: 'fork-bomb', panels: 'tree, frames', controls: 'none', height: 'auto', theme: 'dark' });
    expect(frame.searchParams.get('scenario')).toBe('fork-bomb');
    expect(readEmbedParams(frame.search)).toEqual({
      params: { panels: ['tree', 'frames'], controls: [], theme: 'auto', height: 'auto' },
      problems: [],
    });
    expect(page.href).toBe('https://play.example/memcg/?scenario=fork-bomb');
  });

  it('pass on a language there are texts in, and no other', () => {
    const lang = (text: string): string | null => wanted({ lang: text }).frame.searchParams.get('lang');
    expect(['de', 'de-AT', 'EN', 'fr', ''].map(lang)).toEqual(['de', 'de', 'en', null, null]);
  });

  it('take a shared link, whole or from its ? or # on', () => {
    for (const link of ['?scenario=stock&set=seed=2#t=5', 'https://play.example/memcg/?scenario=stock&set=seed=2#t=5']) {
      const { frame, page } = wanted({ link, panels: 'tree' });
      expect(frame.hash).toBe('#t=5');
      expect(frame.searchParams.get('set')).toBe('seed=2');
      expect(page.href).toBe('https://play.example/memcg/?scenario=stock&set=seed%3D2#t=5');
    }
    expect(wanted({ link: '#s1.abc&t=3' }).frame.hash).toBe('#s1.abc&t=3');
  });

  it('take a document beside the page it is written in, by https or as a path of the playground', () => {
    const src = (text: string): string | null => wanted({ src: text }).frame.searchParams.get('src');
    expect(src('lesson.md')).toBe('https://course.example/week/lesson.md');
    expect(src('https://play.example/memcg/mine.md')).toBe('/memcg/mine.md');
    for (const wrong of ['http://course.example/lesson.md', 'javascript:alert(1)', 'data:text/plain,x', 'https://me@course.example/'])
      expect(read({ src: wrong })).toMatch(/^src: /);
  });

  it.each([
    [{ panels: 'tree,fames' }, 'panels: there is no "fames"; there are tree, frames, console, lesson, charts'],
    [{ controls: 'jump' }, 'controls: there is no "jump"; there are run, step, reset'],
    [{ theme: 'pink' }, 'theme: there is no "pink"; there are auto, light, dark'],
    [{ height: '50%' }, 'height: "50%" is neither a number of pixels from 120 to 4000 nor "auto"'],
    [{ height: '1e9' }, 'height: "1e9" is neither a number of pixels from 120 to 4000 nor "auto"'],
    [{ scenario: '../secret' }, 'scenario: "../secret" is not the name of a lesson'],
    [{ link: 'javascript:alert(1)' }, 'link: this is not the part of a shared address from its ? or # on'],
    [{ scenario: 'stock', link: '#t=1' }, 'only one of scenario, src and link can be given'],
  ] as const)('say what is wrong with %j', (given, message) => {
    expect(read(given)).toBe(message);
  });

  it('never lead out of the playground’s folder, whatever is written there', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.webUrl(), fc.constantFrom('?', '#', '//', '?x#y', '', 'auto', '300'));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...ATTRIBUTES), text), (given) => {
        const result = read(given);
        if (typeof result === 'string') return;
        expect(result.frame.href.startsWith('https://play.example/memcg/embed.html?')).toBe(true);
        expect(result.page.href.startsWith('https://play.example/memcg/?')).toBe(true);
        expect(result.height === 'auto' || (result.height >= 120 && result.height <= 4000)).toBe(true);
      }),
    );
  });
});
