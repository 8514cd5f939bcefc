/** What is done when the engine hangs or breaks. */
import type { Trouble } from '../engine/client';
import { m } from '../messages';
import { trouble as words } from '../messages/trouble';
import { whole } from './format';
import { startAnew, type Tended } from './tend';

/** Engines that are being started anew because they hung. */
const mending = new WeakSet<Tended['engine']>();

/**
 * One that hangs is ended and started anew where it was, paused; when that one hangs as well a person decides. One that broke is told
 * of, with the way to start it anew.
 */
export async function mend(tended: Tended, { kind, message }: Trouble): Promise<void> {
  const { engine, model, save } = tended;
  const { kept } = engine;
  if (kind === 'silent' && kept !== undefined && !mending.has(engine)) {
    mending.add(engine);
    try {
      await engine.restart();
      model.notice = { tone: 'info', message: words.restarted(whole(kept.tick)) };
    } catch {
      // It broke, or somebody started it once more: either is told of elsewhere.
    } finally {
      mending.delete(engine);
    }
    return;
  }
  model.notice = {
    tone: 'error',
    message: kind === 'silent' ? words.silent : words.broken(message),
    action: { label: m.failed.restart, run: () => void startAnew(tended) },
    ...(save && kept ? { more: { label: m.failed.save, run: save } } : {}),
  };
}
