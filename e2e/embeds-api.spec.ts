import { expect, test } from '@playwright/test';
import { ask, element, expectState, hostPage, keepEvents, told } from './embeds-host';
import { Playground, site, watchConsole } from './playground';

const LESSON = `# Ten children

\`\`\`sh
mkdir one
echo 4M > one/memory.kmem.limit_in_bytes
\`\`\`

\`\`\`predict
How many stacks fit?
- [ ] 256
- [x] 512
\`\`\`

\`\`\`sh
cgexec -g memory:one hog fork 600 &
sleep 2
\`\`\`

\`\`\`check
one/memory.kmem.failcnt > 0
one/memory.kmem.max_usage_in_bytes == 1M
\`\`\`
`;

test('a course page grades: it loads, runs, hears the prediction and the checks, and asks for what it wants to know', async ({ page }) => {
  const said = watchConsole(page);
  await keepEvents(page, ['ready', 'state', 'checked', 'answered', 'refused', 'finished', 'error']);
  const host = await hostPage(element(site().plain, 'scenario="fork-bomb" panels="lesson" height="600"'));
  await page.goto(host.url);
  const target = page.locator('memcg-playground');
  const embed = new Playground(page.frameLocator('memcg-playground iframe'));
  expect(await ask(target, 'load', { text: LESSON })).toEqual({ tick: 0, title: 'Ten children' });
  await ask(target, 'run');
  await embed.lesson
    .getByRole('radio', { name: '256' })
    .or(embed.lesson.getByRole('button', { name: '256' }))
    .first()
    .click();
  await expect.poll(async () => (await told(page)).some(({ type }) => type === 'answered')).toBe(true);
  await ask(target, 'run');
  await expectState(target, 'finished');

  const events = await told(page);
  const of = (type: string): readonly Record<string, unknown>[] => events.filter((event) => event['type'] === type);
  expect(of('answered')).toMatchObject([{ question: 'How many stacks fit?', option: 0, text: '256', right: false }]);
  expect(of('checked')).toMatchObject([
    { text: 'one/memory.kmem.failcnt > 0', ok: true },
    { text: 'one/memory.kmem.max_usage_in_bytes == 1M', ok: false, got: expect.stringContaining('4') as unknown },
  ]);
  expect(of('finished')).toMatchObject([{ held: 1, failed: 1 }]);
  expect(of('refused')[0]).toMatchObject({ group: '/one' });
  expect(of('error')).toEqual([]);

  expect(await ask(target, 'read', 'one/memory.kmem.limit_in_bytes')).toBe('4194304\n');
  expect(await ask(target, 'read', 'two/memory.kmem.limit_in_bytes')).toEqual({ code: 'missing' });
  expect(await ask(target, 'run')).toEqual({ code: 'state' });
  expect(await ask(target, 'seek', -1)).toEqual({ code: 'schema' });
  expect(await ask(target, 'load', { scenario: 'no-such-lesson' })).toEqual({ code: 'missing' });
  expect(await ask(target, 'load', { text: '---\nmachine: { ram: 1T }\n---\n' })).toEqual({ code: 'document' });
  expect(await ask(target, 'seek', 0)).toEqual({ tick: 0 });
  expect(await ask(target, 'exec', 'mkdir by-hand')).toMatchObject({ tick: 0 });
  await expect.poll(() => ask(target, 'read', 'by-hand/memory.kmem.failcnt')).toBe('0\n');
  expect(await ask(target, 'step', 'tick')).toMatchObject({});
  expect(said).toEqual([]);
  host.close();
});

