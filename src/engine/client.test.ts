import { describe, expect, it } from 'vitest';
import { EngineClient, EngineError, type EnginePort } from './client';
import { spawnHere } from './node-host';
import type { Request, View } from './protocol';
import { ManualScheduler } from './testing/manual-scheduler';
import { toyText, toyWorkshop } from './testing/toy-machine';

const TEXT = toyText(['sh', 'echo a\nsleep 50\necho b']);

/** A client of a session on this thread, over a real message channel. */
function start() {
  const workshop = toyWorkshop();
  const ports: EnginePort[] = [];
  const asked: Request[] = [];
  const spawn = () => {
    const port = spawnHere(workshop);
    const post: EnginePort['post'] = (message, transfer) => {
      asked.push(message as Request);
      port.post(message, transfer);
    };
    ports.push(port);
    return { ...port, post };
  };
  const client = new EngineClient({ spawn });
  const views: View[] = [];
  client.onView((view) => void views.push(view));
  const until = (test: (view: View) => boolean): Promise<View> =>
    new Promise((resolve) => {
      const stop = client.onView((view) => {
        if (!test(view)) return;
        stop();
        resolve(view);
      });
    });
  return { client, views, until, ports, asked };
}

/** A port that nobody answers at, driven by hand. */
function deadPort() {
  const posted: unknown[] = [];
  let heard: (message: unknown) => void = () => undefined;
  let broken: (reason: string) => void = () => undefined;
  let ended = 0;
  const port: EnginePort = {
    post: (message) => void posted.push(message),
    listen: (onMessage, onBroken) => void ([heard, broken] = [onMessage, onBroken]),
    end: () => void ended++,
  };
  return { port, posted, hear: (message: unknown) => heard(message), break: (reason: string) => broken(reason), ended: () => ended };
}

