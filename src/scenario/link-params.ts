/** The named parts of a link besides its document, checked. Query and fragment use the same names. */
import * as v from 'valibot';

const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/** Where a document may be fetched from: https, or a path of the page's own origin (never `//host` or `\host`, which leave it). */
export function isSource(text: string): boolean {
  if (text.length > 2000 || /[\s\\\u0000-\u001f]/.test(text)) return false;
  if (/^[a-z][a-z0-9+.-]*:/i.test(text)) return /^https:\/\/[^/@?#]+(?:[/?#]|$)/i.test(text) && URL.canParse(text);
  return text !== '' && !text.startsWith('//');
}

const number = (name: string) =>
  v.pipe(
    v.string(),
    v.check((text) => /^[0-9]{1,16}$/.test(text) && Number.isSafeInteger(Number(text)), `its ${name} is not a number`),
    v.transform(Number),
  );

export const LinkParamsSchema = v.object({
  scenario: v.optional(v.pipe(v.string(), v.regex(NAME, 'it names no scenario that could be shipped'))),
  src: v.optional(v.pipe(v.string(), v.check(isSource, 'its source is neither an https address nor a path of this site'))),
  set: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(400, 'one of its overrides is too long'))),
    v.maxLength(32, 'it overrides too many fields'),
  ),
  t: v.optional(number('moment (t)')),
  sel: v.optional(v.pipe(v.string(), v.maxLength(4096, 'the path of its chosen group is too long'))),
  view: v.optional(v.pipe(v.string(), v.maxLength(200, 'what it says of the view is too long'))),
  j: v.optional(v.string()),
  e: v.optional(number('rules version (e)')),
});
export type LinkParams = v.InferOutput<typeof LinkParamsSchema>;

const SINGLE = ['scenario', 'src', 't', 'sel', 'view', 'j', 'e'] as const;

/** Sorts out the pairs of query and fragment; the fragment wins. Names of others (an embed's panels) are left alone. */
export function readParams(search: URLSearchParams, fragment: URLSearchParams): v.SafeParseResult<typeof LinkParamsSchema> {
  const raw: Record<string, unknown> = { set: [...search.getAll('set'), ...fragment.getAll('set')] };
  for (const name of SINGLE) {
    const value = fragment.get(name) ?? search.get(name);
    if (value !== null) raw[name] = value;
  }
  return v.safeParse(LinkParamsSchema, raw);
}
