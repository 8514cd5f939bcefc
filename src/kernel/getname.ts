/**
 * The buffer into which a system call copies a path (fs/namei.c, 3.8: getname): one object of 4096 bytes, held for the
 * length of the call. It costs a group the slab it lies in, and at the group's limit the call its answer.
 */
import type { Kernel } from './kernel';
import { slabFree, slabReserve, slabTake } from './slab';
import { memcgKmemEnabled } from './static-key';

/** Takes the buffer and gives it back: 0, BLOCKED or -ENOMEM. Costs nothing while no group is accounted. */
export function getname(k: Kernel, pid: number): number {
  if (k.config.kernel !== '3.8' || pid === 0 || !memcgKmemEnabled(k)) return 0;
  const reserved = slabReserve(k, pid, 'names_cache');
  if (reserved !== 0) return reserved;
  slabFree(k, slabTake(k, 'names_cache', pid));
  return 0;
}
