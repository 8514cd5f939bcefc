import { knownLanguage, type Language, type LoadRest, setLanguage } from '../messages';
import { keep, recall } from './theme.svelte';

/** The language of the page: as the address says, as it was chosen before, or as the browser has it. */
class PageLanguage {
  tag = $state<Language>('en');
  #rest: LoadRest | undefined;

  /** Takes the first language, before anything is drawn; `rest` is for a page that has later parts. */
  async begin(rest?: LoadRest): Promise<void> {
    this.#rest = rest;
    const asked = new URLSearchParams(location.search).get('lang');
    await this.#take(knownLanguage([asked, recall('language'), ...navigator.languages]));
  }

  /** Changes the language and remembers it; what is drawn by `tag` is drawn anew. */
  async choose(language: Language): Promise<void> {
    if (!(await this.#take(language))) return;
    keep('language', language);
    const address = new URL(location.href);
    if (!address.searchParams.has('lang')) return;
    address.searchParams.delete('lang');
    history.replaceState(history.state, '', address);
  }

  async #take(language: Language): Promise<boolean> {
    if (!(await setLanguage(language, this.#rest))) return false;
    document.documentElement.lang = language;
    this.tag = language;
    return true;
  }
}

export const language = new PageLanguage();
