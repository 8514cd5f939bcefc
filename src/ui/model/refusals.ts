import type { GroupView } from '../../engine/protocol';

export type CounterName = 'res' | 'memsw' | 'kmem';

/** Charges that one counter of one group refused between two views. */
export interface RefusalCount {
  readonly group: number;
  readonly counter: CounterName;
  readonly count: number;
}

const COUNTERS: readonly CounterName[] = ['res', 'memsw', 'kmem'];

/**
 * What was refused, and where: failcnt rises in the very counter that refused, nowhere else. A failcnt that fell was
 * reset by somebody and tells nothing.
 */
export function refusals(before: ReadonlyMap<number, GroupView>, now: readonly GroupView[]): RefusalCount[] {
  const found: RefusalCount[] = [];
  for (const group of now) {
    const old = before.get(group.id);
    for (const counter of COUNTERS) {
      const count = group[counter].failcnt - (old?.[counter].failcnt ?? 0);
      if (count > 0) found.push({ group: group.id, counter, count });
    }
  }
  return found;
}