test('a plain frame answers whatever comes over its port, and only the pages it is for', async ({ page }) => {
  const source = site().cors;
  const host = await hostPage('<p>Frames come here.</p>');
  await page.goto(host.url);
  const speak = (query: string, protocol: string, messages: readonly unknown[]): Promise<readonly Record<string, unknown>[]> =>
    page.evaluate(
      async ([address, spoken, all]) => {
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        frame.src = address;
        document.body.append(frame);
        await new Promise((done) => frame.addEventListener('load', done));
        // What others post is no greeting, and ends nothing.
        for (const noise of [null, 'hello', { type: 'hello' }, { protocol: spoken }]) frame.contentWindow!.postMessage(noise, '*');
        const { port1, port2 } = new MessageChannel();
        const heard: Record<string, unknown>[] = [];
        const enough = new Promise<void>((done) => {
          port1.onmessage = ({ data }: MessageEvent<Record<string, unknown>>): void => {
            if (data['type'] === 'ready') for (const message of all) port1.postMessage(message);
            if (['ready', 'answer', 'error'].includes(String(data['type']))) heard.push(data);
            if (data['type'] === 'error' || heard.length === all.length + 1) done();
          };
        });
        frame.contentWindow!.postMessage({ protocol: spoken, type: 'hello' }, '*', [port2]);
        await enough;
        frame.remove();
        return heard;
      },
      [`${source}embed.html?scenario=fork-bomb&panels=none${query}`, protocol, messages] as const,
    );

  const bad = [
    null,
    7,
    'run',
    { type: 'run' },
    { id: 0, type: 'run' },
    { id: 1, type: 'jump' },
    { id: 2, type: 'exec', line: 'x'.repeat(70_000) },
    { id: 3, type: 'seek', tick: 1.5 },
    { id: 4, type: 'query', path: '../../../etc/passwd' },
    { id: 5, type: 'load', text: 'x', scenario: 'y' },
    { id: 6, type: 'theme', theme: 'pink' },
    { id: 7, type: 'query' },
  ];
  const [ready, ...answers] = await speak('', 'memcg/1', bad);
  expect(ready).toMatchObject({ protocol: 'memcg/1', title: 'A fork bomb, contained', state: 'paused' });
  expect(answers.filter(({ id }) => id === 0)).toHaveLength(5);
  const codes = Object.fromEntries(answers.map(({ id, code, ok }) => [String(id), code ?? ok]));
  expect(codes).toEqual({ 0: 'schema', 1: 'schema', 2: 'schema', 3: 'schema', 4: 'missing', 5: 'schema', 6: 'schema', 7: true });

  const flood = await speak(
    '',
    'memcg/1',
    Array.from({ length: 150 }, (_, i) => ({ id: i + 1, type: 'theme', theme: 'dark' })),
  );
  expect(flood.filter(({ code }) => code === 'busy').length).toBeGreaterThan(0);
  expect(flood).toHaveLength(151);

  expect(await speak('', 'memcg/2', [])).toMatchObject([{ type: 'error', code: 'version' }]);
  expect(await speak('&host=https://elsewhere.example', 'memcg/1', [])).toMatchObject([{ type: 'error', code: 'origin' }]);
  expect(await speak(`&host=${new URL(host.url).origin}`, 'memcg/1', [])).toMatchObject([{ type: 'ready' }]);
  host.close();
});

test('the client module speaks with a frame of the page’s own', async ({ page }) => {
  const host = await hostPage(
    `<iframe id="own" sandbox="allow-scripts" width="800" height="400" title="own" src="${site().cors}embed.html?scenario=fork-bomb&panels=tree"></iframe>`,
  );
  await page.goto(host.url);
  const value = await page.evaluate(async (address) => {
    const { PlaygroundClient } = (await import(address)) as typeof import('../src/embed/client-module');
    const client = new PlaygroundClient(document.querySelector<HTMLIFrameElement>('#own')!);
    const ticked = new Promise<number>((done) => client.on('tick', ({ tick }) => done(tick)));
    await client.run();
    await ticked;
    await client.pause();
    const { state } = await client.standing();
    const gone = client.seek(0).catch((thrown: { code: string }) => thrown.code);
    client.dispose();
    return { state, gone: await gone };
  }, `${site().cors}memcg-client.js`);
  expect(value).toEqual({ state: 'paused', gone: 'gone' });
  host.close();
});
