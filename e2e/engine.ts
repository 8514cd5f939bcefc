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

/** What {@link hashes} needs to know. */
export interface HashesAsked {
  /** Address of the built engine's module. */
  readonly address: string;
  readonly document: string;
  readonly journal: readonly unknown[];
  /** Where to go before the end; 0 for nowhere. */
  readonly every: number;
}

export type Hashes = readonly (readonly [tick: number, hash: string])[];

export function asked(document: string, every: number, journal: readonly unknown[] = []): HashesAsked {
  const chunk = readdirSync(ASSETS).find((name) => /^engine-(?!userland).*\.js$/.test(name));
  if (chunk === undefined) throw new Error('the build holds no engine');
  return { address: `${site().cors}assets/${chunk}`, document, journal, every };
}

/** Hashes of a document's run in the built engine, on a page that {@link openBlank} opened: at every `every`th tick, and last at its end. */
export function hashesInBrowser(page: Page, document: string, every: number): Promise<Hashes> {
  return page.evaluate(hashes, asked(document, every));
}

/** Runs in the page, and so reaches nothing of this module. */
export async function hashes({ address, document, journal, every }: HashesAsked): Promise<Hashes> {
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
  await send({ type: 'load', text: document, journal });
  await send({ type: 'speed', ticksPerSecond: 0 });
  await send({ type: 'run' });
  while (state !== 'finished' && state !== 'panicked') await new Promise<void>((resolve) => (moved = resolve));
  const end = await send({ type: 'hash' });
  const found: [number, string][] = [];
  for (let tick = every; every > 0 && tick <= end.tick; tick += every) {
    await send({ type: 'seek', tick });
    const { hash } = await send({ type: 'hash' });
    found.push([tick, hash ?? '']);
  }
  found.push([end.tick, end.hash ?? '']);
  worker.terminate();
  return found;
}
