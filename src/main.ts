/** The page: one playground with everything around it. */
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

const engine = new EngineClient({ spawn: spawnWorker });
const model = new PlaygroundModel(engine);

void setLanguage(navigator.language).then(() =>
  mount(App, { target: document.querySelector('#app')!, props: { model, theme: new Theme(), page: new Page(model, engine) } }),
);
