/** The tab that a key goes to from the present one, as the ARIA pattern says; undefined for other keys. */
export function tabAfter<T>(tabs: readonly T[], present: T, key: string): T | undefined {
  const at = tabs.indexOf(present);
  const last = tabs.length - 1;
  const goals: Record<string, number> = { ArrowLeft: at === 0 ? last : at - 1, ArrowRight: at === last ? 0 : at + 1, Home: 0, End: last };
  const goal = goals[key];
  return goal === undefined ? undefined : tabs[goal];
}
