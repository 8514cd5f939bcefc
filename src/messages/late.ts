/** Texts of what is loaded only when it is opened: they come with it. */
import { followLanguage } from '.';
import { enLate } from './en-late';
import type { Texts } from './texts';

export type LateCatalogue = Texts<typeof enLate>;

/** The late texts in use. A live binding: read it where it is shown, never keep it. */
export let late: LateCatalogue = enLate;

followLanguage((later) => (late = later?.late ?? enLate));
