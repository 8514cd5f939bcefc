import type { Component } from 'svelte';
import type { WhyView } from '../../engine/protocol';
import type { PlaygroundModel } from '../model/playground.svelte';

/** Key of the tools that the whole page has and an embed, which is one small script, has not. */
export const TOOLS = Symbol('tools');

/** A tab of the inspector, loaded when it is opened. */
export interface InspectorTool {
  readonly id: 'path' | 'life';
  readonly load: () => Promise<{ readonly default: Component<{ model: PlaygroundModel }> }>;
}

export interface Tools {
  readonly inspector: readonly InspectorTool[];
  /** Says in words why something was refused. */
  readonly why?: () => Promise<{ readonly default: Component<{ why: WhyView; pathOf: (group: number) => string }> }>;
}

export const NO_TOOLS: Tools = { inspector: [] };
