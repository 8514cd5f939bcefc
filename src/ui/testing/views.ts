import { UNLIMITED, type GroupView } from '../../engine/protocol';

const EMPTY = { usage: 0, max: 0, limit: UNLIMITED, failcnt: 0 };

/** A group for tests: an empty child of the root but for what is given. */
export function group(given: Partial<GroupView> = {}): GroupView {
  const name = given.name ?? `g${given.id ?? 2}`;
  return {
    id: 2,
    parent: 1,
    name,
    path: `/${name}`,
    state: 'unaccounted',
    useHierarchy: false,
    res: EMPTY,
    memsw: EMPTY,
    kmem: EMPTY,
    rss: 0,
    cache: 0,
    swap: 0,
    stock: 0,
    tasks: 0,
    oomKillDisable: false,
    underOom: false,
    ...given,
  };
}
