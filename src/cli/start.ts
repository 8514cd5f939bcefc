/**
 * `npm start`: serves the production build on 127.0.0.1 at the next free port, with the CORS header that sandboxed
 * frames need, and opens a browser where there is a display to show it on.
 */
import { spawn } from 'node:child_process';
import { buildWhenNeeded } from './build';
import { serve } from './serve';

const dist = await buildWhenNeeded();
const server = await serve(dist, { cors: true, port: Number(process.env['PORT'] ?? 4173) });
console.log(`memcg playground: ${server.url}  (Ctrl-C ends it)`);

const hasDisplay =
  process.platform === 'darwin' || process.platform === 'win32' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
if (hasDisplay && process.env['CI'] === undefined && process.env['BROWSER'] !== 'none') {
  const opener = process.platform === 'darwin' ? 'open' : process.platform === 'win32' ? 'explorer' : 'xdg-open';
  spawn(opener, [server.url], { stdio: 'ignore', detached: true })
    .on('error', () => console.log('No browser could be started: open the address by hand.'))
    .unref();
}
