/**
 * SLUB's lists (mm/slub.c, 3.8). Every CPU allocates from one slab of its own, then from a short list of its own, then
 * from the node's list; a slab that was full goes to the list of the CPU that frees its first object. That is why so
 * many empty and half empty slabs stay behind: a slab is given back only when it becomes empty on the node's list, or
 * arrives there empty, while that holds more than `min_partial` others.
 *
 * The head frame of a slab carries its cache (`info`), the objects in use (`mapcount`), where it is (`index`) and the
 * links of the list it is on. An object is known by its slab: whoever owns one keeps the slab's frame number.
 */
import type { Kernel } from './kernel';
import { cacheSize, objectsPerSlab } from './kmem-cache';
import { discardSlab } from './slab-pages';

/** In `index` of a slab's head: on no list, because full. */
const ON_NO_LIST = 0;
/** A CPU allocates from it. */
const ON_CPU = 1;
/** On a CPU's own list; `prev` then holds the free objects counted there when it was put (page->pobjects). */
const ON_CPU_PARTIAL = 2;
/** On the node's list. */
const ON_NODE = 3;

/** Empty slabs a node keeps (set_min_partial: half the logarithm of the size, 5 to 10). */
function minPartial(k: Kernel, cache: number): number {
  return Math.min(10, Math.max(5, (31 - Math.clz32(cacheSize(k, cache))) >> 1));
}

/** Free objects a CPU's own list may hold before it is handed to the node (kmem_cache_open: s->cpu_partial). */
function cpuPartial(k: Kernel, cache: number): number {
  const size = cacheSize(k, cache);
  return size >= 4096 ? 2 : size >= 1024 ? 6 : size >= 256 ? 13 : 30;
}

function objectsIn(k: Kernel, cache: number, pfn: number): number {
  return objectsPerSlab(k, cache, k.frames.col.order[pfn]!);
}

function freeIn(k: Kernel, cache: number, pfn: number): number {
  return objectsIn(k, cache, pfn) - k.frames.col.mapcount[pfn]!;
}

/** Objects a CPU can have without a new slab: all that are free but those other CPUs have frozen. */
export function slabRoom(k: Kernel, cache: number, cpu: number): number {
  let room = k.slabs.col.capacity[cache]! - k.slabs.col.objects[cache]!;
  for (let other = 0; other < k.config.cpus && room > 0; other++) {
    if (other === cpu) continue;
    const row = cache * k.config.cpus + other;
    const page = k.slabCpus.col.page[row]!;
    if (page !== 0) room -= freeIn(k, cache, page);
    for (let pfn = k.slabCpus.col.partial[row]!; pfn !== 0; pfn = k.frames.col.next[pfn]!) room -= freeIn(k, cache, pfn);
  }
  return room;
}

/** A new slab: the CPU's own where that has nothing else to take from, else the node's. */
export function addSlab(k: Kernel, cache: number, cpu: number, pfn: number): void {
  const { slabs, pages, capacity, partial } = k.slabs.col;
  const pageOrder = k.frames.col.order[pfn]!;
  slabs[cache]!++;
  pages[cache]! += 1 << pageOrder;
  capacity[cache]! += objectsIn(k, cache, pfn);
  const row = cache * k.config.cpus + cpu;
  const page = k.slabCpus.col.page[row]!;
  const exhausted = page === 0 || freeIn(k, cache, page) === 0;
  if (!exhausted || k.slabCpus.col.partial[row] !== 0 || partial[cache] !== 0) return addPartial(k, cache, pfn);
  if (page !== 0) k.frames.col.index[page] = ON_NO_LIST;
  becomeCpuSlab(k, row, pfn);
}

function becomeCpuSlab(k: Kernel, row: number, pfn: number): void {
  k.slabCpus.col.page[row] = pfn;
  const { index, next, prev } = k.frames.col;
  index[pfn] = ON_CPU;
  next[pfn] = 0;
  prev[pfn] = 0;
}

/** Takes one object: its slab, or 0 where there is none without a new one (slab_alloc, __slab_alloc). */
export function takeObject(k: Kernel, cache: number, cpu: number): number {
  const row = cache * k.config.cpus + cpu;
  const { page, partial } = k.slabCpus.col;
  const { mapcount, index, next } = k.frames.col;
  for (;;) {
    const pfn = page[row]!;
    if (pfn !== 0 && freeIn(k, cache, pfn) > 0) {
      mapcount[pfn]!++;
      k.slabs.col.objects[cache]!++;
      return pfn;
    }
    if (pfn !== 0) index[pfn] = ON_NO_LIST;
    page[row] = 0;
    const own = partial[row]!;
    if (own !== 0) {
      partial[row] = next[own]!;
      becomeCpuSlab(k, row, own);
    } else if (!takeFromNode(k, cache, row)) return 0;
  }
}

/** Takes up to `most` objects more from the slab that gave the last one: how many. */
export function takeMoreObjects(k: Kernel, cache: number, cpu: number, pfn: number, most: number): number {
  if (k.slabCpus.col.page[cache * k.config.cpus + cpu] !== pfn) return 0;
  const taken = Math.min(most, freeIn(k, cache, pfn));
  k.frames.col.mapcount[pfn]! += taken;
  k.slabs.col.objects[cache]! += taken;
  return taken;
}

