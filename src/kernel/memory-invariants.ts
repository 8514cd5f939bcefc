/**
 * What must hold of user memory after every tick; each broken rule is one line in words. For tests and the debug mode.
 */
import type { Kernel } from './kernel';
import { lruGroup, lruOf, NR_LRU_LISTS, pageLru } from './lru';
import { memcgPath, ROOT_MEMCG } from './memcg';
import { FRAME_ANON, FRAME_CACHE } from './page';
import { PG_ANON, PG_LRU, PG_PAGEVEC, PG_SWAPCACHE } from './page-cgroup';
import { PAGEVEC_SIZE } from './pagevec';
import { PTE_SWAP, PTE_VALUE_MASK, PTRS_PER_PTE, ZERO_PAGE } from './page-table';

/** Every rule of user memory that does not hold now; empty when all do. */
export function checkUserMemory(k: Kernel): readonly string[] {
  return [...checkLists(k), ...checkStatistics(k), ...checkMappings(k)];
}

/** Each list holds the pages that say they are on it, once; the others wait in one page vector. */
function checkLists(k: Kernel): string[] {
  const broken: string[] = [];
  const { flags } = k.pageCgroups.col;
  const { next, prev, kind, owner } = k.frames.col;
  let listed = 0;
  for (let row = 0; row < k.lrus.length; row++) {
    let pages = 0;
    let before = 0;
    for (let pfn = k.lrus.col.head[row]!; pfn !== 0 && pages <= k.lrus.col.pages[row]!; before = pfn, pfn = next[pfn]!, pages++) {
      const right = (flags[pfn]! & PG_LRU) !== 0 && prev[pfn] === before && lruOf(lruGroup(k, pfn), pageLru(flags[pfn]!)) === row;
      if (!right) broken.push(`page ${pfn} does not belong on list ${row % NR_LRU_LISTS} of group ${Math.floor(row / NR_LRU_LISTS)}`);
    }
    if (pages !== k.lrus.col.pages[row]!) broken.push(`list ${row} has ${pages} pages, counted ${k.lrus.col.pages[row]!}`);
    listed += pages;
  }
  let [onLists, waiting] = [0, 0];
  const [anon, cache, lru, vector] = [FRAME_ANON, FRAME_CACHE, PG_LRU, PG_PAGEVEC];
  for (let pfn = 0, frames = k.frames.length; pfn < frames; pfn++) {
    if (flags[pfn]! === 0) continue;
    if (owner[pfn] !== 0 && (flags[pfn]! & (lru | vector)) === 0) broken.push(`page ${pfn} of group ${owner[pfn]} is on no list`);
    if (kind[pfn] !== anon && kind[pfn] !== cache) broken.push(`frame ${pfn} is no user page and has flags ${flags[pfn]}`);
    if ((flags[pfn]! & lru) !== 0) onLists++;
    if ((flags[pfn]! & vector) !== 0) waiting++;
  }
  const { count } = k.pagevecs.vectors.col;
  let inVectors = 0;
  for (let i = 0; i < k.pagevecs.vectors.length; i++) {
    inVectors += count[i]!;
    if (count[i]! >= PAGEVEC_SIZE) broken.push(`page vector ${i} is full`);
  }
  if (onLists !== listed) broken.push(`${onLists} pages say they are on a list, ${listed} are`);
  if (waiting !== inVectors) broken.push(`${waiting} pages say they are in a page vector, ${inVectors} are`);
  return broken;
}

/** memory.stat is what the frames and the slots say. */
function checkStatistics(k: Kernel): string[] {
  const groups = k.memcgs.length;
  const counts = ['rss', 'cache', 'mappedFile', 'swap'] as const;
  const sums = counts.map(() => new Float64Array(groups));
  const [rss, cache, mappedFile, swap] = sums as [Float64Array, Float64Array, Float64Array, Float64Array];
  const { owner, kind, mapcount } = k.frames.col;
  const { flags } = k.pageCgroups.col;
  const [anonKind, cacheKind, anon] = [FRAME_ANON, FRAME_CACHE, PG_ANON];
  for (let pfn = 0, frames = k.frames.length; pfn < frames; pfn++) {
    if (owner[pfn] === 0 || (kind[pfn] !== anonKind && kind[pfn] !== cacheKind)) continue;
    if ((flags[pfn]! & anon) !== 0) rss[owner[pfn]!]!++;
    else {
      cache[owner[pfn]!]!++;
      if (mapcount[pfn]! > 0) mappedFile[owner[pfn]!]!++;
    }
  }
  const { owner: paid } = k.swap.slots.col;
  for (let slot = 1; slot < k.swap.slots.length; slot++) if (paid[slot] !== 0) swap[paid[slot]!]!++;
  const broken: string[] = [];
  for (let memcg = ROOT_MEMCG; memcg < groups; memcg++) {
    counts.forEach((name, i) => {
      const said = k.memcgs.col[name][memcg]!;
      if (said !== sums[i]![memcg]!) broken.push(`${name} of ${memcgPath(k, memcg)} says ${said} pages, there are ${sums[i]![memcg]!}`);
    });
  }
  return broken;
}

