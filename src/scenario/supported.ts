/** The machines this version simulates: what a document may ask for, and what it is told otherwise. */

/** The kernels a document may name, in the order of their history. */
export const KERNELS = ['kmemcg-v3', '3.8'] as const;
export type KernelName = (typeof KERNELS)[number];

/** The kernel of a document that names none. */
export const DEFAULT_KERNEL: KernelName = 'kmemcg-v3';

/** Patches in the series. */
export const PATCH_COUNT = 13;

/** Kernels that can be named but not simulated yet, with the reason in a reader's words. */
const KERNELS_TO_COME: Partial<Record<KernelName, string>> = {
  '3.8': 'kernel "3.8" charges slabs as well, and slabs are not simulated yet; "kmemcg-v3" is the series alone, which charges stacks',
};

/** Why this kernel cannot run yet, or undefined when it can. */
export function kernelRefused(kernel: KernelName): string | undefined {
  return KERNELS_TO_COME[kernel];
}
