import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONTROLS, PANELS, THEMES } from './choices';
import { readEmbedParams } from './params';

describe('the parameters of an embed', () => {
  it('have defaults', () => {
    expect(readEmbedParams('')).toEqual({
      params: { panels: ['tree', 'frames', 'console'], controls: ['run', 'step', 'reset'], theme: 'auto', height: 'fill' },
      problems: [],
    });
  });

  it('choose panels in their order, controls and theme, and leave the link’s own alone', () => {
    expect(readEmbedParams('?scenario=fork-bomb&panels=lesson,%20tree,lesson&controls=none&theme=dark&set=seed=2')).toEqual({
      params: { panels: ['lesson', 'tree'], controls: [], theme: 'dark', height: 'fill' },
      problems: [],
    });
  });

  it('say what is wrong and go on with the default of that field', () => {
    expect(readEmbedParams('?panels=tre,frames&controls=jump&theme=drak')).toEqual({
      params: { panels: ['tree', 'frames', 'console'], controls: ['run', 'step', 'reset'], theme: 'auto', height: 'fill' },
      problems: [
        'panels: there is no "tre"; did you mean "tree"?',
        'controls: there is no "jump"; there are run, step, reset',
        'theme: there is no "drak"; did you mean "dark"?',
      ],
    });
  });

  it('name the pages that may speak; misspelt ones are nobody', () => {
    expect(readEmbedParams('?host=https://a.example,http://localhost:8080').params.host).toEqual([
      'https://a.example',
      'http://localhost:8080',
    ]);
    for (const wrong of ['a.example', 'https://a.example/course', '*', ''])
      expect(readEmbedParams(`?host=${wrong}`)).toMatchObject({ params: { host: [] }, problems: [expect.stringMatching(/^host: /)] });
    expect(readEmbedParams('').params.host).toBeUndefined();
  });

  it('are always some, whatever is written there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const { params } = readEmbedParams(`?panels=${a}&controls=${b}&theme=${a}`);
        expect(params.panels.every((name) => PANELS.includes(name))).toBe(true);
        expect(params.controls.every((name) => CONTROLS.includes(name))).toBe(true);
        expect(THEMES).toContain(params.theme);
      }),
    );
  });
});
