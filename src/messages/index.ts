import { en } from './en';
import type { LateCatalogue } from './late';
import type { SourceCatalogue } from './sources';
import type { Texts } from './texts';
import type { ToolsCatalogue } from './tools';
import type { TroubleCatalogue } from './trouble';

/** The texts of the page's first load in one language: English says which there are. */
export type Catalogue = Texts<typeof en>;

interface Whole {
  readonly page: Catalogue;
  /** They come with a language, and with the English page when a number is first asked about. */
  readonly sources: SourceCatalogue;
  readonly trouble: TroubleCatalogue;
}

/** The texts of what is loaded later. */
export interface RestCatalogue {
  readonly late: LateCatalogue;
  readonly tools: ToolsCatalogue;
}
/** Loads the texts of later parts by the tag of their language; English ones come with the parts themselves. */
export type LoadRest = Readonly<Record<OtherLanguage, () => Promise<RestCatalogue>>>;

/** Languages besides English, each loaded when it is chosen. `en-XA` is none that anybody speaks: it finds texts that are no message. */
const OTHERS = {
  de: async (): Promise<Whole> => {
    const { de, deSources, deTrouble } = await import('./de');
    return { page: de, sources: deSources, trouble: deTrouble };
  },
  'en-XA': async (): Promise<Whole> => {
    const [{ pseudo }, { enSources }, { enTrouble }] = await Promise.all([
      import('./pseudo'),
      import('./en-sources'),
      import('./en-trouble'),
    ]);
    return { page: pseudo(en), sources: pseudo(enSources), trouble: pseudo(enTrouble) };
  },
};
export type OtherLanguage = keyof typeof OTHERS;
export type Language = 'en' | OtherLanguage;

/** Languages that a person can choose, in their own words. */
export const LANGUAGES = { en: 'English', de: 'Deutsch' } as const satisfies Partial<Record<Language, string>>;

/** The texts in use. A live binding: read it where it is shown, never keep it. */
export let m: Catalogue = en;

type Later = Pick<Whole, 'sources' | 'trouble'> & Partial<RestCatalogue>;
let later: Later | undefined;
const followers: ((later: Later | undefined) => void)[] = [];

/** Calls `apply` with the texts of later parts, undefined for English, now and whenever the language changes. */
export function followLanguage(apply: (later: Later | undefined) => void): void {
  followers.push(apply);
  apply(later);
}

/** The first language of a list of tags that there is; English when none of them is. */
export function knownLanguage(tags: readonly (string | null | undefined)[]): Language {
  for (const tag of tags) {
    if (tag?.toLowerCase() === 'en-xa') return 'en-XA';
    const language = tag?.toLowerCase().split('-')[0];
    if (language === 'en' || language === 'de') return language;
  }
  return 'en';
}

let wanted = 0;

/**
 * Changes the texts in use; what is already on screen must be drawn again. `loadRest` is for who has the later parts. When a
 * language cannot be loaded the one in use stays. Answers whether the language is the one asked for.
 */
export async function setLanguage(language: Language, loadRest?: LoadRest): Promise<boolean> {
  const serial = ++wanted;
  try {
    const [whole, rest] = language === 'en' ? [] : await Promise.all([OTHERS[language](), loadRest?.[language]()]);
    if (serial !== wanted) return false;
    m = whole?.page ?? en;
    later = whole && { ...whole, ...rest };
  } catch {
    return false;
  }
  for (const apply of followers) apply(later);
  return true;
}
