/**
 * A second, deliberately naive model of the counters, to hold the engine to: no stock, no batch, no history and no chain
 * of parents. What each group is charged with is added up from the frames and the slots of the swap area alone, each time
 * anew, the slow and obvious way; who passes charges on to whom follows from the directories.
 */
import type { Kernel } from './kernel';
import { counterValue, memcgPath, ROOT_MEMCG } from './memcg';
import { FRAME_ANON, FRAME_CACHE } from './page';
import { KMEM, MEMSW, RES } from './res-counter';

/** Pages of one group and of all that pass their charges to it. */
export interface NaiveCount {
  /** Frames of user memory, and of kernel memory. */
  user: number;
  kmem: number;
  /** Slots of the swap area. */
  swapped: number;
  /** Waiting in stocks: charged to res and memsw, in no frame. */
  stock: number;
  /** Held by calls that sleep: charged, but not yet in a frame. */
  flightRes: number;
  flightKmem: number;
}

/** The count of every group that is not freed, by id. */
export function naiveCounts(k: Kernel): ReadonlyMap<number, Readonly<NaiveCount>> {
  const counts = new Map<number, NaiveCount>();
  for (let id = ROOT_MEMCG + 1; id < k.memcgs.length; id++) {
    if (k.memcgs.col.used[id] !== 0) counts.set(id, { user: 0, kmem: 0, swapped: 0, stock: 0, flightRes: 0, flightKmem: 0 });
  }
  const add = (field: keyof NaiveCount, pages: Float64Array): void => {
    for (const id of counts.keys()) {
      if (pages[id] !== 0) for (let group = id; counts.has(group); group = chargedAbove(k, group)) counts.get(group)![field] += pages[id]!;
    }
  };
  const { user, kmem } = ownFrames(k);
  add('user', user);
  add('kmem', kmem);
  add('swapped', ownSlots(k));
  add('stock', ownStock(k));
  const { res, held } = inFlight(k);
  add('flightRes', res);
  add('flightKmem', held);
  return counts;
}

/** The directory above, where that is hierarchical; what a removed group was told when it was made it keeps for ever. */
function chargedAbove(k: Kernel, id: number): number {
  const { used, parent, useHierarchy } = k.memcgs.col;
  if (used[id] !== 1) return Math.floor(k.counters.col.parent[id * 4]! / 4);
  return useHierarchy[parent[id]!] === 0 ? 0 : parent[id]!;
}

/** Frames that each group owns itself: user pages, and what else is charged. */
function ownFrames(k: Kernel): { readonly user: Float64Array; readonly kmem: Float64Array } {
  const user = new Float64Array(k.memcgs.length);
  const kmem = new Float64Array(k.memcgs.length);
  const { kind, owner } = k.frames.col;
  const [anon, cache] = [FRAME_ANON, FRAME_CACHE];
  for (let pfn = 0, frames = k.config.ramPages; pfn < frames; pfn++) {
    const group = owner[pfn]!;
    if (group === 0) continue;
    if (kind[pfn] === anon || kind[pfn] === cache) user[group]!++;
    else kmem[group]!++;
  }
  return { user, kmem };
}

function ownSlots(k: Kernel): Float64Array {
  const pages = new Float64Array(k.memcgs.length);
  const { owner } = k.swap.slots.col;
  for (let slot = 1; slot < k.swap.slots.length; slot++) if (owner[slot] !== 0) pages[owner[slot]!]!++;
  return pages;
}

function ownStock(k: Kernel): Float64Array {
  const waiting = new Float64Array(k.memcgs.length);
  const { cached, pages } = k.stocks.col;
  for (let cpu = 0; cpu < k.config.cpus; cpu++) waiting[cached[cpu]!]! += pages[cpu]!;
  return waiting;
}

function inFlight(k: Kernel): { readonly res: Float64Array; readonly held: Float64Array } {
  const res = new Float64Array(k.memcgs.length);
  const held = new Float64Array(k.memcgs.length);
  const { kmemGroup, kmemPages, kmemCharged } = k.charges.col;
  for (let pid = 1; pid < k.charges.length; pid++) {
    if (kmemGroup[pid] === 0) continue;
    held[kmemGroup[pid]!]! += kmemPages[pid]!;
    if (kmemCharged[pid] !== 0) res[kmemGroup[pid]!]! += kmemPages[pid]!;
  }
  return { res, held };
}

/** Where the engine's counters are not what the frames, the stocks and the calls under way add up to; empty = nowhere. */
export function naiveDisagreements(k: Kernel): readonly string[] {
  const wrong: string[] = [];
  for (const [id, count] of naiveCounts(k)) {
    const held = count.user + count.kmem + count.stock + count.flightRes;
    const expected = [held, held + count.swapped, count.kmem + count.flightKmem];
    for (const kind of [RES, MEMSW, KMEM] as const) {
      const usage = counterValue(k, id, kind, 'usage');
      if (usage !== expected[kind])
        wrong.push(
          `${['memory', 'memory.memsw', 'memory.kmem'][kind]} of ${memcgPath(k, id)} is ${usage} pages, its frames make ${expected[kind]}`,
        );
    }
  }
  return wrong;
}
