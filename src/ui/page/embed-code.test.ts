import { expect, it } from 'vitest';
import { type EmbedChoice, elementCode, frameAddress, frameCode, heightOf, USUAL_CHOICE, widthOf } from './embed-code';

const BASE = 'https://example.org/memcg/';
const HOSTILE = { base: BASE, link: '?scenario=fork-bomb#s1.&t=3&sel=/a"><b>', title: 'A "bomb" <b>&</b>' };
const OWN: EmbedChoice = { panels: ['lesson', 'charts'], controls: [], theme: 'dark', width: 720, height: 360 };

it('lets no title and no link break out of the code', () => {
  expect(frameCode(HOSTILE, USUAL_CHOICE)).not.toMatch(/<b>|"><b/);
  expect(frameCode(HOSTILE, USUAL_CHOICE)).toContain('title="A &quot;bomb&quot; &lt;b&gt;&amp;&lt;/b&gt;"');
  expect(elementCode(HOSTILE, USUAL_CHOICE)).toContain('link="?scenario=fork-bomb#s1.&amp;t=3&amp;sel=/a&quot;&gt;&lt;b&gt;"');
});

it('names an unedited shipped lesson, and says nothing of what is usual', () => {
  expect(elementCode({ base: BASE, link: '?scenario=stock', title: 'The stock' }, USUAL_CHOICE)).toBe(
    '<script src="https://example.org/memcg/embed.js"></script>\n<memcg-playground scenario="stock" title="The stock" height="480"></memcg-playground>',
  );
});

it('puts what is chosen into the query, before the fragment, whether or not there is one', () => {
  const query = 'panels=lesson,charts&controls=none&theme=dark';
  expect(frameAddress({ base: BASE, link: '?scenario=stock' }, OWN)).toBe(`${BASE}embed.html?scenario=stock&${query}`);
  expect(frameAddress({ base: BASE, link: '#s1.AB&t=3' }, OWN)).toBe(`${BASE}embed.html?${query}#s1.AB&t=3`);
  expect(frameAddress({ base: BASE, link: '?scenario=stock&set=seed=2#s1.&t=3' }, OWN)).toBe(
    `${BASE}embed.html?scenario=stock&set=seed=2&${query}#s1.&t=3`,
  );
  expect(frameAddress({ base: BASE, link: '#s1.AB' }, USUAL_CHOICE)).toBe(`${BASE}embed.html#s1.AB`);
  expect(frameCode({ ...HOSTILE, link: '' }, OWN)).toContain(' width="720" height="360" ');
  expect(elementCode({ ...HOSTILE, link: '?scenario=stock' }, OWN)).toContain(
    ' panels="lesson,charts" controls="none" theme="dark" height="360" style="max-width:720px">',
  );
});

it('takes only sizes that an embed can have', () => {
  expect([10, 500.4, 1e9, Number.NaN, null].map(widthOf)).toEqual([240, 500, 4000, undefined, undefined]);
  expect([10, 500.4, 1e9, Number.NaN, undefined].map(heightOf)).toEqual([120, 500, 4000, 480, 480]);
});
