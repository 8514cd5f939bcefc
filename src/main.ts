/** The page: one playground with everything around it, or with `?embed=1` only its stage. */
import { mount } from 'svelte';
import { EngineClient } from './engine/client';
import { spawnWorker } from './engine/worker-port';
import { setLanguage } from './messages';
import './ui/design/tokens.css';
import './ui/design/base.css';
import { PlaygroundModel } from './ui/model/playground.svelte';
import App from './ui/page/App.svelte';
import { Page } from './ui/page/page.svelte';
import { Theme } from './ui/theme.svelte';

const target = document.querySelector<HTMLElement>('#app')!;

async function startPage(): Promise<void> {
  await setLanguage(navigator.language);
  const engine = new EngineClient({ spawn: spawnWorker });
  const model = new PlaygroundModel(engine);
  mount(App, { target, props: { model, theme: new Theme(), page: new Page(model, engine) } });
}

/** `index.html?embed=1` shows what `embed.html` shows, where both can be reached. */
if (new URLSearchParams(location.search).get('embed') === '1') void import('./embed/start').then(({ startEmbed }) => startEmbed(target));
else void startPage();
