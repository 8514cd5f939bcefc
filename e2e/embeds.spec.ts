import { expect, test } from '@playwright/test';
import { ask, element, expectState, hostPage, strictPolicy } from './embeds-host';
import { Playground, site, watchConsole } from './playground';

for (const kind of ['cors', 'plain'] as const) {
  const cors = kind === 'cors' ? 'with' : 'without';

  test(`the element starts and runs under a host's strict policy, from a server ${cors} the CORS header`, async ({ page }) => {
    const said = watchConsole(page);
    const source = site()[kind];
    const host = await hostPage(
      element(source, 'scenario="fork-bomb" panels="tree,lesson" height="500" title="A bomb"'),
      strictPolicy(source),
    );
    await page.goto(host.url);
    const length = await page.evaluate(() => history.length);
    const frame = page.locator('memcg-playground iframe');
    await expect(frame).toHaveAttribute('sandbox', 'allow-scripts');
    await expect(frame).toHaveAttribute('title', 'A bomb');
    await expect(frame).toHaveCSS('height', '500px');
    const embed = new Playground(page.frameLocator('memcg-playground iframe'));
    await embed.run.click();
    await expect(embed.group('/bomb')).toBeVisible();
    // Another lesson is another frame: the page's history and address stay as they are.
    await page.locator('memcg-playground').evaluate((found) => found.setAttribute('scenario', 'tracked-not-limited'));
    await expect(embed.root.getByRole('heading', { name: 'Tracked, but not limited' }).first()).toBeVisible();
    expect(await page.evaluate(() => history.length)).toBe(length);
    expect(page.url()).toBe(host.url);
    expect(said).toEqual([]);
    host.close();
  });
}

test('a wrong attribute is told in its place, and goes when it is mended', async ({ page }) => {
  const said = watchConsole(page);
  const host = await hostPage(element(site().cors, 'scenario="fork-bomb" panels="tree,fames"'));
  await page.goto(host.url);
  const target = page.locator('memcg-playground');
  await expect(target.getByRole('note')).toContainText('panels: there is no "fames"');
  await expect(target.getByRole('link', { name: 'Open it in the playground' })).toHaveAttribute('href', site().cors);
  expect(await ask(target, 'run')).toEqual({ code: 'schema' });
  await target.evaluate((found) => found.setAttribute('panels', 'tree'));
  await expect(target.locator('iframe')).toBeVisible();
  await expect(target.getByRole('note')).toHaveCount(0);
  expect(said).toEqual([]);
  host.close();
});

test('where the host forbids the frame, a link leads to the playground', async ({ page }) => {
  const policy = strictPolicy(site().cors).replace(/frame-src [^;]+;/, '');
  const host = await hostPage(element(site().cors, 'scenario="fork-bomb"'), policy);
  await page.goto(host.url);
  const link = page.locator('memcg-playground').getByRole('link', { name: 'Open it in the playground' });
  await expect(link).toHaveAttribute('href', `${site().cors}?scenario=fork-bomb`);
  host.close();
});

test("the host keeps its keys and its wheel, and lends its colours and the frame's height", async ({ page }) => {
  const host = await hostPage(
    `<input id="own" aria-label="own">${element(site().plain, 'scenario="fork-bomb" panels="lesson,frames,console" height="auto" lazy="false"')}<p style="height:3000px">More</p>`,
  );
  await page.goto(host.url);
  const target = page.locator('memcg-playground');
  const frame = target.locator('iframe');
  await page.getByLabel('own').focus();
  await page.keyboard.type('be');
  await expectState(target, 'paused');
  await ask(target, 'run');
  await page.keyboard.type('fore and after');
  await expect(page.getByLabel('own')).toHaveValue('before and after');
  await expect.poll(async () => (await frame.boundingBox())!.height).toBeGreaterThan(900);
  const scrolls = page.frameLocator('memcg-playground iframe').locator(':root');
  expect(await scrolls.evaluate((root) => root.scrollHeight <= root.clientHeight + 1)).toBe(true);

  const map = page.frameLocator('memcg-playground iframe').getByRole('application', { name: /frames/i });
  await map.hover();
  const before = await page.evaluate(() => scrollY);
  await page.mouse.wheel(0, 240);
  await expect.poll(() => page.evaluate(() => scrollY)).toBeGreaterThan(before);

  const root = page.frameLocator('memcg-playground iframe').locator(':root');
  await expect(root).not.toHaveAttribute('data-theme');
  await page.evaluate(() => document.documentElement.classList.add('dark'));
  await expect(root).toHaveAttribute('data-theme', 'dark');
  await target.evaluate((found) => found.setAttribute('theme', 'light'));
  await expect(root).toHaveAttribute('data-theme', 'light');
  host.close();
});

