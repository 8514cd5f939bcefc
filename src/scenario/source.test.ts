import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchScenario, fetchSource } from './source';

let server: Server | undefined;

async function serve(answer: RequestListener): Promise<string> {
  const made = createServer(answer);
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}/playground/`;
}

afterEach(async () => {
  const old = server;
  server = undefined;
  old?.closeAllConnections();
  if (old) await new Promise((resolve) => old.close(resolve));
});

describe('fetching', () => {
  it('gets a shipped scenario by its name, without credentials', async () => {
    let asked = '';
    const base = await serve((request, response) => {
      asked = `${request.url} ${request.headers.cookie ?? 'no cookie'}`;
      response.end('# Hällo');
    });
    expect(await fetchScenario('fork-bomb', base)).toEqual({ ok: true, text: '# Hällo' });
    expect(asked).toBe('/playground/scenarios/fork-bomb.md no cookie');
    expect(await fetchScenario('fork-bom', base)).toEqual({
      ok: false,
      message: 'There is no scenario "fork-bom"; did you mean "fork-bomb"?',
    });
  });

  it('gets a document of the same origin by its path', async () => {
    const base = await serve((request, response) => response.end(request.url));
    expect(await fetchSource('my/lesson.md', base)).toEqual({ ok: true, text: '/playground/my/lesson.md' });
    expect(await fetchSource('/lesson.md?x=1', base)).toEqual({ ok: true, text: '/lesson.md?x=1' });
  });

  it('says why it failed', async () => {
    const base = await serve((request, response) => {
      if (request.url === '/big') response.end('x'.repeat(300_000));
      else if (request.url === '/gone') request.socket.destroy();
      else response.writeHead(404, 'Not Found').end();
    });
    expect(await fetchSource('/none', base)).toMatchObject({
      ok: false,
      message: 'The document /none could not be loaded: the server answered 404 Not Found.',
    });
    expect(await fetchSource('/big', base)).toMatchObject({ ok: false, message: 'The document /big is larger than 256 KiB.' });
    expect(await fetchSource('/gone', base)).toMatchObject({ ok: false, message: expect.stringContaining('no connection') });
    expect(await fetchSource('http://127.0.0.1:1/x', base)).toMatchObject({
      ok: false,
      message: expect.stringContaining('from an https address'),
    });
    expect(await fetchSource('data:text/plain,x', base)).toMatchObject({ ok: false });
  });
});
