/** What the address of an embed chooses: `?panels=tree,frames&controls=run,step&theme=dark`. */
import * as v from 'valibot';
import { nearest } from '../scenario/nearest';

export const PANELS = ['tree', 'frames', 'console', 'lesson', 'charts'] as const;
export type Panel = (typeof PANELS)[number];
export const CONTROLS = ['run', 'step', 'reset'] as const;
export type Control = (typeof CONTROLS)[number];
export const THEMES = ['auto', 'light', 'dark'] as const;

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

const EmbedParamsSchema = v.object({
  panels: v.optional(names('panels', PANELS), 'tree,frames,console'),
  controls: v.optional(names('controls', CONTROLS), CONTROLS.join(',')),
  theme: v.optional(
    v.pipe(
      v.string(),
      v.picklist(THEMES, ({ input }) => unknownName('theme', String(input), THEMES)),
    ),
    'auto',
  ),
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
  return { params: v.parse(EmbedParamsSchema, raw), problems: result.issues.map(({ message }) => message) };
}
