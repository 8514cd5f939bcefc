/** Leaving patches out of a document's machine, as the override of its front matter that does it. */
const FIELD = 'patches.without=';

/** The overrides with exactly these patches left out. */
export function without(set: readonly string[], patches: readonly number[]): string[] {
  const others = set.filter((one) => !one.startsWith(FIELD));
  return [...others, `${FIELD}[${[...patches].sort((a, b) => a - b).join(', ')}]`];
}

/** The patches left out once patch `n` is put in or taken out. */
export function toggled(patches: readonly number[], n: number): number[] {
  return patches.includes(n) ? patches.filter((one) => one !== n) : [...patches, n].sort((a, b) => a - b);
}
