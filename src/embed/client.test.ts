import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PlaygroundClient, PlaygroundError } from './client';

/** A frame that says what a test tells it to. */
class Frame extends EventTarget {
  readonly heard: unknown[] = [];
  port: MessagePort | undefined;
  readonly contentWindow = {
    postMessage: (data: unknown, _origin: string, [port]: [MessagePort]): void => {
      this.heard.push(data);
      this.port = port;
      port.onmessage = (event: MessageEvent<unknown>): void => void this.heard.push(event.data);
    },
  };
  say(message: object): void {
    this.port!.postMessage(message);
  }
}

let frame: Frame;
let client: PlaygroundClient;
const HELLO = { protocol: 'memcg/1', type: 'hello' };
const READY = { type: 'ready', protocol: 'memcg/1', title: 'T', state: 'paused', tick: 0 };
beforeEach(() => {
  frame = new Frame();
  client = new PlaygroundClient(frame as unknown as HTMLIFrameElement);
});
afterEach(() => {
  client.dispose();
  frame.port?.close();
});
const settled = (test: () => void): Promise<void> => vi.waitFor(test);

describe('the client of a host page', () => {
  it('greets at once and when the frame has loaded, and asks when it is ready', async () => {
    const answer = client.run({ predict: false });
    frame.dispatchEvent(new Event('load'));
    expect(frame.heard).toEqual([HELLO, HELLO]);
    frame.say(READY);
    await settled(() => expect(frame.heard.at(-1)).toEqual({ id: 1, type: 'run', predict: false }));
    frame.say({ type: 'answer', id: 1, ok: true, value: { tick: 4, waits: false } });
    expect(await answer).toEqual({ tick: 4, waits: false });
    expect(client.ready).toMatchObject({ title: 'T' });
  });

  it('rejects with the code that the frame named', async () => {
    frame.say(READY);
    const refused = client.seek(-1);
    frame.say({ type: 'answer', id: 1, ok: false, code: 'schema', message: 'tick: wrong' });
    await expect(refused).rejects.toThrow(new PlaygroundError('schema', 'tick: wrong'));
    await expect(refused).rejects.toMatchObject({ code: 'schema' });
  });

  it('tells events to those who hear them, and leaves what it does not know', async () => {
    const held: unknown[] = [];
    const stop = client.on('checked', (event) => held.push(event));
    for (const noise of [null, 3, 'checked', { type: 'unheard' }, { type: 'answer', id: 99, ok: true }]) frame.say(noise as object);
    const one = { tick: 5, block: 1, line: 9, text: 'a == b', ok: true, got: 'b' };
    frame.say({ type: 'checked', ...one });
    await settled(() => expect(held).toEqual([one]));
    stop();
    frame.say({ type: 'checked', ...one });
    frame.say({ type: 'answer', id: 1, ok: true, value: {} });
    await client.request('theme', { theme: 'dark' }).catch(() => undefined);
    expect(held).toHaveLength(1);
  });

  it('rejects what is under way when the frame is replaced or left', async () => {
    frame.say(READY);
    await settled(() => expect(client.ready).toBeDefined());
    const before = client.pause();
    frame.dispatchEvent(new Event('load'));
    await expect(before).rejects.toMatchObject({ code: 'gone' });
    const left = client.pause();
    client.dispose();
    await expect(left).rejects.toMatchObject({ code: 'gone' });
  });

  it('names a frame that does not answer, and one that will not', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const silent = new PlaygroundClient(frame as unknown as HTMLIFrameElement);
    const codes: string[] = [];
    silent.on('error', ({ code }) => codes.push(code));
    const never = silent.run();
    vi.advanceTimersByTime(20_000);
    vi.useRealTimers();
    await expect(never).rejects.toMatchObject({ code: 'silent' });
    expect(codes).toEqual(['silent']);
    const refused = silent.run();
    frame.say({ type: 'error', code: 'origin', message: 'not for you' });
    await expect(refused).rejects.toMatchObject({ code: 'origin' });
    silent.dispose();
  });
});
