/** Starts the stage in a page: reads the address, starts the engine, opens what the address stands for, and follows the address. */
import { mount } from 'svelte';
import { EngineClient } from '../engine/client';
import { m } from '../messages';
import { latePort } from '../ui/late-port';
import { startAnew, tend } from '../ui/tend';
import { PlaygroundModel } from '../ui/model/playground.svelte';
import { language } from '../ui/language.svelte';
import { watchSources } from '../ui/parts/source';
import { Theme } from '../ui/theme.svelte';
import { readLink } from '../ui/page/link';
import EmbedStage from './EmbedStage.svelte';
import { openDoor } from './host-door';
import type { Stage } from './host-requests';
import { readEmbedParams } from './params';
import { RunGate } from './run-gate';
import { shippedText } from './texts';

let latest = 0;

/** Opens the present address; when that changes while a document is being fetched, the later one counts. What was open stays on a fault. */
async function open(model: PlaygroundModel): Promise<void> {
  const serial = ++latest;
  const read = await readLink(location, document.baseURI, shippedText);
  if (serial !== latest) return;
  if (!read.ok) {
    model.notice = { tone: 'error', message: read.message };
    return;
  }
  if (!(await model.load(read.session))) return;
  model.colourBy = read.colourBy;
  document.title = m.app.title(model.document?.title ?? '');
  if (read.note !== undefined) model.notice = { tone: 'info', message: read.note };
}

/** Mounts the stage into `target`. The address is read, never written: its fragment belongs to whoever embeds. */
export async function startEmbed(target: HTMLElement): Promise<void> {
  const { params, problems } = readEmbedParams(location.search);
  // A host page may speak before there is anything to speak of: its port waits.
  let opened: (stage: Stage) => void;
  const stage = new Promise<Stage>((resolve) => (opened = resolve));
  openDoor(window, {
    hosts: params.host,
    serve: async (port) => {
      const [{ serveHost, known, stands }, ready] = await Promise.all([import('./host-service'), stage]);
      await known(ready.model, () => stands(ready.model));
      return serveHost(port, ready, params.height === 'auto' ? (target.querySelector('main') ?? undefined) : undefined);
    },
  });
  await language.begin();
  watchSources();
  const theme = new Theme(params.theme);
  const client = new EngineClient({ spawn: () => latePort(async () => (await import('../engine/worker-port')).spawnWorker) });
  const model = new PlaygroundModel(client);
  model.asks = params.panels.includes('lesson');
  const gate = new RunGate(model);
  const tended = { engine: client, model, open: () => open(model) };
  const restart = (): void => void startAnew(tended);
  tend(tended);
  mount(EmbedStage, { target, props: { model, gate, params, problems, onrestart: restart } });
  addEventListener('hashchange', () => void open(model));
  await open(model).finally(() => opened({ model, gate, theme }));
}
