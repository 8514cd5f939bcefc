/** What numbers are, whose, and which file holds them: loaded when somebody first asks. */
import { followLanguage } from '.';
import { enSources } from './en-sources';
import type { Texts } from './texts';

export type SourceCatalogue = Texts<typeof enSources>;

/** The texts in use. A live binding: read it where it is shown, never keep it. */
export let sources: SourceCatalogue = enSources;

followLanguage((later) => (sources = later?.sources ?? enSources));
