/** Texts of what is loaded only when it is opened: they come with it. */
import { enLate } from './en-late';

export type LateCatalogue = typeof enLate;

/** The late texts in use. A live binding: read it where it is shown, never keep it. */
export let late: LateCatalogue = enLate;

/** Changes the late texts in use. */
export function setLateTexts(catalogue: LateCatalogue): void {
  late = catalogue;
}