/** A page is mapped, and a slot named, as often as entries and files do it; each map counts its own. */
function checkMappings(k: Kernel): string[] {
  const broken: string[] = [];
  const mapped = new Uint32Array(k.frames.length);
  const named = new Uint32Array(Math.max(1, k.swap.slots.length));
  const { pte } = k.pageTables.entries.col;
  const [swap, mask, zero] = [PTE_SWAP, PTE_VALUE_MASK, ZERO_PAGE];
  for (let mm = 1; mm < k.mms.length; mm++) {
    if (k.mms.col.users[mm] === 0) continue;
    let [pages, slots] = [0, 0];
    for (const table of k.mmMaps.get(mm).tables) {
      if (table === 0) continue;
      let present = 0;
      for (let at = table * PTRS_PER_PTE, end = at + PTRS_PER_PTE; at < end; at++) {
        const entry = pte[at]!;
        if (entry === 0) continue;
        present++;
        if ((entry & swap) !== 0) {
          slots++;
          named[(entry & mask) - 1]!++;
        } else if ((entry & mask) !== zero) {
          pages++;
          mapped[(entry & mask) - 1]!++;
        }
      }
      const counted = k.pageTables.tables.col.present[table]!;
      if (present !== counted) broken.push(`page table ${table} has ${present} entries, counted ${counted}`);
    }
    const { anonPages, filePages, swapEntries } = k.mms.col;
    if (pages !== anonPages[mm]! + filePages[mm]!) broken.push(`map ${mm} has ${pages} pages, counted ${anonPages[mm]! + filePages[mm]!}`);
    if (slots !== swapEntries[mm]) broken.push(`map ${mm} names ${slots} slots, counted ${swapEntries[mm]}`);
  }
  for (const inode of k.inodeData.ids()) for (const pfn of k.inodeData.get(inode).pages) if (pfn < 0) named[-pfn]!++;
  const { kind, mapcount } = k.frames.col;
  const [anon, cache] = [FRAME_ANON, FRAME_CACHE];
  for (let pfn = 0, frames = k.frames.length; pfn < frames; pfn++) {
    if ((kind[pfn] === anon || kind[pfn] === cache) && mapcount[pfn] !== mapped[pfn])
      broken.push(`page ${pfn} is mapped ${mapped[pfn]} times, counted ${mapcount[pfn]}`);
  }
  return [...broken, ...checkSlots(k, named)];
}

function checkSlots(k: Kernel, named: Uint32Array): string[] {
  const broken: string[] = [];
  const { count, cache, owner } = k.swap.slots.col;
  const { flags, slot: slots } = k.pageCgroups.col;
  let used = 0;
  for (let slot = 1; slot < k.swap.slots.length; slot++) {
    if (count[slot] !== named[slot]) broken.push(`slot ${slot} is named ${named[slot]} times, counted ${count[slot]}`);
    const pfn = cache[slot]!;
    if (pfn !== 0 && ((flags[pfn]! & PG_SWAPCACHE) === 0 || slots[pfn] !== slot))
      broken.push(`page ${pfn} is not in the swap cache for slot ${slot}`);
    if (count[slot] !== 0 || pfn !== 0) used++;
    else if (owner[slot] !== 0) broken.push(`slot ${slot} is free and charged to group ${owner[slot]}`);
  }
  if (used !== k.swap.area.col.used[0]) broken.push(`${used} slots are in use, counted ${k.swap.area.col.used[0]}`);
  return broken;
}
