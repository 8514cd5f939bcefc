/**
 * The built page on two servers, as it is met in the world: one that sends the CORS header and one that does not.
 * Their addresses reach the tests through the environment.
 */
import { fileURLToPath } from 'node:url';
import { serve } from '../src/cli/serve';
import { ENGINES } from './engines';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));

export default async function startServers(): Promise<() => Promise<void>> {
  const cors = await serve(DIST, { cors: true, port: 4273 });
  const plain = await serve(DIST, { cors: false, port: 4373 });
  process.env['SITE_CORS'] = cors.url;
  process.env['SITE_PLAIN'] = plain.url;
  for (const { name, path } of ENGINES) if (path === undefined) console.log(`not run: ${name}`);
  return async () => {
    await cors.close();
    await plain.close();
  };
}
