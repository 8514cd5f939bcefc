/** Starts the stage in a page: reads the address, starts the engine, opens what the address stands for, and follows the address. */
import { mount } from 'svelte';
import { EngineClient } from '../engine/client';
import { RULES_VERSION } from '../engine/protocol';
import { spawnWorker } from '../engine/worker-port';
import { m } from '../messages';
import { rulesNote } from '../scenario/link';
import { PlaygroundModel } from '../ui/model/playground.svelte';
import { Theme } from '../ui/theme.svelte';
import EmbedStage from './EmbedStage.svelte';
import { openSession } from './open';
import { readEmbedParams } from './params';

let latest = 0;

/** Opens the present address; when that changes while a document is being fetched, the later one counts. */
async function open(model: PlaygroundModel): Promise<void> {
  const serial = ++latest;
  const opened = await openSession(location);
  if (serial !== latest) return;
  if (!opened.ok) {
    model.notice = { tone: 'error', message: opened.message };
    return;
  }
  if (!(await model.load(opened.session))) return;
  document.title = m.app.title(model.document?.title ?? '');
  const note = rulesNote(opened.rules, RULES_VERSION);
  if (note !== undefined) model.notice = { tone: 'info', message: note };
}

/** Mounts the stage into `target`. The address is read, never written: its fragment belongs to whoever embeds. */
export async function startEmbed(target: HTMLElement): Promise<void> {
  const { params, problems } = readEmbedParams(location.search);
  new Theme(params.theme);
  const client = new EngineClient({ spawn: spawnWorker });
  const model = new PlaygroundModel(client);
  const restart = (): void => void client.restart().catch((thrown: unknown) => tell(thrown));
  const tell = (thrown: unknown): void => {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    model.notice = { tone: 'error', message, action: { label: m.embed.start, run: restart } };
  };
  client.onTrouble((trouble) => tell(trouble.message));
  mount(EmbedStage, { target, props: { model, params, problems, onrestart: restart } });
  addEventListener('hashchange', () => void open(model));
  await open(model);
}
