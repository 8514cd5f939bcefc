/**
 * Ids of the subsystem's states (kernel/cgroup.c, 3.8: struct css_id): a subtree is walked in their order, a new group
 * takes the lowest free one, and a group keeps its own until it is freed, not just removed.
 */
import { ENOSPC } from './errno';
import type { Kernel } from './kernel';
import { Columns, type Stores } from './store';

/** Largest id (CSS_ID_MAX). */
export const CSS_ID_MAX = 65535;

const SCHEMA = { used: 'u8' } as const;
const HEAD_SCHEMA = { lowestFree: 'u32' } as const;

export interface CssIds {
  readonly ids: Columns<typeof SCHEMA>;
  readonly head: Columns<typeof HEAD_SCHEMA>;
}

export function createCssIds(stores: Stores): CssIds {
  const css = { ids: stores.add('cssIds', new Columns(SCHEMA, 1)), head: stores.add('cssHead', new Columns(HEAD_SCHEMA, 1)) };
  css.head.col.lowestFree[0] = 1;
  return css;
}

/** The lowest free id, or -ENOSPC (get_new_cssid). */
export function takeCssId(k: Kernel): number {
  const { ids, head } = k.cssIds;
  let id = head.col.lowestFree[0]!;
  while (id < ids.length && ids.col.used[id] !== 0) id++;
  if (id > CSS_ID_MAX) return -ENOSPC;
  ids.grow(id + 1);
  ids.col.used[id] = 1;
  head.col.lowestFree[0] = id + 1;
  return id;
}

/** Gives an id back (free_css_id). */
export function releaseCssId(k: Kernel, id: number): void {
  const { ids, head } = k.cssIds;
  ids.col.used[id] = 0;
  if (id < head.col.lowestFree[0]!) head.col.lowestFree[0] = id;
}
