/** Serves one host page over its port: checks what it asks, does it, and answers everything. */
import * as v from 'valibot';
import { refusalOf } from '../ui/model/engine';
import { tellHost } from './host-events.svelte';
import { HOST_PROTOCOL, type HostAnswer, type HostErrorCode, type HostEvent } from './host-messages';
import { HostRequestSchema } from './host-protocol';
import { perform, short, type Stage, Unwilling } from './host-requests';

export { known, stands } from './host-requests';

/** Requests under way at once, and in one second, of one page. */
export const MOST_PENDING = 32;
export const MOST_A_SECOND = 100;

/** Starts serving; answers how to end it. `auto` is the element whose height is told. */
export function serveHost(port: MessagePort, stage: Stage, auto: Element | undefined): () => void {
  const say = (message: HostAnswer | HostEvent): void => port.postMessage(message);
  const service = new HostService(stage, say);
  port.onmessage = ({ data }: MessageEvent<unknown>): void => void service.hear(data);
  const { model } = stage;
  say({
    type: 'ready',
    protocol: HOST_PROTOCOL,
    title: model.document?.title ?? '',
    state: model.session.state,
    tick: model.time.tick,
  });
  const stopTelling = tellHost(model, say);
  const observer = auto && new ResizeObserver(() => say({ type: 'size', height: Math.ceil(auto.getBoundingClientRect().height) }));
  if (auto) observer!.observe(auto);
  return () => {
    stopTelling();
    observer?.disconnect();
    port.close();
  };
}

export class HostService {
  readonly #stage: Stage;
  readonly #say: (answer: HostAnswer) => void;
  readonly #now: () => number;
  #pending = 0;
  #second = -Infinity;
  #heard = 0;

  constructor(stage: Stage, say: (answer: HostAnswer) => void, now = (): number => performance.now()) {
    this.#stage = stage;
    this.#say = say;
    this.#now = now;
  }

  /** Takes whatever came over the port; says exactly one answer. */
  async hear(data: unknown): Promise<void> {
    const id = idOf(data);
    const refuse = (code: HostErrorCode, message: string): void => this.#say({ type: 'answer', id, ok: false, code, message });
    if (this.#tooMany()) return refuse('busy', `more than ${MOST_PENDING} requests at once, or ${MOST_A_SECOND} in a second`);
    const request = v.safeParse(HostRequestSchema, data, { abortEarly: true });
    if (!request.success) {
      const { message } = request.issues[0];
      const field = v.getDotPath(request.issues[0]);
      return refuse('schema', short(field === null ? message : `${field}: ${message}`));
    }
    this.#pending++;
    try {
      this.#say({ type: 'answer', id, ok: true, value: await perform(this.#stage, request.output) });
    } catch (thrown) {
      refuse(codeOf(thrown), short(refusalOf(thrown).message));
    } finally {
      this.#pending--;
    }
  }

  #tooMany(): boolean {
    const now = this.#now();
    if (now - this.#second >= 1000) {
      this.#second = now;
      this.#heard = 0;
    }
    return ++this.#heard > MOST_A_SECOND || this.#pending >= MOST_PENDING;
  }
}

function idOf(data: unknown): number {
  const id: unknown = typeof data === 'object' && data !== null && 'id' in data ? data.id : 0;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : 0;
}

function codeOf(thrown: unknown): HostErrorCode {
  if (thrown instanceof Unwilling) return thrown.code;
  const { refusal } = (thrown ?? {}) as { refusal?: { code: HostErrorCode } };
  return refusal?.code ?? 'failed';
}
