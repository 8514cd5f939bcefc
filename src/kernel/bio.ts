/**
 * Asking a disk for a block (fs/bio.c, 3.8: bio_alloc, submit_bio): the request is a slab object of whoever asks, for as
 * long as it takes. A RAM disk answers at once.
 */
import type { Kernel } from './kernel';
import { slabFree, slabTakeAtomic } from './slab';

/** Reads one block for task `pid`. It never fails for want of the object: some are kept for that (mempool_alloc). */
export function readBlock(k: Kernel, pid: number): void {
  const slab = slabTakeAtomic(k, pid, 'bio', true);
  if (slab !== 0) slabFree(k, slab);
}