test('a page of twenty embeds that is read from top to bottom keeps its address, scroll and keys, and only what is seen runs', async ({
  page,
}) => {
  test.slow();
  const said = watchConsole(page);
  const one = '<memcg-playground scenario="fork-bomb" panels="tree,frames" height="500"></memcg-playground>';
  const host = await hostPage(`<input aria-label="own"><script src="${site().plain}embed.js"></script>${one.repeat(20)}`);
  await page.goto(host.url);
  const all = page.locator('memcg-playground');
  const length = await page.evaluate(() => history.length);
  await page.getByLabel('own').focus();
  const text = '# Long\n\n```sh\nwhile true; do mkdir d; rmdir d; done\n```\n';
  const waits: unknown[] = [];
  for (const at of [0, 5, 10, 19]) {
    const each = all.nth(at);
    await ask(each, 'load', { text });
    waits.push(await ask(each, 'run'));
  }
  expect(waits[0]).toMatchObject({ waits: false });
  expect(waits.slice(1)).toMatchObject([{ waits: true }, { waits: true }, { waits: true }]);
  await expectState(all.first(), 'running');
  expect(await page.evaluate(() => scrollY)).toBe(0);
  await page.keyboard.type('mine');
  await expect(page.getByLabel('own')).toHaveValue('mine');

  // As one reads on. The time between two of the page's frames, in ms, is reported only: it is the machine's as much as the page's.
  const gaps = await page.evaluate(async () => {
    const found: number[] = [];
    let before = performance.now();
    for (let frame = 0; frame < 200; frame++) {
      const now = await new Promise<number>((done) => requestAnimationFrame(done));
      found.push(now - before);
      before = now;
      scrollBy(0, 70);
    }
    return found.slice(1).sort((a, b) => a - b);
  });
  test.info().annotations.push({ type: 'frames', description: `median ${gaps[99]!.toFixed(1)} ms, 95 % ${gaps[189]!.toFixed(1)} ms` });
  await expectState(all.last(), 'running');
  for (const at of [0, 5, 10]) await expectState(all.nth(at), 'paused');
  expect(page.url()).toBe(host.url);
  expect(await page.evaluate(() => history.length)).toBe(length);
  expect(said).toEqual([]);
  host.close();
});

test('of twenty embeds only those that are seen run, and what was paused by hand stays so', async ({ page }) => {
  const one = '<memcg-playground scenario="fork-bomb" panels="tree" controls="run" height="600"></memcg-playground>';
  const host = await hostPage(`<script src="${site().plain}embed.js"></script>${one.repeat(20)}`);
  await page.goto(host.url);
  const all = page.locator('memcg-playground');
  const first = all.first();
  const last = all.last();
  await expectState(first, 'paused');
  const loaded = await all.evaluateAll((found) => found.filter((one) => one.shadowRoot?.querySelector('iframe')?.src).length);
  expect(loaded).toBeLessThan(5);
  // A slow machine: its run outlasts the test.
  const endless = 'while true; do sleep 1; done';
  for (const target of [first, last]) await ask(target, 'load', { text: `# Long\n\n\`\`\`sh\n${endless}\n\`\`\`\n` });
  expect(await ask(first, 'run')).toMatchObject({ waits: false });
  expect(await ask(last, 'run')).toMatchObject({ waits: true });
  await expectState(first, 'running');
  await expectState(last, 'paused');
  await last.scrollIntoViewIfNeeded();
  await expectState(last, 'running');
  await expectState(first, 'paused');
  await first.scrollIntoViewIfNeeded();
  await expectState(first, 'running');
  await expectState(last, 'paused');
  await page.frameLocator('memcg-playground >> nth=0 >> iframe').getByRole('button', { name: 'Pause', exact: true }).click();
  await expectState(first, 'paused');
  await last.scrollIntoViewIfNeeded();
  await expectState(last, 'running');
  await first.scrollIntoViewIfNeeded();
  await expectState(last, 'paused');
  await expectState(first, 'paused');
  host.close();
});
