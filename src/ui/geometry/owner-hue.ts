/** Hues there are for groups; then they come again. */
export const HUES = 8;

/** The design token of a group's colour: root and nobody are grey, the others take turns in the order of creation. */
export function ownerHue(group: number): string {
  if (group === 0) return '--owner-nobody';
  if (group === 1) return '--owner-root';
  return `--owner-${((group - 2) % HUES) + 1}`;
}

/** Its softer half, for user memory. */
export function ownerSoft(group: number): string {
  return `${ownerHue(group)}-soft`;
}