describe('EngineClient', () => {
  it('loads, runs and hears of the end over a message channel', async () => {
    const { client, until, views } = start();
    const hello = new Promise((resolve) => client.onHello(resolve));
    expect(await client.send({ type: 'load', text: TEXT })).toMatchObject({ tick: 0, title: 'Toy' });
    expect(await hello).toMatchObject({ protocol: 1 });
    await client.send({ type: 'speed', ticksPerSecond: 0 });
    const finished = until(({ session }) => session.state === 'finished');
    await client.send({ type: 'run' });
    await finished;
    expect(
      views
        .flatMap((view) => view.consoles ?? [])
        .map(({ text }) => text)
        .join(''),
    ).toContain('b\n');
    client.end();
  });

  it('hands out frames as arrays of one transferred buffer, and gives it back', async () => {
    const { client, until } = start();
    const drawn = until((view) => view.frames !== undefined);
    await client.send({ type: 'load', text: TEXT });
    const view = await drawn;
    expect(view.frames!.kind.buffer).toBe(view.frames!.owner.buffer);
    client.release(view);
    expect(view.frames!.kind).toHaveLength(0);
    await client.send({ type: 'ping' });
    client.end();
  });

  it('rejects what is refused, with the code', async () => {
    const { client } = start();
    await expect(client.send({ type: 'run' })).rejects.toThrow('cannot run: no scenario is loaded');
    const refused = await client.send({ type: 'load', text: '---\nnonsense: 1\n---\n' }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(EngineError);
    expect((refused as EngineError).refusal).toMatchObject({ code: 'document' });
    client.end();
  });

  it('loses nothing when the engine is ended and started anew', async () => {
    const { client, until, ports, asked } = start();
    await client.send({ type: 'load', text: TEXT });
    await client.send({ type: 'speed', ticksPerSecond: 0 });
    const rests = () => until(({ session, time }) => session.state === 'paused' && time.tick > 0);
    let paused = rests();
    await client.send({ type: 'exec', tty: 1, line: 'set x 1' });
    await paused;
    paused = rests();
    const second = await client.send({ type: 'exec', tty: 1, line: 'set y 2' });
    expect(second.kept).toBe(1);
    await paused;
    const before = await client.send({ type: 'hash' });
    await client.send({ type: 'answered', blocks: [1] });
    asked.length = 0;
    await client.restart();
    expect(ports).toHaveLength(2);
    expect(asked.map(({ command }) => command.type)).toEqual(['speed', 'load', 'answered']);
    expect(await client.send({ type: 'hash' })).toEqual(before);
    expect((await client.send({ type: 'export' })).journal).toEqual(client.kept?.journal);
    client.end();
  });

  it('keeps the journal as the engine does, through forks, recovery and reset', async () => {
    const { client } = start();
    const agree = async () => expect(client.kept?.journal).toEqual((await client.send({ type: 'export' })).journal);
    await client.send({ type: 'load', text: TEXT, tick: 30 });
    await client.send({ type: 'exec', tty: 1, line: 'set x 1' });
    await client.send({ type: 'interrupt', tty: 1 });
    await agree();
    await client.send({ type: 'seek', tick: 5 });
    await agree();
    await client.send({ type: 'exec', tty: 1, line: 'set x 2' });
    await agree();
    expect(client.kept?.journal).toHaveLength(1);
    await client.send({ type: 'recover' });
    await agree();
    expect(client.kept?.journal).toHaveLength(2);
    await client.send({ type: 'reset' });
    await agree();
    client.end();
  });

  it('asks a silent engine whether it lives, and tells when it does not', () => {
    const time = new ManualScheduler();
    const dead = deadPort();
    const client = new EngineClient({ spawn: () => dead.port, later: (run, ms) => time.later(run, ms), patienceMs: 100 });
    const troubles: string[] = [];
    client.onTrouble(({ kind }) => void troubles.push(kind));
    const answer = client.send({ type: 'hash' });
    time.pass(150);
    expect(dead.posted.at(-1)).toMatchObject({ command: { type: 'ping' } });
    expect(troubles).toEqual([]);
    time.pass(100);
    expect(troubles).toEqual(['silent']);
    client.end();
    expect(dead.ended()).toBe(1);
    return expect(answer).rejects.toThrow('the engine was ended');
  });

  it('asks one that falls silent in the midst of a run, though nothing is awaited of it', () => {
    const time = new ManualScheduler();
    const dead = deadPort();
    const client = new EngineClient({ spawn: () => dead.port, later: (run, ms) => time.later(run, ms), patienceMs: 100 });
    const troubles: string[] = [];
    client.onTrouble(({ kind }) => void troubles.push(kind));
    const view = (state: string) =>
      dead.hear({
        ...{ type: 'view', v: 1, seq: 1, session: { state, title: 'x', speed: 0 }, time: { tick: 1, end: 1, events: 1 } },
        memory: { total: 1, free: 1, tasks: 1, staticKey: false },
      });
    view('running');
    time.pass(150);
    expect(dead.posted.at(-1)).toMatchObject({ command: { type: 'ping' } });
    view('paused');
    time.pass(500);
    expect(dead.posted).toHaveLength(1);
    view('running');
    time.pass(250);
    expect(troubles).toEqual(['silent']);
    client.end();
  });

  it('refuses at once what is asked of an engine that broke, until it is started anew', async () => {
    const ports = [deadPort(), deadPort()];
    let next = 0;
    const client = new EngineClient({ spawn: () => ports[next++]!.port, later: () => () => undefined });
    ports[0]!.break('out of memory');
    await expect(client.send({ type: 'export' })).rejects.toThrow('the engine has stopped: out of memory');
    await client.restart();
    const answer = client.send({ type: 'hash' });
    expect(ports[1]!.posted).toHaveLength(1);
    client.end();
    await expect(answer).rejects.toThrow('the engine was ended');
  });

  it('is patient with an engine that answers a ping while it is at work', () => {
    const time = new ManualScheduler();
    const dead = deadPort();
    const client = new EngineClient({ spawn: () => dead.port, later: (run, ms) => time.later(run, ms), patienceMs: 100 });
    const troubles: string[] = [];
    client.onTrouble(({ kind }) => void troubles.push(kind));
    const answer = client.send({ type: 'seek', tick: 1000000 });
    for (let i = 0; i < 10; i++) {
      time.pass(101);
      const { id } = dead.posted.at(-1) as { id: number };
      dead.hear({ v: 1, type: 'reply', id, ok: true, answer: { tick: i } });
    }
    expect(troubles).toEqual([]);
    dead.hear({ v: 1, type: 'reply', id: 1, ok: true, answer: { tick: 1000000 } });
    return expect(answer).resolves.toEqual({ tick: 1000000 });
  });

  it('tells of an engine that breaks, and of one that talks nonsense', async () => {
    for (const harm of [
      (dead: ReturnType<typeof deadPort>) => dead.break('out of memory'),
      (dead: ReturnType<typeof deadPort>) => dead.hear({ type: 'view', v: 1, seq: 'one' }),
    ]) {
      const dead = deadPort();
      const client = new EngineClient({ spawn: () => dead.port, later: () => () => undefined });
      const troubles: string[] = [];
      client.onTrouble(({ kind }) => void troubles.push(kind));
      const answer = client.send({ type: 'run' });
      harm(dead);
      await expect(answer).rejects.toThrow('the engine has stopped');
      expect(troubles).toEqual(['broken']);
    }
  });
});
