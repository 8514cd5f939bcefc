/** What the whole page has beyond its stage; each part is loaded when somebody first wants it. */
import type { Tools } from './context';

export const tools: Tools = {
  inspector: [
    { id: 'path', load: () => import('./PathTool.svelte') },
    { id: 'life', load: () => import('./LifeTool.svelte') },
  ],
};
