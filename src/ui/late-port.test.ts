import { expect, it } from 'vitest';
import type { EnginePort } from '../engine/client';
import { latePort } from './late-port';

function recorder(): { port: EnginePort; log: unknown[] } {
  const log: unknown[] = [];
  return { log, port: { post: (message) => log.push(message), listen: () => log.push('listen'), end: () => log.push('end') } };
}

it('keeps what is posted until the engine is there, in order', async () => {
  const { port, log } = recorder();
  const late = latePort(() => Promise.resolve(() => port));
  late.listen(
    () => undefined,
    () => undefined,
  );
  late.post(1, []);
  late.post(2, []);
  expect(log).toEqual([]);
  await Promise.resolve();
  late.post(3, []);
  expect(log).toEqual(['listen', 1, 2, 3]);
});

it('starts nothing once it was ended', async () => {
  const { port, log } = recorder();
  const late = latePort(() => Promise.resolve(() => port));
  late.end();
  await Promise.resolve();
  expect(log).toEqual([]);
});

it('says when the engine cannot be loaded', async () => {
  const heard: string[] = [];
  latePort(() => Promise.reject(new Error('gone'))).listen(
    () => undefined,
    (reason) => heard.push(reason),
  );
  await Promise.resolve();
  await Promise.resolve();
  expect(heard).toEqual(['gone']);
});
