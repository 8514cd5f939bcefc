/** The texts of what is loaded when somebody first wants it: diagrams, patches, comparison, palette. */
import { enTools } from './en-tools';

/** The texts of the tools in one language: English says which there are. */
export type ToolsCatalogue = typeof enTools;

/** The texts in use. A live binding: read it where it is shown, never keep it. */
export let t: ToolsCatalogue = enTools;

/** Changes the texts in use; what is already on screen must be drawn again. */
export function useTools(catalogue: ToolsCatalogue): void {
  t = catalogue;
}
