/**
 * The page's door to the engine. It keeps document and journal itself, so that the worker can be ended at any moment
 * with nothing lost, watches whether the worker still answers, and can start another in its place.
 */
import {
  type Answers,
  type Command,
  type FromWorker,
  type Hello,
  type JournalEntry,
  PROTOCOL_VERSION,
  type Refusal,
  type Reply,
  type View,
} from './protocol';
import { readFromWorker } from './replies';

/** The engine's end of the line: a worker, or in Node and tests the same session on this thread. */
export interface EnginePort {
  post(message: unknown, transfer: ArrayBuffer[]): void;
  /** Sets who hears what comes and what goes wrong. */
  listen(heard: (message: unknown) => void, broken: (reason: string) => void): void;
  /** Ends the engine, whatever it does. */
  end(): void;
}

export interface ClientOptions {
  /** Starts an engine. */
  readonly spawn: () => EnginePort;
  /** Calls back after `ms`; answers how to call it off. */
  readonly later?: (run: () => void, ms: number) => () => void;
  /** Silence after which the engine is asked whether it lives, and after as long again told of as silent. */
  readonly patienceMs?: number;
}

/** A command that was not done. `refusal.code` is for programs, the message for people. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** Something is wrong with the engine itself; `restart` starts it anew. */
export interface Trouble {
  readonly kind: 'silent' | 'broken';
  readonly message: string;
}

/** All that is needed to come here again. */
export interface Kept {
  readonly text: string;
  readonly set: readonly string[];
  readonly journal: readonly JournalEntry[];
  readonly tick: number;
}

type Of<T extends Command['type']> = Extract<Command, { type: T }>;
interface Pending {
  readonly command: Command;
  readonly resolve: (answer: never) => void;
  readonly reject: (error: EngineError) => void;
}

const PATIENCE_MS = 5000;

export class EngineClient {
  readonly #spawn: () => EnginePort;
  readonly #later: (run: () => void, ms: number) => () => void;
  readonly #patience: number;
  #port: EnginePort;
  #id = 0;
  #pending = new Map<number, Pending>();
  #kept: Kept | undefined;
  #speed: number | undefined;
  #answered: readonly number[] = [];
  #hello: Hello | undefined;
  #views = new Set<(view: View) => void>();
  #hellos = new Set<(hello: Hello) => void>();
  #troubles = new Set<(trouble: Trouble) => void>();
  #cancelWatch: (() => void) | undefined;
  #asked = false;
  /** It works on though nothing was asked. */
  #busy = false;
  /** What it stopped of; nobody is there to ask any more. */
  #broken: EngineError | undefined;

  constructor({ spawn, later, patienceMs }: ClientOptions) {
    this.#spawn = spawn;
    this.#later = later ?? realLater;
    this.#patience = patienceMs ?? PATIENCE_MS;
    this.#port = this.#open();
  }

  /** Document, journal and moment as last known; undefined before the first load. */
  get kept(): Kept | undefined {
    return this.#kept;
  }

