import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { type Hashes, hashesInBrowser, openBlank } from './engine';
import { hashesInNode } from './node-hashes';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDER = 'public/scenarios';
const EVERY = 100;
const FILES = readdirSync(`${ROOT}${FOLDER}`).filter((file) => file.endsWith('.md'));

test.describe('a lesson has the same states in Node and in the browser', () => {
  let node: Map<string, Hashes>;
  let page: Page;

  test.beforeAll(async ({ browser }) => {
    test.setTimeout(300_000);
    node = hashesInNode(EVERY, FOLDER);
    page = await browser.newPage();
    await openBlank(page);
  });
  test.afterAll(() => page.close());

  test('all of them were run', () => expect([...node.keys()].sort()).toEqual(FILES.map((file) => `${FOLDER}/${file}`).sort()));

  for (const name of FILES) {
    test(`${name}, at every ${EVERY}th tick and at its end`, async () => {
      test.setTimeout(300_000);
      const file = `${FOLDER}/${name}`;
      const expected = node.get(file) ?? [];
      expect(expected.length).toBeGreaterThan(2);
      expect(await hashesInBrowser(page, readFileSync(`${ROOT}${file}`, 'utf8'), EVERY)).toEqual(expected);
    });
  }
});
