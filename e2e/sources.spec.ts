/** Documents from elsewhere, and addresses that mean harm. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { encodeLink } from '../src/scenario/link';
import { Playground, site, watchConsole } from './playground';

const LESSON = '---\ntitle: From elsewhere\nmachine: { ram: 16M }\n---\n\n```sh\nmkdir fetched\n```\n';

const ADDRESS = 'https://course.example/lesson.md';

test('a document of this site is opened by its path, with an override', async ({ page }) => {
  const said = watchConsole(page);
  const playground = new Playground(page);
  await page.goto(`${site().cors}?src=scenarios/stock.md&set=machine.ram=128M`);
  await playground.ready();
  await expect(page.getByRole('button', { name: 'Scenario: The stock' })).toBeVisible();
  await expect(page.getByRole('button', { name: /128M/ })).toBeVisible();
  expect(said).toEqual([]);
});

test('a document of another site is fetched without credentials and without telling where from', async ({ page }) => {
  const playground = new Playground(page);
  let headers: Record<string, string> = {};
  await page.route(ADDRESS, async (route) => {
    headers = await route.request().allHeaders();
    await route.fulfill({ body: LESSON, contentType: 'text/markdown', headers: { 'access-control-allow-origin': '*' } });
  });
  await page.goto(`${site().cors}?src=${ADDRESS}`);
  await playground.ready();
  await expect(page.getByRole('button', { name: 'Scenario: From elsewhere' })).toBeVisible();
  expect(headers['cookie']).toBeUndefined();
  expect(headers['referer']).toBeUndefined();
  await playground.fullSpeed();
  await playground.run.click();
  await expect(playground.group('/fetched')).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`src=${ADDRESS}`));
});

const refusals: readonly (readonly [what: string, address: string, words: RegExp, answer: 'blocked' | 'page' | 'large' | 'bad'])[] = [
  ['without CORS', ADDRESS, /course\.example cannot be reached, or it does not let other sites.*Access-Control-Allow-Origin/, 'blocked'],
  ['that is a page of a code host', 'https://github.com/o/r/blob/main/l.md', /raw\.githubusercontent\.com\/o\/r\/main\/l\.md/, 'page'],
  ['that is too large', ADDRESS, /larger than 256 KiB/, 'large'],
  ['that has errors', ADDRESS, /line 3, column/, 'bad'],
];
for (const [what, address, words, answer] of refusals) {
  test(`a document of another site ${what} is refused in plain words, and the first lesson opens`, async ({ page }) => {
    const playground = new Playground(page);
    await page.route(address, (route) => {
      const headers = { 'access-control-allow-origin': '*' };
      // What a page sees of a server that sends no such header: nothing.
      if (answer === 'blocked') return route.abort('failed');
      if (answer === 'page') return route.fulfill({ body: '<!doctype html>', contentType: 'text/html', headers });
      if (answer === 'large') return route.fulfill({ body: 'x'.repeat(300_000), headers });
      return route.fulfill({ body: LESSON.replace('16M', '16Q'), headers });
    });
    await page.goto(`${site().cors}?src=${address}`);
    await expect(page.getByRole('alert')).toContainText(words);
    await playground.ready();
    await expect(page.getByRole('button', { name: 'Scenario: A fork bomb, contained' })).toBeVisible();
    if (answer === 'bad') await expect(playground.editor).toContainText('ram: 16Q');
  });
}

test('a link of other rules opens and says so; the work before is one press away', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(site().cors);
  await playground.ready();
  await playground.type('mkdir mine');
  await expect(playground.group('/mine')).toBeVisible();
  const link = await encodeLink({ text: LESSON, set: [], tick: 3, rules: 9999 });
  await page.evaluate((hash) => (location.hash = hash), link);
  await expect(page.getByRole('button', { name: 'Scenario: From elsewhere' })).toBeVisible();
  await expect(page.getByText(/newer rules of the simulated kernel/)).toBeVisible();
  await page.getByRole('button', { name: 'Back to what I had' }).click();
  await expect(playground.group('/mine')).toBeVisible();
});

test('the address changes without a step back for each change: Back leads out of the page', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto('about:blank');
  await page.goto(site().cors);
  await playground.ready();
  await playground.type('mkdir a', 'mkdir b');
  await expect(page).toHaveURL(/&j=/);
  await page.goBack();
  await expect(page).toHaveURL('about:blank');
});

test.describe('hostile documents', () => {
  let server: Server;
  let asked: string[] = [];
  test.beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end('x');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  test.afterAll(() => server.close());

  test('run no script, fetch nothing, and lead nowhere', async ({ page }) => {
    asked = [];
    const said = watchConsole(page);
    const evil = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const text = [
      '---',
      'title: "<img src=x onerror=alert(1)>"',
      'summary: "</script><script>alert(1)</script>"',
      '---',
      `<script>alert(1)</script> <img src="${evil}/img" onerror="alert(1)"> <iframe src="${evil}/frame"></iframe>`,
      '',
      `![picture](${evil}/picture.png) [run](javascript:alert(1)) [data](data:text/html,x) [file](file:///etc/passwd) <javascript:alert(1)>`,
      '',
      `<svg onload=alert(1)><style>@import "${evil}/css";</style>`,
      '',
      '```predict',
      'What? <b onclick=alert(1)>x</b>',
      '- [x] <img src=x onerror=alert(1)>',
      '- [ ] [y](javascript:alert(1))',
      '> <script>alert(1)</script>',
      '```',
      '',
      '```sh',
      'mkdir "<img src=x onerror=alert(1)>"',
      '```',
      '',
    ].join('\n');
    let dialogs = 0;
    page.on('dialog', (dialog) => {
      dialogs++;
      void dialog.dismiss();
    });
    const playground = new Playground(page);
    await page.goto(site().cors + (await encodeLink({ text, set: [] })));
    await playground.ready();
    await expect(playground.lesson).toContainText('<script>alert(1)</script>');
    await playground.runToEnd();
    await playground.openEditor();
    for (const link of await page.getByRole('link').all())
      expect(await link.getAttribute('href')).toMatch(/^(?:https?:|#|\.\/\?|\.\/docs\/)/);
    expect(await page.locator('article script, article img, article iframe, article svg style').count()).toBe(0);
    expect(dialogs).toBe(0);
    expect(asked).toEqual([]);
    expect(said).toEqual([]);
  });
});
