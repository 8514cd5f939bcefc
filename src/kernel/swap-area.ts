/**
 * The swap area (mm/swapfile.c and mm/page_cgroup.c swap_cgroup, 3.8): one row a slot. A slot is held by page table
 * entries and files that name it, and by the page that stands in the swap cache for it; free is one that nothing holds.
 */
import type { MachineConfig } from './config';
import type { Kernel } from './kernel';
import { unchargeSwap } from './memcg-swap';
import { Columns, type Stores } from './store';

const SLOT_SCHEMA = {
  /** Page table entries and files that name it (swap_map without SWAP_HAS_CACHE). */
  count: 'u32',
  /** Frame that stands in the swap cache for it, 0 none (SWAP_HAS_CACHE). */
  cache: 'u32',
  /** Group whose memory+swap counter holds it, 0 nobody (swap_cgroup). */
  owner: 'u32',
} as const;

const AREA_SCHEMA = {
  /** Slots, the first of which is the header; 0 while there is no area at all. */
  slots: 'u32',
  used: 'u32',
  /** Pages may be swapped out to it (SWP_WRITEOK). */
  on: 'u8',
  /** Where the search for a free slot goes on (cluster_next). */
  next: 'u32',
  /** Task that takes the area away, 0 nobody: the first to die for memory (oom_task_origin). */
  swapoff: 'u32',
  /** Slot it has come to. */
  unuse: 'u32',
} as const;

export interface SwapArea {
  /** One row. */
  readonly area: Columns<typeof AREA_SCHEMA>;
  readonly slots: Columns<typeof SLOT_SCHEMA>;
}

export function createSwapArea(stores: Stores, config: MachineConfig): SwapArea {
  const swap = { area: stores.add('swapArea', new Columns(AREA_SCHEMA, 1)), slots: stores.add('swapSlots', new Columns(SLOT_SCHEMA)) };
  if (config.swapPages > 1) openSwapArea(swap, config.swapPages);
  return swap;
}

/** Makes an empty area of so many slots and allows swapping to it. */
export function openSwapArea(swap: SwapArea, slots: number): void {
  swap.slots.grow(slots);
  const { col } = swap.area;
  col.slots[0] = slots;
  col.used[0] = 0;
  col.next[0] = 1;
  col.on[0] = 1;
}

/** Slots an area gives to pages: all but its header. 0 while swap is off (total_swap_pages). */
export function totalSwapPages(k: Kernel): number {
  const { slots, on } = k.swap.area.col;
  return on[0] === 0 ? 0 : slots[0]! - 1;
}

/** Slots that are free (nr_swap_pages). */
export function freeSwapPages(k: Kernel): number {
  return k.swap.area.col.on[0] === 0 ? 0 : totalSwapPages(k) - k.swap.area.col.used[0]!;
}

/** More than half of the area is in use: what is in memory again gives its slot up (vm_swap_full). */
export function isSwapFull(k: Kernel): boolean {
  return freeSwapPages(k) * 2 < totalSwapPages(k);
}

/** A free slot for a page of the swap cache, 0 when there is none (get_swap_page). */
export function takeSlot(k: Kernel, pfn: number): number {
  if (freeSwapPages(k) <= 0) return 0;
  const { area, slots } = k.swap;
  const { count, cache } = slots.col;
  const end = area.col.slots[0]!;
  let slot = area.col.next[0]!;
  for (;;) {
    if (slot >= end) slot = 1;
    if (count[slot] === 0 && cache[slot] === 0) break;
    slot++;
  }
  area.col.next[0] = slot + 1;
  area.col.used[0]!++;
  cache[slot] = pfn;
  return slot;
}

/** One more holder of a slot (swap_duplicate). */
export function duplicateSlot(k: Kernel, slot: number): void {
  k.swap.slots.col.count[slot]!++;
}

/** One holder less; the last one frees it (swap_free). */
export function freeSlot(k: Kernel, slot: number): void {
  k.swap.slots.col.count[slot]!--;
  releaseSlot(k, slot);
}

/** Frees a slot that nothing holds any more: who paid for it is uncharged (swap_entry_free). */
export function releaseSlot(k: Kernel, slot: number): void {
  const { count, cache } = k.swap.slots.col;
  if (count[slot] !== 0 || cache[slot] !== 0) return;
  k.swap.area.col.used[0]!--;
  unchargeSwap(k, slot);
}
