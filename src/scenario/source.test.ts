import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fetchScenario, fetchSource } from './source';
import { rawAddress, unreachable } from './source-failure';

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

  it('takes no web page for a document, and follows no redirect out of https', async () => {
    const elsewhere = await serve((_request, response) => response.end('# Elsewhere'));
    const other = server!;
    const base = await serve((request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: elsewhere }).end();
      else if (request.url === '/near') response.writeHead(302, { location: '/lesson.md' }).end();
      else if (request.url === '/page') response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Hi</h1>');
      else response.end('# Here');
    });
    expect(await fetchSource('/near', base)).toEqual({ ok: true, text: '# Here' });
    expect(await fetchSource('/away', base)).toEqual({
      ok: false,
      message: 'The document /away was moved to an address that is not https.',
    });
    expect(await fetchSource('/page', base)).toEqual({ ok: false, message: 'The document /page is a web page, not a Markdown document.' });
    other.close();
  });

  it('knows where code hosts keep the file itself', () => {
    const raw = (address: string) => rawAddress(new URL(address));
    expect(raw('https://github.com/o/r/blob/main/a/b.md')).toBe('https://raw.githubusercontent.com/o/r/main/a/b.md');
    expect(raw('https://gitlab.com/g/s/r/-/blob/main/b.md')).toBe('https://gitlab.com/g/s/r/-/raw/main/b.md');
    expect(raw('https://codeberg.org/o/r/src/branch/main/b.md')).toBe('https://codeberg.org/o/r/raw/branch/main/b.md');
    expect(raw('https://gist.github.com/o/0123456789abcdef0123')).toBe('https://gist.githubusercontent.com/o/0123456789abcdef0123/raw');
    expect(raw('https://example.org/b.md')).toBeUndefined();
    expect(unreachable('The document', new URL('https://github.com/o/r/blob/main/b.md'), false)).toContain('raw.githubusercontent.com');
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
    expect(await fetchSource('/gone', base)).toMatchObject({
      ok: false,
      message: expect.stringContaining('There is no connection to this site.'),
    });
    expect(await fetchSource('http://127.0.0.1:1/x', base)).toMatchObject({
      ok: false,
      message: expect.stringContaining('from an https address'),
    });
    expect(await fetchSource('https://127.0.0.1:1/x.md', base)).toMatchObject({
      ok: false,
      message: expect.stringMatching(/127\.0\.0\.1:1 cannot be reached, or it does not let other sites read.*Access-Control-Allow-Origin/),
    });
    expect(await fetchSource('data:text/plain,x', base)).toMatchObject({ ok: false });
  });
});
