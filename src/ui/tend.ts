/** Keeps the engine going: what is done when it hangs or breaks is loaded when it does. */
import type { EngineClient } from '../engine/client';
import { m } from '../messages';
import type { PlaygroundModel } from './model/playground.svelte';

export interface Tended {
  readonly engine: Pick<EngineClient, 'restart' | 'onTrouble' | 'kept'>;
  readonly model: PlaygroundModel;
  /** Opens what the address says: for an engine that broke before anything was open. */
  readonly open: () => Promise<void>;
  /** Saves what was typed, where a page may. */
  readonly save?: () => void;
}

/** Ends the engine, whatever it does, and starts another where it was. */
export async function startAnew({ engine, model, open }: Tended): Promise<void> {
  model.notice = undefined;
  try {
    await engine.restart();
    if (engine.kept === undefined) await open();
  } catch (thrown) {
    model.notice = { tone: 'error', message: thrown instanceof Error ? thrown.message : m.errors.engine };
  }
}

/** Answers how to stop. */
export function tend(tended: Tended): () => void {
  return tended.engine.onTrouble((trouble) => {
    void import('./trouble').then(
      ({ mend }) => mend(tended, trouble),
      () => {
        const run = (): void => void startAnew(tended);
        tended.model.notice = { tone: 'error', message: trouble.message, action: { label: m.failed.restart, run } };
      },
    );
  });
}