  /** Asks the engine; rejects with an `EngineError` when it refuses. */
  send<T extends Command['type']>(typed: Of<T>): Promise<Answers[T]> {
    if (this.#broken !== undefined) return Promise.reject(this.#broken);
    const id = ++this.#id;
    const command: Command = typed;
    const transfer = command.type === 'recycle' ? command.buffers : [];
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { command, resolve: resolve as (answer: never) => void, reject });
      this.#port.post({ v: PROTOCOL_VERSION, id, command }, transfer);
      this.#watch();
    });
  }

  /** Gives the buffers of a drawn view back. */
  release(view: View): void {
    const buffer = view.frames?.kind.buffer;
    if (!(buffer instanceof ArrayBuffer) || buffer.byteLength === 0) return;
    this.send({ type: 'recycle', buffers: [buffer] }).catch(() => undefined);
  }

  /** Every view as it comes; answers how to stop listening. */
  onView(heard: (view: View) => void): () => void {
    return subscribe(this.#views, heard);
  }
  /** The engine's greeting, at once when it has come already. */
  onHello(heard: (hello: Hello) => void): () => void {
    if (this.#hello !== undefined) heard(this.#hello);
    return subscribe(this.#hellos, heard);
  }
  onTrouble(heard: (trouble: Trouble) => void): () => void {
    return subscribe(this.#troubles, heard);
  }

  /** Ends the engine, starts another and brings it to where the old one was. Unanswered commands are rejected. */
  async restart(): Promise<void> {
    this.#close('the engine was started anew');
    this.#port = this.#open();
    const kept = this.#kept;
    if (this.#speed !== undefined) await this.send({ type: 'speed', ticksPerSecond: this.#speed });
    if (kept === undefined) return;
    const blocks = [...this.#answered];
    await this.send({ type: 'load', text: kept.text, set: [...kept.set], journal: [...kept.journal], tick: kept.tick });
    if (blocks.length > 0) await this.send({ type: 'answered', blocks });
  }

  /** Ends the engine for good. */
  end(): void {
    this.#close('the engine was ended');
  }

  #open(): EnginePort {
    const port = this.#spawn();
    port.listen(
      (message) => this.#port === port && this.#hear(message),
      (reason) => this.#port === port && this.#break(reason),
    );
    return port;
  }

  #close(reason: string): void {
    this.#port.end();
    this.#busy = false;
    this.#broken = undefined;
    this.#calm();
    this.#asked = false;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(new EngineError({ code: 'failed', message: reason }));
  }

  #break(reason: string): void {
    const message = `the engine has stopped: ${reason}`;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    this.#busy = false;
    this.#broken = new EngineError({ code: 'failed', message });
    for (const { reject } of pending) reject(this.#broken);
    for (const heard of this.#troubles) heard({ kind: 'broken', message });
  }

  #hear(raw: unknown): void {
    this.#asked = false;
    const message: FromWorker | undefined = readFromWorker(raw);
    if (message === undefined) {
      this.#break('it sent what this page cannot read');
      return;
    }
    switch (message.type) {
      case 'reply':
        return this.#answer(message);
      case 'view':
        if (this.#kept !== undefined && !travels(message)) this.#kept = { ...this.#kept, tick: message.time.tick };
        this.#busy = message.session.state === 'running' || message.session.state === 'seeking';
        if (this.#busy) this.#watch();
        for (const heard of this.#views) heard(message);
        return;
      case 'hello':
        this.#hello = message;
        for (const heard of this.#hellos) heard(message);
        return;
      default:
        return message satisfies never;
    }
  }

  #answer(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    if (pending === undefined) return;
    this.#pending.delete(reply.id);
    if (this.#pending.size === 0 && !this.#busy) this.#calm();
    if (!reply.ok) {
      pending.reject(new EngineError(reply.error));
      return;
    }
    this.#keep(pending.command, reply.answer);
    pending.resolve(reply.answer as never);
  }

  /** Keeps the journal as the worker does. */
  #keep(command: Command, answer: Answers[keyof Answers]): void {
    if (command.type === 'speed') this.#speed = command.ticksPerSecond;
    if (command.type === 'answered') this.#answered = command.blocks;
    if (command.type === 'load' || command.type === 'reset') this.#answered = [];
    const tick = 'tick' in answer ? answer.tick : 0;
    if (command.type === 'load') {
      this.#kept = { text: command.text, set: command.set ?? [], journal: command.journal ?? [], tick };
      return;
    }
    const kept = this.#kept;
    if (kept === undefined) return;
    if (command.type === 'reset') this.#kept = { ...kept, journal: [], tick };
    else if (command.type === 'seek') this.#kept = { ...kept, tick };
    else if ((command.type === 'recover' || command.type === 'rewrite') && 'journal' in answer)
      this.#kept = { ...kept, journal: answer.journal, tick };
    else this.#kept = { ...kept, journal: grown(kept.journal, command, tick, answer) };
  }

  /** While an answer is due, or a run goes on, the engine is asked now and then whether it lives. */
  #watch(): void {
    if (this.#cancelWatch !== undefined) return;
    this.#cancelWatch = this.#later(() => {
      this.#cancelWatch = undefined;
      if (this.#pending.size === 0 && !this.#busy) return;
      if (this.#asked) this.#tellSilence();
      else this.#ping();
      this.#watch();
    }, this.#patience);
  }

  #ping(): void {
    this.#asked = true;
    this.#port.post({ v: PROTOCOL_VERSION, id: ++this.#id, command: { type: 'ping' } satisfies Command }, []);
  }

  #tellSilence(): void {
    const message = 'the engine does not answer; it can be started anew, and nothing is lost';
    for (const heard of this.#troubles) heard({ kind: 'silent', message });
  }

  #calm(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
  }
}

/** The present of a view that only tells how far a travel is, or of a failed engine, is not where one wants to come back to. */
function travels(view: View): boolean {
  return ['loading', 'seeking', 'failed'].includes(view.session.state);
}

/** The journal behind a command: unchanged but by what types. */
function grown(journal: readonly JournalEntry[], command: Command, tick: number, answer: Answers[keyof Answers]): readonly JournalEntry[] {
  const before = journal.slice(0, 'kept' in answer ? answer.kept : 0);
  switch (command.type) {
    case 'exec':
      return [
        ...before,
        { type: 'exec', tick, tty: command.tty, line: command.line, ...('hold' in answer && answer.hold && { hold: true }) },
      ];
    case 'interrupt':
    case 'eof':
      return [...before, { type: command.type, tick, tty: command.tty }];
    case 'run':
    case 'step':
      return 'go' in answer && answer.go !== undefined ? [...journal.slice(0, answer.go), { type: 'go', tick }] : journal;
    default:
      return journal;
  }
}

function subscribe<T>(set: Set<T>, item: T): () => void {
  set.add(item);
  return () => set.delete(item);
}

function realLater(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
