/**
 * Buffer heads (fs/buffer.c, 3.8): what says which block of a disk a cached page holds. A page of a disk's own metadata,
 * such as that of a directory, has one for as long as it is cached.
 */
import { ENOMEM } from './errno';
import type { Kernel } from './kernel';
import { slabFree, slabReserve, slabTakeUnaccounted } from './slab';
import { ObjectStore, type Stores } from './store';
import { tryToFreePages } from './vmscan';

/** Slab of the buffer head of a cached page, by its frame. */
export type BufferHeads = ObjectStore<{ readonly slab: number }>;

/** Rounds of reclaim before the kernel takes what it needs past the group (alloc_page_buffers tries for ever). */
const RETRIES = 6;

export function createBufferHeads(stores: Stores): BufferHeads {
  return stores.add('bufferHeads', new ObjectStore<{ readonly slab: number }>((record) => ({ ...record })));
}

/**
 * Makes sure of `count` buffer heads: 0 or BLOCKED. They are never refused: where the group's limit is reached, page
 * cache of the machine is reclaimed, and the buffers with it, until there are some (free_more_memory).
 */
export function reserveBufferHeads(k: Kernel, pid: number, count: number): number {
  let reserved = slabReserve(k, pid, 'buffer_head', count);
  for (let tries = 0; reserved === -ENOMEM && tries < RETRIES; tries++) {
    tryToFreePages(k);
    reserved = slabReserve(k, pid, 'buffer_head', count);
  }
  return reserved === -ENOMEM ? slabReserve(k, 0, 'buffer_head', count) : reserved;
}

/** Gives a page of metadata its buffer head, reserved before. */
export function attachBufferHead(k: Kernel, pid: number, pfn: number): void {
  k.bufferHeads.set(pfn, { slab: slabTakeUnaccounted(k, 'buffer_head', pid) });
}

/** A page leaves the cache: its buffer head goes with it (try_to_free_buffers). */
export function dropBufferHead(k: Kernel, pfn: number): void {
  const slab = k.bufferHeads.find(pfn)?.slab;
  if (slab === undefined) return;
  k.bufferHeads.delete(pfn);
  slabFree(k, slab);
}
