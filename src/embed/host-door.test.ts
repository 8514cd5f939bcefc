import { beforeEach, describe, expect, it } from 'vitest';
import { openDoor } from './host-door';

type Said = { readonly type: string; readonly code?: string };
const HELLO = { type: 'hello', protocol: 'memcg/1' };
const parent = { name: 'parent' };

let heard: (event: object) => void;
let served: number;
let ended: number[];
beforeEach(() => {
  served = 0;
  ended = [];
});
function door(hosts: readonly string[] | undefined): void {
  const frame = { parent, addEventListener: (_type: string, listener: typeof heard) => (heard = listener) };
  openDoor(frame as unknown as Window, {
    hosts,
    serve: () => {
      const n = served++;
      return Promise.resolve(() => void ended.push(n));
    },
  });
}
function knock(data: unknown, { source = parent as object, origin = 'https://a.example', ports = 1 } = {}): Said[] {
  const said: Said[] = [];
  const port = { postMessage: (message: Said) => said.push(message), close: () => undefined };
  heard({ source, data, origin, ports: ports === 1 ? [port] : [] });
  return said;
}

describe('the door of an embed', () => {
  it('opens to the page around it and to nobody else', () => {
    door(undefined);
    knock(HELLO);
    expect(served).toBe(1);
    knock(HELLO, { source: { name: 'a frame beside it' } });
    knock(HELLO, { ports: 0 });
    for (const noise of [null, 'hello', {}, { type: 'hello' }, { type: 'hello', protocol: 7 }, { ...HELLO, type: 'run' }]) knock(noise);
    expect(served).toBe(1);
  });
  it('names what it refuses', () => {
    door(['https://a.example']);
    expect(knock({ ...HELLO, protocol: 'memcg/2' })).toMatchObject([{ type: 'error', code: 'version' }]);
    expect(knock(HELLO, { origin: 'https://b.example' })).toMatchObject([{ type: 'error', code: 'origin' }]);
    expect(served).toBe(0);
    knock(HELLO);
    expect(served).toBe(1);
  });
  it('serves four at once; the oldest gives way', async () => {
    door(undefined);
    for (let i = 0; i < 6; i++) knock(HELLO);
    await Promise.resolve();
    await Promise.resolve();
    expect(ended).toEqual([0, 1]);
  });
  it('does not listen in a page that nobody has framed', () => {
    heard = () => undefined;
    const before = heard;
    const alone = { addEventListener: (_type: string, listener: typeof heard) => (heard = listener) };
    openDoor(Object.assign(alone, { parent: alone }) as unknown as Window, { hosts: undefined, serve: () => Promise.reject(new Error()) });
    expect(heard).toBe(before);
  });
});
