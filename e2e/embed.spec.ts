import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { Playground, site, watchConsole } from './playground';

/** A course page of somebody else's, on an origin of its own. */
async function hostPage(frame: string): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><title>A course</title><link rel="icon" href="data:,"><h1>A course</h1>${frame}</html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, server };
}

for (const kind of ['cors', 'plain'] as const) {
  test(`an embed starts and runs in a sandboxed frame, from a server ${kind === 'cors' ? 'with' : 'without'} the CORS header`, async ({
    page,
  }) => {
    const said = watchConsole(page);
    const source = `${site()[kind]}embed.html?scenario=fork-bomb&panels=tree,frames,lesson`;
    const host = await hostPage(`<iframe sandbox="allow-scripts" title="fork bomb" width="900" height="600" src="${source}"></iframe>`);
    await page.goto(host.url);
    const embed = new Playground(page.frameLocator('iframe'));
    await embed.run.click();
    await expect(embed.group('/bomb')).toHaveAccessibleName(/of it kernel/);
    await expect(embed.root.getByRole('link', { name: /Open in the playground/ })).toHaveAttribute('href', /#/);
    // What zooms the map is a part that is loaded when somebody reaches for it.
    const parts = page.waitForResponse(/map-zoom/);
    await embed.root.getByRole('application', { name: /frames/i }).hover();
    expect((await parts).ok()).toBe(true);
    expect(page.url()).toBe(host.url);
    expect(said).toEqual([]);
    host.server.close();
  });
}

test('an embed without the lesson runs through its questions', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(`${site().cors}embed.html?scenario=fork-bomb&panels=tree`);
  await playground.run.click();
  await expect(playground.group('/bomb')).toHaveAccessibleName(/charges? refused/, { timeout: 30_000 });
});

test('index.html?embed=1 shows what embed.html shows, and answers its host', async ({ page }) => {
  const said = watchConsole(page);
  const query = 'scenario=fork-bomb&panels=tree,lesson,charts&controls=run,reset&theme=dark';
  const shown: string[] = [];
  for (const source of [`${site().cors}embed.html?${query}`, `${site().cors}index.html?embed=1&${query}`]) {
    const host = await hostPage(`<iframe title="bomb" sandbox="allow-scripts" width="900" height="600" src="${source}"></iframe>`);
    await page.goto(host.url);
    const embed = new Playground(page.frameLocator('iframe'));
    await embed.ready();
    await expect(embed.lesson.getByRole('heading').first()).toBeVisible();
    const main = embed.root.getByRole('main');
    for (const name of ['Groups', 'Lesson', 'Timeline']) await expect(main.getByRole('region', { name })).toBeVisible();
    shown.push(await main.ariaSnapshot());
    await expect(embed.root.locator(':root')).toHaveAttribute('data-theme', 'dark');
    const client = `${site().cors}memcg-client.js`;
    const heard = await page.evaluate(async (address) => {
      const { PlaygroundClient } = (await import(address)) as typeof import('../src/embed/client-module');
      const playground = new PlaygroundClient(document.querySelector('iframe')!);
      const title = await playground.standing().then((standing) => standing.title);
      await playground.exec('mkdir by-api');
      const bad = await playground.load({ scenario: 'no-such-lesson' }).catch(({ code }: { code: string }) => code);
      return { title, bad, protocol: playground.ready?.protocol };
    }, client);
    expect(heard).toEqual({ title: 'A fork bomb, contained', bad: 'missing', protocol: 'memcg/1' });
    await expect(embed.group('/by-api')).toBeVisible();
    expect(page.url()).toBe(host.url);
    host.server.close();
  }
  // The one link among it leads to the same place from both.
  expect(shown[1]).toBe(shown[0]);
  expect(said.filter((line) => !line.includes('404'))).toEqual([]);
});

test('wrong parameters are told, and the embed starts all the same', async ({ page }) => {
  const playground = new Playground(page);
  await page.goto(`${site().cors}embed.html?scenario=fork-bomb&panels=tree,nonsense`);
  await expect(page.getByText(/nonsense/)).toBeVisible();
  await expect(playground.tree).toBeVisible();
});
