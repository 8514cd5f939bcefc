/**
 * A language that nobody speaks, made of the English texts: accented, 40 % longer and in brackets. On a page in it every text
 * without brackets is one that no translator would ever see, and whatever does not bear longer words breaks.
 */
const ACCENTED: Readonly<Record<string, string>> = Object.fromEntries(
  [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter, i) => [
    letter,
    [...'áƀçðéƒĝĥíĵķļɱñóþɋŕšţúṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽ'][i]!,
  ]),
);

/** What a text is lengthened by. */
const LONGER = 0.4;

/** Texts with a meaning to the page or to the shell that is typed into: they are the same in every language. */
const KEPT = new Set(['format', 'example', 'root', 'shortPrompt', 'prompt', 'staticKey', 'titles', 'kindLetters', 'phrases']);

/** One text; `given` are the values in it, which stay as they are. */
export function accented(text: string, given: readonly unknown[] = []): string {
  if (!/[a-z]/i.test(text)) return text;
  const values = given
    .filter((one) => typeof one === 'string' && one !== '')
    .sort((a, b) => String(b).length - String(a).length) as string[];
  let told = '';
  for (let at = 0; at < text.length;) {
    const value = values.find((one) => text.startsWith(one, at));
    told += value ?? ACCENTED[text[at]!] ?? text[at]!;
    at += value?.length ?? 1;
  }
  // A letter alone is a sign in a column of its own.
  return text.length === 1 ? told : `⟦${told}${' ~'.repeat(Math.ceil((text.length * LONGER) / 2))}⟧`;
}

/** The catalogue in the language that nobody speaks. */
export function pseudo<Catalogue>(texts: Catalogue): Catalogue {
  return translated(texts, []) as Catalogue;
}

function translated(value: unknown, given: readonly unknown[]): unknown {
  if (typeof value === 'string') return accented(value, given);
  if (typeof value === 'function') return (...values: unknown[]) => translated(Reflect.apply(value, undefined, values), values);
  if (Array.isArray(value)) return value.map((one) => translated(one, given));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, KEPT.has(key) ? one : translated(one, given)]));
}
