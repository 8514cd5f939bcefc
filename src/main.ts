/** The page: one playground with everything around it, or with `?embed=1` its stage only. */
import { mount } from 'svelte';
import { EngineClient } from './engine/client';
import { REST } from './messages/rest';
import './ui/design/tokens.css';
import './ui/design/base.css';
import { latePort } from './ui/late-port';
import { language } from './ui/language.svelte';
import { PlaygroundModel } from './ui/model/playground.svelte';
import App from './ui/page/App.svelte';
import { Page } from './ui/page/page.svelte';
import { watchSources } from './ui/parts/source';
import { Theme } from './ui/theme.svelte';

const target = document.querySelector<HTMLElement>('#app')!;

async function startPage(): Promise<void> {
  // The engine is a chunk of its own, loaded beside the page and not before it.
  const engine = new EngineClient({ spawn: () => latePort(async () => (await import('./engine/worker-port')).spawnWorker) });
  const model = new PlaygroundModel(engine);
  await language.begin(REST);
  watchSources();
  mount(App, { target, props: { model, theme: new Theme(), page: new Page(model, engine) } });
  void import('./ui/page/offline').then(({ keepOffline }) => keepOffline());
}

// `index.html?embed=1` shows what `embed.html` shows.
if (new URLSearchParams(location.search).get('embed') === '1') void import('./embed/start').then(({ startEmbed }) => startEmbed(target));
else void startPage();
