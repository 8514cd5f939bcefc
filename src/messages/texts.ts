/**
 * What a catalogue is in any language, told by the English one: the same keys, and where a text has values in it a function
 * of the same values. Whatever is missing in another language is an error of its types.
 */
export type Texts<T> = T extends string
  ? string
  : T extends (...values: infer Values) => infer Told
    ? (...values: Values) => Told extends string ? string : Told
    : { readonly [Key in keyof T]: Texts<T[Key]> };

/** The text for a name that the engine gave; undefined when the page has no words for it. */
export function textOf<Text>(texts: Readonly<Record<string, Text>>, name: string): Text | undefined {
  return Object.hasOwn(texts, name) ? texts[name] : undefined;
}
