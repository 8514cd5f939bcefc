import { beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { PlaygroundModel } from '../ui/model/playground.svelte';
import { FakeEngine } from '../ui/testing/fake-engine';
import type { Theme } from '../ui/theme.svelte';
import type { HostAnswer } from './host-messages';
import { HostService, MOST_A_SECOND, MOST_PENDING } from './host-service';
import { RunGate } from './run-gate';

let engine: FakeEngine;
let said: HostAnswer[];
let now: number;
let service: HostService;
beforeEach(() => {
  engine = new FakeEngine();
  const model = new PlaygroundModel(engine);
  said = [];
  now = 0;
  const theme = { set: () => undefined } as unknown as Theme;
  service = new HostService(
    { model, gate: new RunGate(model), theme },
    (answer) => said.push(answer),
    () => now,
  );
});
const TEXT = '# Mine\n\n```sh\ntrue\n```\n';

describe('a host’s requests', () => {
  it('are done in their order and answered with their ids', async () => {
    await service.hear({ id: 1, type: 'load', text: TEXT });
    await service.hear({ id: 2, type: 'run' });
    await service.hear({ id: 3, type: 'pause' });
    await service.hear({ id: 4, type: 'query' });
    expect(said).toMatchObject([
      { id: 1, ok: true, value: { title: 'Mine' } },
      { id: 2, ok: true, value: { waits: false } },
      { id: 3, ok: true },
      { id: 4, ok: true, value: { state: 'paused', title: 'Mine', checks: [], answers: [] } },
    ]);
  });

  it('are refused with a name and the reason', async () => {
    await service.hear({ id: 1, type: 'load', text: '---\nrom: 5\n---\n' });
    engine.refuse = { code: 'state', message: 'cannot run: nothing is loaded' };
    await service.hear({ id: 2, type: 'run' });
    expect(said).toMatchObject([
      { id: 1, ok: false, code: 'document', message: expect.stringMatching(/^2:1: /) as string },
      { id: 2, ok: false, code: 'state', message: 'cannot run: nothing is loaded' },
    ]);
  });

  it('get exactly one answer, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (data) => {
        said.length = 0;
        now += 1000;
        await service.hear(data);
        expect(said).toHaveLength(1);
        expect(said[0]).toMatchObject({ type: 'answer', ok: false, code: 'schema' });
      }),
    );
  });

  it('are bounded in a second and at once', async () => {
    await service.hear({ id: 1, type: 'load', text: TEXT });
    for (let i = 2; i <= MOST_A_SECOND + 1; i++) await service.hear({ id: i, type: 'theme', theme: 'dark' });
    expect(said.at(-1)).toMatchObject({ id: MOST_A_SECOND + 1, ok: false, code: 'busy' });
    expect(said.filter(({ ok }) => !ok)).toHaveLength(1);
    now = 1000;
    said.length = 0;
    await Promise.all(Array.from({ length: MOST_PENDING + 2 }, (_, i) => service.hear({ id: i + 1, type: 'query' })));
    expect(said.filter(({ ok }) => !ok)).toHaveLength(2);
  });
});
