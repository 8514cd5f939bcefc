/** What is said when the engine hangs or breaks: loaded when it does. */
import { followLanguage } from '.';
import { enTrouble } from './en-trouble';
import type { Texts } from './texts';

export type TroubleCatalogue = Texts<typeof enTrouble>;

/** The texts in use. A live binding: read it where it is shown, never keep it. */
export let trouble: TroubleCatalogue = enTrouble;

followLanguage((later) => (trouble = later?.trouble ?? enTrouble));
