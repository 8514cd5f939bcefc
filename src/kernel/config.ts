/**
 * What machine is simulated. Fixed at boot; everything else follows from it.
 */

/** Bytes in a page; every counter is a multiple of it. */
export const PAGE_SIZE = 4096;
/** Order of a kernel stack: THREAD_SIZE = 8 KiB on x86_64 (arch/x86/include/asm/page_64_types.h, 3.8). */
export const THREAD_SIZE_ORDER = 1;
/** Pages of a kernel stack. */
export const STACK_PAGES = 1 << THREAD_SIZE_ORDER;
/** Orders 0..10 (include/linux/mmzone.h). */
export const MAX_ORDER = 11;
/** Largest pid plus one (PID_MAX_DEFAULT). */
export const PID_MAX = 32768;

export type KernelVersion = 'kmemcg-v3' | '3.8';

export interface MachineConfig {
  /** Physical memory in pages: 8 MiB to 4 GiB. */
  readonly ramPages: number;
  /** 1 to 16. */
  readonly cpus: number;
  /** Size of the swap area in pages, 0 to 4 GiB. */
  readonly swapPages: number;
  readonly kernel: KernelVersion;
  /** Patches of the series left out, 1 to 13. */
  readonly without: readonly number[];
  /** Every kind of slab object has a cache of its own name (the boot option slub_nomerge). */
  readonly slubNomerge?: boolean;
  /** Seed of every random number in the run. */
  readonly seed: number;
}

/** Thrown by `createKernel` for a machine that cannot be simulated; the message is for people. */
export class KernelConfigError extends Error {
  override readonly name = 'KernelConfigError';
}

const MIN_RAM_PAGES = 2048;
const MAX_RAM_PAGES = 1048576;
const MAX_CPUS = 16;
const PATCHES = 13;

/** Throws `KernelConfigError` when the machine is outside what the simulation knows. */
export function checkConfig(config: MachineConfig): void {
  integerIn(config.ramPages, MIN_RAM_PAGES, MAX_RAM_PAGES, 'memory must be 8M to 4G');
  integerIn(config.cpus, 1, MAX_CPUS, 'cpus must be 1 to 16');
  integerIn(config.swapPages, 0, MAX_RAM_PAGES, 'swap must be 0 to 4G');
  integerIn(config.seed, 0, 0xffffffff, 'seed must be 0 to 4294967295');
  for (const patch of config.without) integerIn(patch, 1, PATCHES, 'patches are numbered 1 to 13');
}

/** Pages the kernel image and its tables hold from boot on; they are never freed. */
export function reservedPages(config: MachineConfig): number {
  return 1024 + Math.floor(config.ramPages / 64);
}

/** True when patch `number` of the series is in (KERNEL section 9). */
export function hasPatch(config: MachineConfig, number: number): boolean {
  return !config.without.includes(number);
}

function integerIn(value: number, low: number, high: number, message: string): void {
  if (!Number.isInteger(value) || value < low || value > high) throw new KernelConfigError(message);
}