/** Freezes slabs of the node's list for a CPU: one to allocate from, and more for its own list (get_partial_node). */
function takeFromNode(k: Kernel, cache: number, row: number): boolean {
  const enough = cpuPartial(k, cache) >> 1;
  const first = k.slabs.col.partial[cache]!;
  if (first === 0) return false;
  removePartial(k, cache, first);
  becomeCpuSlab(k, row, first);
  // What is free in the first is not counted: all of it belongs to the CPU already.
  for (let available = 0; available <= enough && k.slabs.col.partial[cache] !== 0;) {
    const pfn = k.slabs.col.partial[cache]!;
    removePartial(k, cache, pfn);
    available = putCpuPartial(k, cache, row, pfn, false);
  }
  return true;
}

/** Puts a slab on a CPU's own list; a full list goes to the node first. Answers the free objects counted there. */
function putCpuPartial(k: Kernel, cache: number, row: number, pfn: number, drain: boolean): number {
  const { partial } = k.slabCpus.col;
  const { index, next, prev } = k.frames.col;
  let counted = partial[row] === 0 ? 0 : prev[partial[row]!]!;
  if (drain && counted > cpuPartial(k, cache)) {
    unfreezePartials(k, cache, row);
    counted = 0;
  }
  counted += freeIn(k, cache, pfn);
  index[pfn] = ON_CPU_PARTIAL;
  next[pfn] = partial[row]!;
  prev[pfn] = counted;
  partial[row] = pfn;
  return counted;
}

/** Hands a CPU's own list to the node; what is empty by now goes, if the node has enough (unfreeze_partials). */
function unfreezePartials(k: Kernel, cache: number, row: number): void {
  const { partial } = k.slabCpus.col;
  let pfn = partial[row]!;
  partial[row] = 0;
  while (pfn !== 0) {
    const after = k.frames.col.next[pfn]!;
    unfreeze(k, cache, pfn);
    pfn = after;
  }
}

function unfreeze(k: Kernel, cache: number, pfn: number): void {
  const { index, mapcount, next, prev } = k.frames.col;
  next[pfn] = 0;
  prev[pfn] = 0;
  index[pfn] = ON_NO_LIST;
  if (mapcount[pfn] === 0 && k.slabs.col.partials[cache]! > minPartial(k, cache)) forgetSlab(k, cache, pfn);
  else if (freeIn(k, cache, pfn) > 0) addPartial(k, cache, pfn);
}

/** Gives `count` objects of the slab at `pfn` back, one after the other (slab_free, __slab_free). */
export function giveObjects(k: Kernel, cache: number, cpu: number, pfn: number, count: number): void {
  giveObject(k, cache, cpu, pfn);
  if (count <= 1) return;
  // Only the first can find the slab full, and only the last leave it empty.
  k.frames.col.mapcount[pfn]! -= count - 2;
  k.slabs.col.objects[cache]! -= count - 2;
  giveObject(k, cache, cpu, pfn);
}

/** Gives one object of the slab at `pfn` back. */
export function giveObject(k: Kernel, cache: number, cpu: number, pfn: number): void {
  const { mapcount, index } = k.frames.col;
  const wasFull = freeIn(k, cache, pfn) === 0;
  mapcount[pfn]!--;
  k.slabs.col.objects[cache]!--;
  if (index[pfn] === ON_NO_LIST && wasFull) {
    putCpuPartial(k, cache, cache * k.config.cpus + cpu, pfn, true);
  } else if (index[pfn] === ON_NODE && mapcount[pfn] === 0 && k.slabs.col.partials[cache]! > minPartial(k, cache)) {
    removePartial(k, cache, pfn);
    forgetSlab(k, cache, pfn);
  }
}

/** Takes the slabs back from the CPUs and gives the empty ones to the machine (kmem_cache_shrink). */
export function shrinkCache(k: Kernel, cache: number): void {
  for (let cpu = 0; cpu < k.config.cpus; cpu++) {
    const row = cache * k.config.cpus + cpu;
    const pfn = k.slabCpus.col.page[row]!;
    k.slabCpus.col.page[row] = 0;
    if (pfn !== 0) unfreeze(k, cache, pfn);
    unfreezePartials(k, cache, row);
  }
  for (let pfn = k.slabs.col.partial[cache]!; pfn !== 0;) {
    const after = k.frames.col.next[pfn]!;
    if (k.frames.col.mapcount[pfn] === 0) {
      removePartial(k, cache, pfn);
      forgetSlab(k, cache, pfn);
    }
    pfn = after;
  }
}

function forgetSlab(k: Kernel, cache: number, pfn: number): void {
  const { slabs, pages, capacity } = k.slabs.col;
  slabs[cache]!--;
  pages[cache]! -= 1 << k.frames.col.order[pfn]!;
  capacity[cache]! -= objectsIn(k, cache, pfn);
  discardSlab(k, cache, pfn);
}

/** The node takes slabs at the end of its list and gives them from its start (add_partial, DEACTIVATE_TO_TAIL). */
function addPartial(k: Kernel, cache: number, pfn: number): void {
  const { partial, partialTail, partials } = k.slabs.col;
  const { next, prev, index } = k.frames.col;
  const last = partialTail[cache]!;
  index[pfn] = ON_NODE;
  prev[pfn] = last;
  next[pfn] = 0;
  if (last === 0) partial[cache] = pfn;
  else next[last] = pfn;
  partialTail[cache] = pfn;
  partials[cache]!++;
}

function removePartial(k: Kernel, cache: number, pfn: number): void {
  const { partial, partialTail, partials } = k.slabs.col;
  const { next, prev, index } = k.frames.col;
  const before = prev[pfn]!;
  const after = next[pfn]!;
  if (before === 0) partial[cache] = after;
  else next[before] = after;
  if (after === 0) partialTail[cache] = before;
  else prev[after] = before;
  index[pfn] = ON_NO_LIST;
  next[pfn] = 0;
  prev[pfn] = 0;
  partials[cache]!--;
}
