/**
 * A second, deliberately naive model of the counters, to hold the engine to: no stock, no batch, no history. What each
 * group is charged with is added up from the frame table alone, each time anew, the slow and obvious way.
 */
import type { Kernel } from './kernel';
import { counterValue, memcgPath, parentMemcg, ROOT_MEMCG } from './memcg';
import { FRAME_ANON, FRAME_CACHE, FRAME_KERNEL, FRAME_SLAB, FRAME_STACK } from './page';
import { KMEM, MEMSW, RES } from './res-counter';
import { stockOf } from './stock';

/** Pages of one group and of all that pass their charges to it. */
export interface NaiveCount {
  /** Frames of user memory and of kernel memory. */
  user: number;
  kmem: number;
  /** Pages that stand in the swap area. */
  swapped: number;
  /** Waiting in stocks: charged to res and memsw, in no frame. */
  stock: number;
  /** Held by calls that sleep: charged, but not yet in a frame. */
  flightRes: number;
  flightKmem: number;
}

/** The count of every group that is not freed, by id, from the frames. */
export function naiveCounts(k: Kernel): ReadonlyMap<number, Readonly<NaiveCount>> {
  const user = ownFrames(k, [FRAME_ANON, FRAME_CACHE]);
  const kmem = ownFrames(k, [FRAME_STACK, FRAME_SLAB, FRAME_KERNEL]);
  const counts = new Map<number, NaiveCount>();
  for (let id = ROOT_MEMCG + 1; id < k.memcgs.length; id++) {
    if (k.memcgs.col.used[id] !== 0) counts.set(id, { user: 0, kmem: 0, swapped: 0, stock: 0, flightRes: 0, flightKmem: 0 });
  }
  const add = (group: number, field: keyof NaiveCount, pages: number): void => {
    if (pages > 0) for (let id = group; counts.has(id); id = parentMemcg(k, id)) counts.get(id)![field] += pages;
  };
  for (const id of counts.keys()) {
    add(id, 'user', user[id]!);
    add(id, 'kmem', kmem[id]!);
    add(id, 'stock', stockOf(k, id));
    add(id, 'swapped', k.memcgs.col.swap[id]!);
  }
  const { kmemGroup, kmemPages, kmemCharged } = k.charges.col;
  for (let pid = 1; pid < k.charges.length; pid++) {
    if (kmemGroup[pid] === 0) continue;
    add(kmemGroup[pid]!, 'flightKmem', kmemPages[pid]!);
    if (kmemCharged[pid] !== 0) add(kmemGroup[pid]!, 'flightRes', kmemPages[pid]!);
  }
  return counts;
}

/** Frames of these kinds that each group owns itself, by group id. */
function ownFrames(k: Kernel, kinds: readonly number[]): readonly number[] {
  const pages = new Array<number>(k.memcgs.length).fill(0);
  const { kind, owner } = k.frames.col;
  for (let pfn = 0, frames = k.frames.length; pfn < frames; pfn++)
    if (owner[pfn] !== 0 && kinds.includes(kind[pfn]!)) pages[owner[pfn]!]!++;
  return pages;
}

/** Where the engine's counters are not what the frames, the stocks and the calls under way add up to; empty = nowhere. */
export function naiveDisagreements(k: Kernel): readonly string[] {
  const wrong: string[] = [];
  for (const [id, count] of naiveCounts(k)) {
    const held = count.user + count.kmem + count.stock + count.flightRes;
    const expected = [
      [RES, 'memory', held],
      [MEMSW, 'memory.memsw', held + count.swapped],
      [KMEM, 'memory.kmem', count.kmem + count.flightKmem],
    ] as const;
    for (const [kind, name, pages] of expected) {
      const usage = counterValue(k, id, kind, 'usage');
      if (usage !== pages) wrong.push(`${name} of ${memcgPath(k, id)} is ${usage} pages, its frames make ${pages}`);
    }
  }
  return wrong;
}
