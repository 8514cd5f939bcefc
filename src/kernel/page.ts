/**
 * The frame table (mem_map): one row a page frame, struct of arrays (include/linux/mm_types.h, 3.8: struct page).
 */
import type { MachineConfig } from './config';
import { Columns, type Stores } from './store';

/** What a frame holds; the index is the value in the `kind` column. The protocol has an equal list. */
export const FRAME_KINDS = ['free', 'reserved', 'anon', 'cache', 'stack', 'slab', 'pagetable', 'kernel'] as const;
export type FrameKind = (typeof FRAME_KINDS)[number];

export const FRAME_FREE = 0;
export const FRAME_RESERVED = 1;
export const FRAME_ANON = 2;
export const FRAME_CACHE = 3;
export const FRAME_STACK = 4;
export const FRAME_SLAB = 5;
export const FRAME_PAGETABLE = 6;
export const FRAME_KERNEL = 7;

/** `mapcount` of the head of a free block (include/linux/mm.h, 3.8: PAGE_BUDDY_MAPCOUNT_VALUE). */
export const PAGE_BUDDY = -128;

const SCHEMA = {
  /** Index into FRAME_KINDS. */
  kind: 'u8',
  /** Order of the block; of a free block only its head is right. */
  order: 'u8',
  /** Group charged: memcg id, 0 nobody, 1 root. Head and tail frames of a block carry the same. */
  owner: 'u32',
  /** User mappings; objects in use of a slab's head; PAGE_BUDDY on the head of a free block. */
  mapcount: 'i32',
  /** Links of whatever list the head is on: buddy free list, partial slabs, LRU. 0 ends a list (frame 0 is reserved). */
  next: 'i32',
  prev: 'i32',
  /** pid of a stack, mm of a page table or anonymous page, cache of a slab, inode of a cache page. */
  info: 'u32',
  /** Place within what `info` names: page number in the mm or in the file. */
  index: 'u32',
} as const;

export type Frames = Columns<typeof SCHEMA>;

/** A table with every frame free of meaning; `initZone` hands the frames out. */
export function createFrames(stores: Stores, config: MachineConfig): Frames {
  return stores.add('frames', new Columns(SCHEMA, config.ramPages));
}

/** Writes the group that is charged into every frame of a block (page_cgroup, mm/page_cgroup.c 3.8). */
export function setFrameOwner(frames: Frames, pfn: number, memcg: number): void {
  const { owner, order } = frames.col;
  const pages = 1 << order[pfn]!;
  for (let i = 0; i < pages; i++) owner[pfn + i] = memcg;
}
