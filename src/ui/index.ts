/** What other pages are built of: the stage, its clock, and the model that both draw. */
import './design/tokens.css';
import './design/base.css';

export { PANELS, type PanelName } from './geometry/arrange';
export type { Engine } from './model/engine';
export { PlaygroundModel, type Notice, type Origin, type Session } from './model/playground.svelte';
export { readLink, type ReadLink, linkOf } from './page/link';
export { default as Ending } from './page/Ending.svelte';
export { default as NoticeBar } from './page/NoticeBar.svelte';
export { default as Status } from './page/Status.svelte';
export { default as Transport } from './page/Transport.svelte';
export { default as Stage } from './Stage.svelte';
export { Theme, type ThemeChoice } from './theme.svelte';
