import type { Kept } from '../../engine/client';
import type { Answers, Command, Hello, Refusal, View } from '../../engine/protocol';

/** All that the page wants of an engine: its client, or a stand-in in tests. */
export interface Engine {
  /** Rejects with a `Refusal`'s message when the command was not done. */
  send<T extends Command['type']>(command: Extract<Command, { type: T }>): Promise<Answers[T]>;
  /** Answers what ends the listening. */
  onView(listener: (view: View) => void): () => void;
  /** Document, journal and moment as last known; undefined before the first load. */
  readonly kept: Kept | undefined;
  /** Its greeting, with the definitions that diagrams are drawn from; at once when it has come already. */
  onHello(listener: (hello: Hello) => void): () => void;
}

/** What a rejected command says, whatever was thrown. */
export function refusalOf(thrown: unknown): Pick<Refusal, 'message' | 'problems'> {
  if (typeof thrown !== 'object' || thrown === null) return { message: String(thrown) };
  const { message, problems, refusal } = thrown as { message?: unknown; problems?: Refusal['problems']; refusal?: Refusal };
  if (refusal !== undefined) return refusal;
  return { message: typeof message === 'string' ? message : String(thrown), ...(Array.isArray(problems) ? { problems } : {}) };
}
