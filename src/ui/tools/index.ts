/** What the whole page has beyond its stage; each part is loaded when somebody first wants it. */
import { setContext } from 'svelte';
import { TOOLS, type Tools } from './context';
import { Desk } from './desk.svelte';

const tools: Tools = {
  inspector: [
    { id: 'path', load: () => import('./PathTool.svelte') },
    { id: 'life', load: () => import('./LifeTool.svelte') },
  ],
  limit: () => import('./LimitTool.svelte'),
  groupMenu: () => import('./GroupMenuTool.svelte'),
  refused: () => import('./RefusedTool.svelte'),
  why: () => import('./WhyTool.svelte'),
};

/** Gives the panels below the component being made their tools; answers what lies open over the page. */
export function provideTools(): Desk {
  const desk = new Desk();
  setContext<Tools>(TOOLS, { ...tools, desk });
  return desk;
}
