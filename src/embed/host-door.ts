/** Where a host page knocks. It listens from the first moment; what serves is loaded with the first `hello`. */
import { HOST_PROTOCOL, type HostErrorCode, type HostEvent } from './host-messages';

/** Pages served at once: the element, and what a page's own script adds. The oldest gives way. */
const MOST = 4;

export interface Door {
  /** Origins that may speak; undefined is whichever page framed this one. */
  readonly hosts: readonly string[] | undefined;
  /** Starts serving a port, when there is something to serve; answers how to end it. */
  readonly serve: (port: MessagePort) => Promise<() => void>;
}

/** The protocol that a message greets in; undefined for what is no greeting: pages post all sorts of things. */
function greeting(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { type, protocol } = data as Readonly<Record<string, unknown>>;
  return type === 'hello' && typeof protocol === 'string' && protocol.startsWith('memcg/') ? protocol : undefined;
}

/** Opens the door of `frame`; only its parent is heard. */
export function openDoor(frame: Window, { hosts, serve }: Door): void {
  if (frame.parent === frame) return;
  const served: Promise<() => void>[] = [];
  frame.addEventListener('message', ({ source, data, ports, origin }: MessageEvent<unknown>) => {
    const [port] = ports;
    const protocol = greeting(data);
    if (source !== frame.parent || port === undefined || protocol === undefined) return;
    const refuse = (code: HostErrorCode, message: string): void => {
      port.postMessage({ type: 'error', code, message } satisfies HostEvent);
      port.close();
    };
    if (hosts !== undefined && !hosts.includes(origin)) return refuse('origin', `this embed is not for pages of ${origin}`);
    if (protocol !== HOST_PROTOCOL) return refuse('version', `this embed speaks ${HOST_PROTOCOL}`);
    served.push(serve(port));
    if (served.length > MOST) void served.shift()!.then((end) => end());
  });
}
