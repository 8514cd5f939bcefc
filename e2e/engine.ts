/** The built engine in the browser, spoken to directly: for comparing its state hashes with those of Node. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { site } from './playground';

const ASSETS = fileURLToPath(new URL('../dist/assets', import.meta.url));

/** An empty page of the site: the built engine can be brought there without the playground's own run beside it. */
export async function openBlank(page: Page): Promise<void> {
  const address = `${site().cors}blank`;
  await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>blank</title>' }));
  await page.goto(address);
}

/** Hashes of a document's run in the built engine, on a page that {@link openBlank} opened: at every `every`th tick, and last at its end. */
export async function hashesInBrowser(page: Page, text: string, every: number): Promise<[number, string][]> {
  const chunk = readdirSync(ASSETS).find((name) => /^engine-(?!userland).*\.js$/.test(name));
  if (chunk === undefined) throw new Error('the build holds no engine');
  return page.evaluate(
    async ({ address, document, step }) => {
      const module = (await import(address)) as Record<string, unknown>;
      const start = Object.values(module).find((value) => typeof value === 'function') as (name: string) => Worker;
      const worker = start('hashes');
      type Reply = { type: string; id?: number; ok?: boolean; answer?: { tick: number; hash?: string }; error?: { message: string } };
      const waiting = new Map<number, (reply: Reply) => void>();
      let state = '';
      let moved: () => void = () => undefined;
      worker.onmessage = ({ data }: MessageEvent<Reply & { session?: { state: string } }>) => {
        if (data.type === 'reply') waiting.get(data.id ?? 0)?.(data);
        if (data.type === 'view') {
          state = data.session?.state ?? '';
          moved();
        }
      };
      let id = 0;
      const send = async (command: object): Promise<{ tick: number; hash?: string }> => {
        const serial = ++id;
        const reply = await new Promise<Reply>((resolve) => {
          waiting.set(serial, resolve);
          worker.postMessage({ v: 1, id: serial, command });
        });
        if (reply.ok !== true || reply.answer === undefined) throw new Error(reply.error?.message ?? 'no answer');
        return reply.answer;
      };
      await send({ type: 'load', text: document });
      await send({ type: 'speed', ticksPerSecond: 0 });
      await send({ type: 'run' });
      while (state !== 'finished' && state !== 'panicked') await new Promise<void>((resolve) => (moved = resolve));
      const end = await send({ type: 'hash' });
      const hashes: [number, string][] = [];
      for (let tick = step; tick <= end.tick; tick += step) {
        await send({ type: 'seek', tick });
        const { hash } = await send({ type: 'hash' });
        hashes.push([tick, hash ?? '']);
      }
      hashes.push([end.tick, end.hash ?? '']);
      worker.terminate();
      return hashes;
    },
    { address: `${site().cors}assets/${chunk}`, document: text, step: every },
  );
}
