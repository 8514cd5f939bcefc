/** The host page's end of `memcg/1`: asks an embed's frame, and tells what it says. It needs nothing else and fits any page. */
import {
  HOST_EVENTS,
  HOST_PROTOCOL,
  type Hello,
  type HostAnswer,
  type HostErrorCode,
  type HostEvent,
  type HostEvents,
  type HostEventType,
  type HostRequests,
  type HostRequestType,
  type HostValues,
  type Standing,
} from './host-messages';

/** A request that was not done. `code` is for programs, the message for people. */
export class PlaygroundError extends Error {
  override readonly name: string = 'PlaygroundError';
  readonly code: HostErrorCode;
  constructor(code: HostErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Hears events of one type. */
export type Heard<Type extends HostEventType> = (event: HostEvents[Type]) => void;

interface Pending {
  readonly message: object;
  readonly resolve: (value: never) => void;
  readonly reject: (error: PlaygroundError) => void;
}

/** Time in which a loaded frame says that it is ready, in ms. */
const PATIENCE = 20_000;

export class PlaygroundClient {
  readonly #frame: HTMLIFrameElement;
  readonly #ears = new Map<HostEventType, Set<(event: never) => void>>();
  readonly #pending = new Map<number, Pending>();
  #port: MessagePort | undefined;
  #ready: HostEvents['ready'] | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #id = 0;

  /** Speaks with an embed's frame, loaded or not; what is asked before it is ready waits. */
  constructor(frame: HTMLIFrameElement) {
    this.#frame = frame;
    frame.addEventListener('load', this.#greet);
    this.#greet();
  }

  /** What it said when it was ready; undefined before. */
  get ready(): HostEvents['ready'] | undefined {
    return this.#ready;
  }

  /** Hears events of one type; answers how to stop. */
  on<Type extends HostEventType>(type: Type, heard: Heard<Type>): () => void {
    const ears = this.#ears.get(type) ?? new Set();
    this.#ears.set(type, ears.add(heard));
    return () => void ears.delete(heard);
  }

  /** Asks; rejects with a `PlaygroundError`. */
  request<Type extends HostRequestType>(type: Type, fields: HostRequests[Type]): Promise<HostValues[Type]> {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      const message = { ...fields, id, type };
      this.#pending.set(id, { message, resolve, reject });
      if (this.#ready) this.#port?.postMessage(message);
    });
  }

  /** Opens a shipped scenario, or a document's text. */
  load(what: HostRequests['load']): Promise<HostValues['load']> {
    return this.request('load', what);
  }
  run(how: HostRequests['run'] = {}): Promise<HostValues['run']> {
    return this.request('run', how);
  }
  pause(): Promise<HostValues['pause']> {
    return this.request('pause', {});
  }
  step(by?: 'command' | 'tick' | 'event'): Promise<HostValues['step']> {
    return this.request('step', by ? { by } : {});
  }
  seek(tick: number): Promise<HostValues['seek']> {
    return this.request('seek', { tick });
  }
  /** Types a line into the console. */
  exec(line: string): Promise<HostValues['exec']> {
    return this.request('exec', { line });
  }
  /** Reads a control file. */
  async read(path: string): Promise<string> {
    const value = await this.request('query', { path });
    return 'text' in value ? value.text : '';
  }
  /** All that a grade needs, as it is now. */
  standing(): Promise<Standing> {
    return this.request('query', {}) as Promise<Standing>;
  }
  theme(theme: 'auto' | 'light' | 'dark'): Promise<HostValues['theme']> {
    return this.request('theme', { theme });
  }

  /** Hangs up: what was asked is rejected, and nothing is told any more. */
  dispose(): void {
    this.#frame.removeEventListener('load', this.#greet);
    this.#hangUp();
    this.#ears.clear();
    this.#refuse('gone', 'the frame is no longer there');
  }

  /** A frame that has loaded, or loaded again, is greeted; one that had not yet begun to listen is greeted again when it has loaded. */
  #greet = (): void => {
    this.#hangUp();
    if (this.#ready) this.#refuse('gone', 'the frame was loaded again');
    this.#ready = undefined;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<unknown>): void => this.#hear(data);
    // A sandboxed frame has no origin to name; the greeting says nothing that others may not hear.
    this.#frame.contentWindow?.postMessage({ protocol: HOST_PROTOCOL, type: 'hello' } satisfies Hello, '*', [port2]);
    this.#timer = setTimeout(() => this.#fail('silent', 'the playground does not answer'), PATIENCE);
  };

  #hangUp(): void {
    clearTimeout(this.#timer);
    this.#port?.close();
    this.#port = undefined;
  }

  #fail(code: HostErrorCode, message: string): void {
    this.#refuse(code, message);
    this.#tell({ type: 'error', code, message });
  }

  #refuse(code: HostErrorCode, message: string): void {
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(new PlaygroundError(code, message));
  }

  #hear(data: unknown): void {
    if (typeof data !== 'object' || data === null || !('type' in data)) return;
    if (data.type === 'answer') this.#answer(data as HostAnswer);
    else if (HOST_EVENTS.includes(data.type as HostEventType)) this.#told(data as HostEvent);
  }

  #told(event: HostEvent): void {
    if (event.type === 'ready') {
      clearTimeout(this.#timer);
      this.#ready = event;
      for (const { message } of this.#pending.values()) this.#port?.postMessage(message);
    } else if (event.type === 'error' && !this.#ready) {
      clearTimeout(this.#timer);
      return this.#fail(event.code, event.message);
    }
    this.#tell(event);
  }

  #answer(answer: HostAnswer): void {
    const pending = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    if (answer.ok) pending?.resolve(answer.value as never);
    else pending?.reject(new PlaygroundError(answer.code, answer.message));
  }

  #tell({ type, ...event }: HostEvent): void {
    for (const heard of this.#ears.get(type) ?? []) heard(event as never);
  }
}
