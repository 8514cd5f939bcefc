import { stratify, type HierarchyNode } from 'd3-hierarchy';
import type { GroupView } from '../../engine/protocol';

/** One line of the tree. */
export interface TreeRow {
  readonly id: number;
  readonly depth: number;
  /** For each level above it: does a line go on there to a later sibling? */
  readonly rails: readonly boolean[];
  readonly last: boolean;
  readonly hasChildren: boolean;
  readonly expanded: boolean;
  /** Place among its siblings, from 1, and how many they are. */
  readonly place: number;
  readonly siblings: number;
}

/** Levels that are drawn indented; deeper ones stand at the last of them with their depth as a number. */
export const MAX_INDENT = 8;

/** The lines of the tree of groups in the order of creation, without what is below folded ones. */
export function treeRows(groups: readonly GroupView[], folded: ReadonlySet<number>): TreeRow[] {
  if (groups.length === 0) return [];
  const known = new Set(groups.map((group) => group.id));
  const root = stratify<GroupView>()
    .id((group) => String(group.id))
    // A group whose parent was freed before it hangs on the root: the tree must stay one.
    .parentId((group) => (group.parent === 0 ? undefined : String(known.has(group.parent) ? group.parent : groups[0]!.id)))([...groups]);
  const rows: TreeRow[] = [];
  // Told from above, for thousands of siblings and thousands of levels alike.
  const places = new Map<HierarchyNode<GroupView>, number>();
  const rails = new Map<HierarchyNode<GroupView>, readonly boolean[]>();
  const hidden = new Set<HierarchyNode<GroupView> | null>();
  root.eachBefore((node) => {
    node.children?.forEach((child, i) => places.set(child, i + 1));
    if (hidden.has(node.parent) || (node.parent !== null && folded.has(node.parent.data.id))) hidden.add(node);
    else rows.push(rowOf(node, places.get(node) ?? 1, railsOf(node, rails), folded));
  });
  return rows;
}

/** The lines of the parent and one more, as far as levels are indented: what stands deeper has its own line at the last of them. */
function railsOf(node: HierarchyNode<GroupView>, known: Map<HierarchyNode<GroupView>, readonly boolean[]>): readonly boolean[] {
  const { parent } = node;
  const above = (parent && known.get(parent)) ?? [];
  const uncles = parent?.parent?.children;
  const own = uncles !== undefined && above.length < MAX_INDENT - 1 ? [...above, uncles.at(-1) !== parent] : above;
  known.set(node, own);
  return own;
}

function rowOf(node: HierarchyNode<GroupView>, place: number, rails: readonly boolean[], folded: ReadonlySet<number>): TreeRow {
  const siblings = node.parent?.children ?? [node];
  return {
    id: node.data.id,
    depth: node.depth,
    rails,
    last: siblings.at(-1) === node,
    hasChildren: node.children !== undefined,
    expanded: node.children !== undefined && !folded.has(node.data.id),
    place,
    siblings: siblings.length,
  };
}

/** True when both lists have the same groups in the same places: the rows of one are those of the other. */
export function sameShape(a: readonly GroupView[], b: readonly GroupView[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i]!.id !== b[i]!.id || a[i]!.parent !== b[i]!.parent) return false;
  return true;
}

/** What an arrow key does in the tree, as the ARIA pattern says: the group to go to, or one to fold or unfold. */
export function treeKey(
  rows: readonly TreeRow[],
  at: number,
  key: string,
): { readonly go?: number; readonly fold?: number; readonly unfold?: number } {
  const row = rows[at];
  if (row === undefined) return {};
  switch (key) {
    case 'ArrowDown':
      return { go: rows[at + 1]?.id };
    case 'ArrowUp':
      return { go: rows[at - 1]?.id };
    case 'Home':
      return { go: rows[0]!.id };
    case 'End':
      return { go: rows.at(-1)!.id };
    case 'ArrowRight':
      if (row.hasChildren && !row.expanded) return { unfold: row.id };
      return row.hasChildren ? { go: rows[at + 1]?.id } : {};
    case 'ArrowLeft':
      if (row.expanded) return { fold: row.id };
      return { go: rows.slice(0, at).findLast((other) => other.depth < row.depth)?.id };
    default:
      return {};
  }
}
