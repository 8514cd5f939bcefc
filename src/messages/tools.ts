/** The texts of what is loaded when somebody first wants it: diagrams, patches, comparison, palette. */
import { followLanguage } from '.';
import { enTools } from './en-tools';
import type { Texts } from './texts';

/** The texts of the tools in one language: English says which there are. */
export type ToolsCatalogue = Texts<typeof enTools>;

/** The texts in use. A live binding: read it where it is shown, never keep it. */
export let t: ToolsCatalogue = enTools;

followLanguage((later) => (t = later?.tools ?? enTools));
