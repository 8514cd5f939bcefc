/**
 * The binary buddy allocator of the one zone (mm/page_alloc.c, 3.8). Free blocks of each order hang on a list through
 * their head frames; a block is split on the way down and merged with its buddy on the way back.
 */
import { MAX_ORDER, PAGE_SIZE, reservedPages, type MachineConfig } from './config';
import { FRAME_FREE, FRAME_RESERVED, PAGE_BUDDY } from './page';
import { hasPatch } from './patches';
import { callHook } from './static-key';
import type { Kernel } from './kernel';
import { Columns, type Stores } from './store';

const AREA_SCHEMA = {
  /** Head and tail of the free list of this order, 0 none. */
  head: 'u32',
  tail: 'u32',
  /** Free blocks of this order. */
  free: 'u32',
} as const;

const ZONE_SCHEMA = { free: 'u32', managed: 'u32', min: 'u32', low: 'u32', high: 'u32' } as const;

export interface Zone {
  /** One row an order. */
  readonly areas: Columns<typeof AREA_SCHEMA>;
  /** One row: free and managed pages, watermarks. */
  readonly pages: Columns<typeof ZONE_SCHEMA>;
}

export function createZone(stores: Stores): Zone {
  return {
    areas: stores.add('freeAreas', new Columns(AREA_SCHEMA, MAX_ORDER)),
    pages: stores.add('zone', new Columns(ZONE_SCHEMA, 1)),
  };
}

/** Hands all frames but the reserved ones to the allocator and sets the watermarks (free_area_init, mem_init). */
export function initZone(k: Kernel, config: MachineConfig): void {
  const { kind } = k.frames.col;
  const reserved = reservedPages(config);
  kind.fill(FRAME_RESERVED, 0, reserved);
  let pfn = reserved;
  while (pfn < config.ramPages) {
    let order = MAX_ORDER - 1;
    while ((pfn & ((1 << order) - 1)) !== 0 || pfn + (1 << order) > config.ramPages) order--;
    addToArea(k, pfn, order, true);
    pfn += 1 << order;
  }
  const pages = k.zone.pages.col;
  pages.managed[0] = config.ramPages - reserved;
  pages.free[0] = pages.managed[0]!;
  setWatermarks(k);
}

/** min_free_kbytes = sqrt(16 × kilobytes of memory), 128 to 65536; low and high stand a quarter and a half above it. */
function setWatermarks(k: Kernel): void {
  const pages = k.zone.pages.col;
  const kilobytes = pages.managed[0]! * (PAGE_SIZE / 1024);
  const minFree = Math.min(65536, Math.max(128, Math.floor(Math.sqrt(kilobytes * 16))));
  const min = Math.floor(minFree / (PAGE_SIZE / 1024));
  pages.min[0] = min;
  pages.low[0] = min + (min >> 2);
  pages.high[0] = min + (min >> 1);
}

/** Free pages of the machine. */
export function freePageCount(k: Kernel): number {
  return k.zone.pages.col.free[0]!;
}

/**
 * Takes a block of 2^order pages from the free lists, never looking at watermarks: its first frame or -1. Owner 0,
 * mapcount 0 (__rmqueue_smallest, expand).
 */
export function allocPages(k: Kernel, order: number, kind: number, info: number): number {
  if (!hasPatch(k, 10)) callHook(k, order);
  const { areas } = k.zone;
  let from = order;
  while (from < MAX_ORDER && areas.col.head[from] === 0) from++;
  if (from === MAX_ORDER) return -1;
  const pfn = areas.col.head[from]!;
  removeFromArea(k, pfn, from);
  while (from > order) {
    from--;
    addToArea(k, pfn + (1 << from), from, false);
  }
  k.zone.pages.col.free[0]! -= 1 << order;
  prepareBlock(k, pfn, order, kind, info);
  return pfn;
}

function prepareBlock(k: Kernel, pfn: number, order: number, kind: number, info: number): void {
  const { col } = k.frames;
  for (let i = pfn, end = pfn + (1 << order); i < end; i++) {
    col.kind[i] = kind;
    col.order[i] = order;
    col.owner[i] = 0;
    col.mapcount[i] = 0;
    col.next[i] = 0;
    col.prev[i] = 0;
    col.info[i] = info;
    col.index[i] = 0;
  }
}

/** Gives a block back and merges it with its free buddies (__free_one_page). The head carries the block's order. */
export function freePages(k: Kernel, pfn: number): void {
  const { col } = k.frames;
  const { ramPages } = k.config;
  let order = col.order[pfn]!;
  if (col.kind[pfn] === FRAME_FREE || col.kind[pfn] === FRAME_RESERVED) throw new Error(`frame ${pfn} freed twice`);
  for (let i = pfn, end = pfn + (1 << order); i < end; i++) {
    col.kind[i] = FRAME_FREE;
    col.owner[i] = 0;
    col.mapcount[i] = 0;
    col.info[i] = 0;
    col.index[i] = 0;
  }
  k.zone.pages.col.free[0]! += 1 << order;
  let head = pfn;
  while (order < MAX_ORDER - 1) {
    const buddy = head ^ (1 << order);
    if (buddy + (1 << order) > ramPages || col.mapcount[buddy] !== PAGE_BUDDY || col.order[buddy] !== order) break;
    removeFromArea(k, buddy, order);
    head = Math.min(head, buddy);
    order++;
  }
  addToArea(k, head, order, false);
}

function addToArea(k: Kernel, pfn: number, order: number, atTail: boolean): void {
  const { head, tail, free } = k.zone.areas.col;
  const { next, prev, mapcount, order: orders } = k.frames.col;
  orders[pfn] = order;
  mapcount[pfn] = PAGE_BUDDY;
  const neighbour = atTail ? tail[order]! : head[order]!;
  prev[pfn] = atTail ? neighbour : 0;
  next[pfn] = atTail ? 0 : neighbour;
  if (neighbour !== 0) (atTail ? next : prev)[neighbour] = pfn;
  if (atTail || neighbour === 0) tail[order] = pfn;
  if (!atTail || neighbour === 0) head[order] = pfn;
  free[order]!++;
}

function removeFromArea(k: Kernel, pfn: number, order: number): void {
  const { head, tail, free } = k.zone.areas.col;
  const { next, prev, mapcount } = k.frames.col;
  const before = prev[pfn]!;
  const after = next[pfn]!;
  if (before === 0) head[order] = after;
  else next[before] = after;
  if (after === 0) tail[order] = before;
  else prev[after] = before;
  next[pfn] = 0;
  prev[pfn] = 0;
  mapcount[pfn] = 0;
  free[order]!--;
}

/** First frame of the block a frame lies in, allocated or free. */
export function blockHead(k: Kernel, pfn: number): number {
  const { kind, order, mapcount } = k.frames.col;
  if (kind[pfn] === FRAME_RESERVED) return pfn;
  if (kind[pfn] !== FRAME_FREE) return pfn & ~((1 << order[pfn]!) - 1);
  for (let o = 0; o < MAX_ORDER; o++) {
    const head = pfn & ~((1 << o) - 1);
    if (mapcount[head] === PAGE_BUDDY && order[head]! >= o) return head;
  }
  return pfn;
}

/** /proc/buddyinfo's numbers: free blocks by order. */
export function freeBlocks(k: Kernel): number[] {
  return [...k.zone.areas.col.free.subarray(0, MAX_ORDER)];
}
