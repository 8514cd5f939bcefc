/** The machines this version simulates: what a document may ask for, and what it is told otherwise. */

/** The kernels a document may name, in the order of their history. */
export const KERNELS = ['kmemcg-v3', '3.8'] as const;
export type KernelName = (typeof KERNELS)[number];

/** The kernel of a document that names none. */
export const DEFAULT_KERNEL: KernelName = '3.8';

/** Patches in the series. */
export const PATCH_COUNT = 13;

/** The newest format of documents; one that names none is of it. */
export const FORMAT = 2;

/** What a lesson may be about, in the order in which a gallery shows them. */
export const TOPICS = ['basics', 'limits', 'life cycle', 'reclaim and OOM', 'slabs', 'practice', 'patches'] as const;
export type Topic = (typeof TOPICS)[number];
