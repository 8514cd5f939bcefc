/**
 * The thirteen patches of the series, each of which can be left out of a machine to see what it was for. What its
 * absence does stands where the patch changed the kernel; here is only what they are called and which are in.
 */
import { hasPatch as isIn, type MachineConfig } from './config';
import type { Kernel } from './kernel';
import { trace } from './trace';

/** Their titles, patch 1 first; the two of Suleiman Souhlal come before Glauber Costa's eleven. */
export const PATCH_TITLES = [
  'memcg: Make it possible to use the stock for more than one page.',
  'memcg: Reclaim when more than one page needed.',
  'memcg: change defines to an enum',
  'kmem accounting basic infrastructure',
  'Add a __GFP_KMEMCG flag',
  'memcg: kmem controller infrastructure',
  'mm: Allocate kernel pages to the right memcg',
  'res_counter: return amount of charges after res_counter_uncharge',
  'memcg: kmem accounting lifecycle management',
  'memcg: use static branches when code not in use',
  'memcg: allow a memcg with kmem charges to be destructed.',
  'execute the whole memcg freeing in rcu callback',
  'protect architectures where THREAD_SIZE >= PAGE_SIZE against fork bombs',
] as const;

export type Patch = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13;

/** Which are in, by number; fixed at boot, so that asking costs a look at one place. */
export type Patches = readonly boolean[];

export function createPatches(config: MachineConfig): Patches {
  return [false, ...PATCH_TITLES.map((_, i) => isIn(config, i + 1))];
}

/** True when patch `number` of the series is in. */
export function hasPatch(k: Kernel, number: Patch): boolean {
  return k.patches[number]!;
}

/** Says at a trace point that what happens here happens because patch `number` is left out. */
export function traceWithout(k: Kernel, number: Patch, point: string, memcg: number, text: () => string): void {
  trace(k, point, 'warning', memcg, () => `${text()} (without patch ${number}: ${PATCH_TITLES[number - 1]!})`);
}
