/** The page: one playground with everything around it. */
import { mount } from 'svelte';
import { EngineClient } from './engine/client';
import { setLanguage } from './messages';
import './ui/design/tokens.css';
import './ui/design/base.css';
import { latePort } from './ui/late-port';
import { PlaygroundModel } from './ui/model/playground.svelte';
import App from './ui/page/App.svelte';
import { Page } from './ui/page/page.svelte';
import { Theme } from './ui/theme.svelte';

// The engine is a chunk of its own, loaded beside the page and not before it.
const engine = new EngineClient({ spawn: () => latePort(async () => (await import('./engine/worker-port')).spawnWorker) });
const model = new PlaygroundModel(engine);

void setLanguage(navigator.language).then(() =>
  mount(App, { target: document.querySelector('#app')!, props: { model, theme: new Theme(), page: new Page(model, engine) } }),
);
