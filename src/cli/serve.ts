/** A small static server over the built folder, for `npm start`, the end-to-end tests and the benches. */
import { preview } from 'vite';

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `dist` on 127.0.0.1 at `port` or the next free one. `cors` adds `Access-Control-Allow-Origin: *`; without it
 * the answers carry no such header, as many course servers do.
 */
export async function serve(dist: string, options: { readonly cors: boolean; readonly port: number }): Promise<Served> {
  const server = await preview({
    root: dist,
    configFile: false,
    logLevel: 'silent',
    appType: 'mpa',
    base: './',
    build: { outDir: '.' },
    preview: {
      host: '127.0.0.1',
      port: options.port,
      strictPort: false,
      open: false,
      cors: false,
      headers: options.cors ? { 'Access-Control-Allow-Origin': '*' } : {},
    },
  });
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () =>
      new Promise((done, fail) => {
        server.httpServer.close((error) => (error ? fail(error) : done()));
        if ('closeAllConnections' in server.httpServer) server.httpServer.closeAllConnections();
      }),
  };
}
