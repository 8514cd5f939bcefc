/**
 * A person's way through run, share and embed in the engines beside Chromium, and the lessons' states in them. One that is not installed
 * is told as `not run: …` before the tests begin.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { element, hostPage, strictPolicy } from './embeds-host';
import { asked, hashes } from './engine';
import { ENGINES } from './engines';
import type { Window } from './engines/engine';
import { hashesInNode } from './node-hashes';
import { site } from './playground';

const LESSONS = ['fork-bomb', 'fork-bomb-unlimited', 'directory-bomb', 'reclaim-and-swap', 'slabs'].map(
  (name) => `public/scenarios/${name}.md`,
);
const EVERY = 100;

const STATUS = '[role="group"][aria-label="State of the session"]';
const CHECKS = 'article .checks';
const OUTPUT = '[role="group"][aria-label="Console output"]';
const CONSOLE = 'Command line of the console';

/** Text of what a CSS selector finds. */
async function read(window: Window, selector: string): Promise<string> {
  const texts = await window.evaluate<string[]>('return [...document.querySelectorAll(given)].map((found) => found.textContent)', selector);
  return texts.join('\n').trim();
}

async function expectText(window: Window, selector: string, text: RegExp): Promise<void> {
  await expect.poll(() => read(window, selector), { timeout: 60_000 }).toMatch(text);
}

const clock = async (window: Window): Promise<string> => (await read(window, STATUS)).replace(/\D/g, '');

/** As the page tells it of the moment it shows. */
async function stateHash(window: Window): Promise<string> {
  await window.evaluate(`document.querySelector('dialog[open]')?.close()`);
  await window.press('All commands (Ctrl K)');
  await window.enter('What do you want to do?', 'State hash');
  await expectText(window, '[role="status"], [role="alert"]', /State at tick/);
  return /State at tick \d+: [0-9a-f]{16}/.exec(await read(window, '[role="status"], [role="alert"]'))![0];
}

for (const engine of ENGINES) {
  const { path } = engine;
  if (path === undefined) continue;

  test.describe(`in ${engine.name}`, () => {
    let window: Window;
    test.beforeAll(async () => {
      test.setTimeout(120_000);
      window = await engine.open(path);
    });
    test.afterAll(() => window.close());
    test.afterEach(() => expect(window.said()).toEqual([]));

    test('a lesson runs to its end, and what is typed is answered', async () => {
      await window.goto(site().cors);
      await expectText(window, STATUS, /paused/);
      // Answered before the run comes there, it does not stop the run.
      await window.press('Skip');
      await window.press('Run');
      await expectText(window, STATUS, /finished/);
      expect(await read(window, CHECKS)).toContain('holds');
      expect(await read(window, CHECKS)).not.toContain('does not hold');
      await window.enter(CONSOLE, 'cat bomb/memory.kmem.max_usage_in_bytes');
      await expectText(window, OUTPUT, /4194304/);
    });

    test('a link opens at the moment it was shared at', async () => {
      await window.goto(`${site().cors}?scenario=tracked-not-limited`);
      await expectText(window, STATUS, /paused/);
      await window.enter(CONSOLE, 'mkdir mine');
      await expectText(window, '[role="tree"]', /mine/);
      await expectText(window, STATUS, /paused/);
      const shared = await clock(window);
      expect(Number(shared)).toBeGreaterThan(0);
      await window.press('Share');
      await expectText(window, 'dialog[open] h2', /Share/);
      const field = `return document.querySelector('dialog[open] textarea[readonly]')?.value ?? ''`;
      await expect.poll(() => window.evaluate<string>(field)).toContain('&j=');
      const link = await window.evaluate<string>(field);
      const hash = await stateHash(window);
      await window.goto('about:blank');
      await window.goto(link);
      await expectText(window, '[role="tree"]', /mine/);
      await expect.poll(() => clock(window)).toBe(shared);
      expect(await stateHash(window)).toBe(hash);
    });

    test("an embed runs in a sandboxed frame, under a host's strict policy, from a server without the CORS header", async () => {
      const host = await hostPage(
        element(site().plain, 'scenario="tracked-not-limited" panels="tree,lesson" height="500" title="A box"'),
        strictPolicy(site().plain),
      );
      await window.goto(host.url);
      await expect
        .poll(() =>
          window.evaluate<boolean>(
            `return await document.querySelector('memcg-playground').run({ predict: false }).then(() => true, () => false)`,
          ),
        )
        .toBe(true);
      const standing = `return await document.querySelector('memcg-playground').standing()`;
      const state = async (): Promise<string> => (await window.evaluate<{ state: string }>(standing)).state;
      await expect.poll(state, { timeout: 60_000 }).toBe('finished');
      const { checks } = await window.evaluate<{ checks: readonly { ok: boolean }[] }>(standing);
      expect(checks.length).toBeGreaterThan(0);
      expect(checks.filter(({ ok }) => !ok)).toEqual([]);
      host.close();
    });

    test('lessons have the states that they have in Node', async () => {
      test.setTimeout(300_000);
      const node = hashesInNode(EVERY, ...LESSONS);
      // An answer of the site without a page: the engine can be brought there without the playground's own run beside it.
      await window.goto(`${site().cors}nothing`);
      for (const file of LESSONS) {
        const found = await window.evaluate<unknown>(`return (${hashes.toString()})(given)`, asked(readFileSync(file, 'utf8'), EVERY));
        expect(found, file).toEqual(node.get(file));
      }
    });
  });
}
