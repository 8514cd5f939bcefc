import { type Component, getContext, setContext } from 'svelte';
import type { PlaygroundModel, Session } from './model/playground.svelte';

/** What a panel may ask of the page around it. An embed has no such page. */
export interface PageDoor {
  /** A text that could not be opened as it is, for the editor to take and mend. */
  readonly offered: string | undefined;
  /** The editor has taken it. */
  taken(): void;
  /** Loads a session; what one had stays one undo away. False when it was refused, and a notice says why. */
  open(session: Session): Promise<boolean>;
  /** Opens a shipped scenario. */
  pick(name: string): Promise<void>;
  /** Opens a document from a file. */
  openFile(file: File): Promise<void>;
  /** Shows a page of the manual. */
  manual(name: string): void;
  /** Shows all lessons. */
  gallery(): void;
  /** What stands below the end of a lesson; loaded when one has come there. */
  lessonEnd(): Promise<{ default: Component<{ model: PlaygroundModel }> }>;
}

const KEY = Symbol('page');

export function setPageDoor(door: PageDoor): void {
  setContext(KEY, door);
}

export function pageDoor(): PageDoor | undefined {
  return getContext<PageDoor | undefined>(KEY);
}
