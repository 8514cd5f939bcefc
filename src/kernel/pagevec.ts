/**
 * Pages on their way to the lists (mm/swap.c, 3.8: lru_add_pvecs): each CPU collects up to 14 new pages of each list
 * before it takes the lock, so that memory.stat's list lines lag behind. A page on its way cannot be reclaimed.
 */
import type { MachineConfig } from './config';
import type { Kernel } from './kernel';
import { countScanned, lruAdd, lruGroup, pageLru } from './lru';
import { PG_ACTIVE, PG_PAGEVEC, PG_SWAPBACKED } from './page-cgroup';
import { Columns, type Stores } from './store';

/** Pages a vector holds (PAGEVEC_SIZE). */
export const PAGEVEC_SIZE = 14;
/** Lists that have one: all but the unevictable. */
const LISTS = 4;

const COUNT_SCHEMA = { count: 'u8' } as const;
const PAGE_SCHEMA = { pfn: 'u32' } as const;

export interface Pagevecs {
  /** Row `cpu * 4 + list`. */
  readonly vectors: Columns<typeof COUNT_SCHEMA>;
  /** 14 rows a vector. */
  readonly pages: Columns<typeof PAGE_SCHEMA>;
}

export function createPagevecs(stores: Stores, { cpus }: MachineConfig): Pagevecs {
  return {
    vectors: stores.add('pagevecs', new Columns(COUNT_SCHEMA, cpus * LISTS)),
    pages: stores.add('pagevecPages', new Columns(PAGE_SCHEMA, cpus * LISTS * PAGEVEC_SIZE)),
  };
}

/** Puts a page on its way to its list; a full vector is emptied (__lru_cache_add). */
export function pagevecAdd(k: Kernel, pfn: number): void {
  const vector = k.tracer.cpu * LISTS + pageLru(k.pageCgroups.col.flags[pfn]!);
  const { count } = k.pagevecs.vectors.col;
  k.pageCgroups.col.flags[pfn]! |= PG_PAGEVEC;
  k.pagevecs.pages.col.pfn[vector * PAGEVEC_SIZE + count[vector]!] = pfn;
  if (++count[vector]! === PAGEVEC_SIZE) drainVector(k, vector);
}

/** Takes a page that goes, or is moved, from the vector it waits in. */
export function pagevecDel(k: Kernel, pfn: number): void {
  const { count } = k.pagevecs.vectors.col;
  const { pfn: pages } = k.pagevecs.pages.col;
  k.pageCgroups.col.flags[pfn]! &= ~PG_PAGEVEC;
  for (let vector = 0; vector < k.pagevecs.vectors.length; vector++) {
    const first = vector * PAGEVEC_SIZE;
    const end = first + count[vector]!;
    let at = first;
    while (at < end && pages[at] !== pfn) at++;
    if (at === end) continue;
    pages.copyWithin(at, at + 1, end);
    pages[end - 1] = 0;
    count[vector]!--;
    return;
  }
}

/** Puts what waits on this CPU on the lists (lru_add_drain). */
export function lruAddDrain(k: Kernel): void {
  for (let list = 0; list < LISTS; list++) drainVector(k, k.tracer.cpu * LISTS + list);
}

/** The same on every CPU (lru_add_drain_all). */
export function lruAddDrainAll(k: Kernel): void {
  for (let vector = 0; vector < k.pagevecs.vectors.length; vector++) drainVector(k, vector);
}

function drainVector(k: Kernel, vector: number): void {
  const { count } = k.pagevecs.vectors.col;
  const { pfn: pages } = k.pagevecs.pages.col;
  const { flags } = k.pageCgroups.col;
  const waiting = count[vector]!;
  count[vector] = 0;
  for (let at = vector * PAGEVEC_SIZE, end = at + waiting; at < end; at++) {
    const pfn = pages[at]!;
    pages[at] = 0;
    flags[pfn]! &= ~PG_PAGEVEC;
    lruAdd(k, pfn);
    countScanned(k, lruGroup(k, pfn), (flags[pfn]! & PG_SWAPBACKED) !== 0 ? 0 : 1, 1, (flags[pfn]! & PG_ACTIVE) !== 0 ? 1 : 0);
  }
}
