import type { Component } from 'svelte';
import type { GroupView, WhyView } from '../../engine/protocol';
import type { Desk } from './desk.svelte';
import type { PlaygroundModel } from '../model/playground.svelte';

/** Key of the tools that the whole page has and an embed, which is one small script, has not. */
export const TOOLS = Symbol('tools');

/** A tab of the inspector, loaded when it is opened. */
export interface InspectorTool {
  readonly id: 'path' | 'life';
  readonly load: () => Promise<{ readonly default: Component<{ model: PlaygroundModel }> }>;
}

export interface LimitProps {
  model: PlaygroundModel;
  group: GroupView;
  counter: 'res' | 'kmem';
  scale: number;
  onpreview: (preview: { readonly scale: number; readonly limit: number } | undefined) => void;
}

export interface Tools {
  /** Opens what lies over the whole page. */
  readonly desk?: Desk;
  readonly inspector: readonly InspectorTool[];
  /** The limit's mark on a large gauge, to be moved. */
  readonly limit?: () => Promise<{ readonly default: Component<LimitProps> }>;
  /** What can be done to the chosen group. */
  readonly groupMenu?: () => Promise<{ readonly default: Component<{ model: PlaygroundModel; shut: () => void }> }>;
  /** Why charges were refused at a group. */
  readonly refused?: () => Promise<{ readonly default: Component<{ model: PlaygroundModel; group: GroupView; shut: () => void }> }>;
  /** Says in words why something was refused. */
  readonly why?: () => Promise<{ readonly default: Component<{ why: WhyView; pathOf: (group: number) => string }> }>;
}

export const NO_TOOLS: Tools = { inspector: [] };
