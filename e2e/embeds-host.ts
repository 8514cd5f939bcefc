/** Pages of other people, on an origin of their own, for the tests of embeds. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, type Locator, type Page } from '@playwright/test';

/** What a careful host allows: scripts and frames of the playground, and nothing written into the page. */
export function strictPolicy(site: string): string {
  const origin = new URL(site).origin;
  return `default-src 'none'; script-src ${origin}; frame-src ${origin}; img-src data:; base-uri 'none'`;
}

export interface HostPage {
  readonly url: string;
  close(): void;
}

/** Serves one page with `body`, under a policy when one is given. */
export async function hostPage(body: string, policy?: string): Promise<HostPage> {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    if (policy !== undefined) response.setHeader('content-security-policy', policy);
    response.end(`<!doctype html><html lang="en"><title>A course</title><link rel="icon" href="data:,"><h1>A course</h1>${body}</html>`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

export function element(site: string, attributes: string): string {
  return `<script src="${site}embed.js"></script><memcg-playground ${attributes}></memcg-playground>`;
}

/** Calls a method of the element and answers what it answered, or the name of the error. */
export function ask(target: Locator, method: string, ...given: unknown[]): Promise<unknown> {
  return target.evaluate(
    async (found, [name, args]) => {
      try {
        return await (found as unknown as Record<string, (...all: unknown[]) => unknown>)[name]!(...args);
      } catch (thrown) {
        return { code: (thrown as { code: string }).code };
      }
    },
    [method, given] as const,
  );
}

export async function expectState(target: Locator, state: string | RegExp): Promise<void> {
  await expect.poll(async () => ((await ask(target, 'standing')) as { state: string }).state).toMatch(state);
}

/** Keeps what elements tell in `window.told`. */
export async function keepEvents(page: Page, types: readonly string[]): Promise<void> {
  await page.addInitScript((all) => {
    const told: unknown[] = [];
    Object.assign(window, { told });
    for (const type of all)
      addEventListener(type, (event) => event instanceof CustomEvent && told.push({ type, ...(event.detail as object) }), true);
  }, types);
}

export function told(page: Page): Promise<readonly Record<string, unknown>[]> {
  return page.evaluate(() => (window as unknown as { told: Record<string, unknown>[] }).told);
}
