import type { GroupView, View } from '../../engine/protocol';

/** The groups behind a view, by ascending id. Those of which nothing changed stay the same objects. */
export function mergeGroups(before: ReadonlyMap<number, GroupView>, view: NonNullable<View['groups']>): ReadonlyMap<number, GroupView> {
  const groups = new Map(view.reset ? [] : before);
  for (const id of view.gone) groups.delete(id);
  const known = groups.size;
  for (const group of view.rows) groups.set(group.id, group);
  if (known === 0 || groups.size === known) return groups;
  // An id is given anew when its group was freed: a new group need not be the last.
  return new Map([...groups].sort(([a], [b]) => a - b));
}
