/** The least that a static host does: files of a folder below a path of its own, by their endings, with no header more than that. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.md': 'text/plain; charset=utf-8',
};

export interface TinyServer {
  /** Address of the folder, with the `/` at its end. */
  readonly url: string;
  /** Every path that was asked for and is not there. */
  readonly missed: readonly string[];
  close(): Promise<void>;
}

type Headers = Readonly<Record<string, string>>;

/** The headers that a `_headers` file gives to a path, as its hosts read it: those of every rule that fits. */
export function headersOf(text: string, path: string): Headers {
  const found: Record<string, string> = {};
  let fits = false;
  for (const line of text.split('\n')) {
    const header = /^\s+([\w-]+): (.+)$/.exec(line);
    if (header === null) fits = line.endsWith('*') ? path.startsWith(line.slice(0, -1)) : path === line;
    else if (fits) found[header[1]!.toLowerCase()] = header[2]!;
  }
  return found;
}

/** Serves `folder` at `prefix` (`/a/b/`) on 127.0.0.1, at a free port. */
export async function tinyServer(folder: string, prefix: string, headers: (path: string) => Headers = () => ({})): Promise<TinyServer> {
  const missed: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname);
    const below = path.startsWith(prefix) ? normalize(`./${path.slice(prefix.length)}`) : '..';
    const file = below === './' || below.endsWith('/') ? `${below}index.html` : below;
    const found = file.startsWith('..') ? Promise.reject(new Error(path)) : readFile(join(folder, file));
    found.then(
      (body) => response.writeHead(200, { ...headers(path), 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body),
      () => {
        missed.push(path);
        response.writeHead(404).end();
      },
    );
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`,
    missed,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
