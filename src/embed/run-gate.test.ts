import { beforeEach, describe, expect, it } from 'vitest';
import { PlaygroundModel } from '../ui/model/playground.svelte';
import { FakeEngine } from '../ui/testing/fake-engine';
import { type Gated, RunGate } from './run-gate';

let engine: FakeEngine;
let model: PlaygroundModel;
let gate: RunGate;
const sent = (): string[] => engine.sent.map(({ type }) => type).filter((type) => type === 'run' || type === 'pause');
const journal: { type: 'exec'; tick: number; tty: 0 | 1; line: string; hold?: true }[] = [];

beforeEach(async () => {
  engine = new FakeEngine();
  model = new PlaygroundModel(engine);
  gate = new RunGate(model);
  await model.load({ text: '# T\n\n```sh\ntrue\n```\n', origin: { kind: 'text' }, set: [], journal: [], tick: 0 });
  engine.kept = { text: '', set: [], journal, tick: 0 };
});

describe('what runs', () => {
  it('pauses out of sight and goes on in sight', async () => {
    await gate.run();
    await gate.see(false);
    expect(sent()).toEqual(['run', 'pause']);
    await gate.see(true);
    expect(sent()).toEqual(['run', 'pause', 'run']);
  });
  it('goes on past questions when it was let run past them', async () => {
    await gate.run(false);
    await gate.see(false);
    await gate.see(true);
    expect(engine.sent.filter(({ type }) => type === 'run')).toEqual([
      { type: 'run', predict: false },
      { type: 'run', predict: false },
    ]);
  });
  it('goes on also when it is back before the pause was done', async () => {
    await gate.run();
    void gate.see(false);
    await gate.see(true);
    expect(model.running).toBe(true);
  });
  it('stays paused when somebody paused it, though it left before the engine had done so', async () => {
    const asked: string[] = [];
    let done = (): void => undefined;
    const slow = {
      kept: { text: '', set: [], journal, tick: 0 },
      send: ({ type }: { type: string }) => {
        asked.push(type);
        return new Promise<void>((resolve) => (done = resolve));
      },
    };
    const machine = { engine: slow as unknown as Gated['engine'], running: true, ready: true, asked: undefined, asks: true };
    const busy = new RunGate(machine);
    const paused = busy.pause();
    const left = busy.see(false);
    await new Promise((turn) => setImmediate(turn));
    expect(asked).toEqual(['pause']);
    done();
    await Promise.all([paused, left]);
    machine.running = false;
    await busy.see(true);
    expect(asked).toEqual(['pause']);
  });
  it('stays paused when somebody paused, moved or loaded it out of sight', async () => {
    await gate.run();
    await gate.see(false);
    await gate.pause();
    await gate.see(true);
    expect(sent()).toEqual(['run', 'pause']);
    await gate.run();
    await gate.see(false);
    gate.forget();
    await gate.see(true);
    expect(sent().at(-1)).toBe('pause');
    await gate.run();
    await gate.see(false);
    engine.kept = { text: '', set: [], journal: [], tick: 0 };
    await gate.see(true);
    expect(sent().at(-1)).toBe('pause');
  });
  it('does not start the lesson when only a typed line ran', async () => {
    engine.kept = { text: '', set: [], journal: [{ type: 'exec', tick: 0, tty: 1, line: 'sleep 9', hold: true }], tick: 0 };
    await model.type('sleep 9');
    engine.show('running');
    await gate.see(false);
    await gate.see(true);
    expect(sent()).toEqual(['pause']);
  });
});

describe('a run that is asked for out of sight', () => {
  it('waits until it is seen', async () => {
    await gate.see(false);
    expect(await gate.run(false)).toBe(true);
    expect(sent()).toEqual([]);
    await gate.see(true);
    expect(engine.sent.findLast(({ type }) => type === 'run')).toEqual({ type: 'run', predict: false });
  });
  it('is ended by a pause', async () => {
    await gate.see(false);
    await gate.run();
    await gate.pause();
    await gate.see(true);
    expect(sent()).toEqual([]);
  });
});
