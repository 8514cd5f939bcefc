import { en } from './en';

/** The texts of one language: English says which there are. */
export type Catalogue = typeof en;

/** Languages besides English, each loaded when it is chosen. */
const LANGUAGES: Readonly<Record<string, () => Promise<Catalogue>>> = {};

/** The texts in use. A live binding: read it where it is shown, never keep it. */
export let m: Catalogue = en;

/** Languages that can be chosen. */
export const languages: readonly string[] = ['en', ...Object.keys(LANGUAGES)];

/** Changes the texts in use; what is already on screen must be drawn again. Unknown languages are English. */
export async function setLanguage(tag: string): Promise<void> {
  const language = tag.toLowerCase().split('-')[0] ?? 'en';
  m = (await LANGUAGES[language]?.()) ?? en;
}
