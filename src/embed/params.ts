/** What the address of an embed chooses: `?panels=tree,frames&controls=run,step&theme=dark`. */
import * as v from 'valibot';
import { nearest } from '../scenario/nearest';
import { CONTROLS, HEIGHTS, LANGS, PANELS, THEMES, USUAL_PANELS } from './choices';

export type { Control, Panel } from './choices';

/** Origins that may speak to an embed, in one parameter. */
const MOST_HOSTS = 16;

/** Names of a list, by commas; each once, in the order given. `none` is the empty list. */
function names<const Name extends string>(what: string, known: readonly Name[]) {
  const one = v.pipe(
    v.string(),
    v.picklist(known, ({ input }) => unknownName(what, String(input), known)),
  );
  return v.pipe(
    v.string(),
    v.transform((text) => [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '' && name !== 'none')),
    v.array(one),
  );
}

function unknownName(what: string, input: string, known: readonly string[]): string {
  const given = input.replace(/"/g, '').slice(0, 40);
  const meant = nearest(given, known);
  return `${what}: there is no "${given}"; ${meant ? `did you mean "${meant}"?` : `there are ${known.join(', ')}`}`;
}

function oneOf<const Name extends string>(what: string, known: readonly Name[]) {
  return v.pipe(
    v.string(),
    v.picklist(known, ({ input }) => unknownName(what, String(input), known)),
  );
}

const origins = v.pipe(
  v.string(),
  v.transform((text) => text.split(',').map((origin) => origin.trim())),
  v.array(
    v.pipe(
      v.string(),
      v.check(
        (text) => URL.canParse(text) && new URL(text).origin === text,
        ({ input }) => `host: "${input.slice(0, 60)}" is not an origin, as https://example.org is`,
      ),
    ),
  ),
  v.maxLength(MOST_HOSTS, `host: there are at most ${MOST_HOSTS}`),
);

export const EmbedParamsSchema = v.object({
  panels: v.optional(names('panels', PANELS), USUAL_PANELS.join(',')),
  controls: v.optional(names('controls', CONTROLS), CONTROLS.join(',')),
  theme: v.optional(oneOf('theme', THEMES), 'auto'),
  height: v.optional(oneOf('height', HEIGHTS), 'fill'),
  /** Without it the language is the reader's. */
  lang: v.optional(oneOf('lang', LANGS)),
  /** Origins of pages that may use the host API; without it whichever page has framed this one. */
  host: v.optional(origins),
});
export type EmbedParams = v.InferOutput<typeof EmbedParamsSchema>;

/** The parameters, and in words what was wrong with them; a field that was wrong has its default. Others' parameters are left alone. */
export function readEmbedParams(search: string): { readonly params: EmbedParams; readonly problems: readonly string[] } {
  const query = new URLSearchParams(search);
  const raw: Record<string, string> = {};
  for (const name of Object.keys(EmbedParamsSchema.entries)) {
    const value = query.get(name);
    if (value !== null) raw[name] = value;
  }
  const result = v.safeParse(EmbedParamsSchema, raw);
  if (result.success) return { params: result.output, problems: [] };
  for (const issue of result.issues) delete raw[String(issue.path?.[0]?.key)];
  const params = v.parse(EmbedParamsSchema, raw);
  // Who meant to name the pages that may speak, and misspelt them, did not mean all.
  const closed = query.has('host') && raw['host'] === undefined ? { ...params, host: [] } : params;
  return { params: closed, problems: result.issues.map(({ message }) => message) };
}
