/** Key of what a place of the stage tells the panel in it. */
export const CELL = Symbol('cell');

export interface CellContext {
  /** Set where the panel is one of several tabs: its body is then their tab panel. */
  readonly body: { readonly id: string; readonly labelledby: string } | undefined;
}
