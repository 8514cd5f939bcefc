/**
 * Swap areas come and go (mm/swapfile.c, 3.8: sys_swapon, sys_swapoff, try_to_unuse). There is one, the disk /dev/ram1.
 */
import { RAM1 } from './devfs';
import { BLOCKED, EBUSY, EINTR, EINVAL, ENOMEM } from './errno';
import { S_IFBLK, S_IFMT } from './inode';
import type { Kernel } from './kernel';
import { tryChargeSwapin } from './memcg-swap';
import { inodeOf, isPath, resolve } from './namei';
import { PTE_SHIFT, PTE_SWAP, PTE_VALUE_MASK, PTRS_PER_PTE } from './page-table';
import { shmemGetpage } from './shmem';
import { fatalSignalPending } from './signal';
import { openSwapArea } from './swap-area';
import { swapCachePage, swapinReadahead, tryToFreeSwap } from './swap-cache';
import { mapSwapPage } from './swap-fault';

/** Pages brought back in one step. */
const PAGES_PER_STEP = 32;

/** The disk a path names, if it is the one that can be swapped to: 0, -errno or -EINVAL. */
function findArea(k: Kernel, pid: number, path: string): number {
  const at = resolve(k, pid, path, true);
  if (!isPath(at)) return at;
  const { mode, data } = k.inodes.col;
  const inode = inodeOf(k, at);
  const isArea = at.sub === '' && (mode[inode]! & S_IFMT) === S_IFBLK && data[inode] === RAM1;
  return isArea && k.swap.area.col.slots[0]! > 0 ? 0 : -EINVAL;
}

/** swapon(2): 0, -EBUSY when it is on already, -EINVAL for what is no swap area. */
export function sysSwapon(k: Kernel, pid: number, path: string): number {
  const found = findArea(k, pid, path);
  if (found !== 0) return found;
  const { slots, on, swapoff } = k.swap.area.col;
  if (on[0] !== 0 || swapoff[0] !== 0) return -EBUSY;
  openSwapArea(k.swap, slots[0]!);
  return 0;
}

/** swapoff(2): 0, -EINVAL when it is not on, -ENOMEM, -EINTR, or BLOCKED, and the call is to be made again. */
export function sysSwapoff(k: Kernel, pid: number, path: string): number {
  const found = findArea(k, pid, path);
  return found !== 0 ? found : swapoffArea(k, pid);
}

/** Takes the area away: what is in it comes back, each page charged to who paid, and may have somebody killed for it. */
export function swapoffArea(k: Kernel, pid: number): number {
  const { on, swapoff } = k.swap.area.col;
  if (swapoff[0] !== pid) {
    if (on[0] === 0) return -EINVAL;
    on[0] = 0;
    swapoff[0] = pid;
  }
  const done = fatalSignalPending(k, pid) ? -EINTR : tryToUnuse(k, pid);
  if (done === BLOCKED) return BLOCKED;
  swapoff[0] = 0;
  if (done < 0) on[0] = 1;
  return done;
}

/** Who was taking the area away is dead: it stays on. */
export function abortSwapoff(k: Kernel, pid: number): void {
  const { on, swapoff } = k.swap.area.col;
  if (swapoff[0] !== pid) return;
  swapoff[0] = 0;
  on[0] = 1;
}

function tryToUnuse(k: Kernel, pid: number): number {
  const budget = { left: PAGES_PER_STEP };
  for (let mm = 1; mm < k.mms.length; mm++) {
    if (k.mms.col.users[mm] === 0 || k.mms.col.swapEntries[mm] === 0) continue;
    const done = unuseMm(k, pid, mm, budget);
    if (done !== 0) return done;
  }
  const shared = unuseFiles(k, pid, budget);
  if (shared !== 0) return shared;
  const { cache } = k.swap.slots.col;
  for (let slot = 1; slot < k.swap.slots.length; slot++) if (cache[slot] !== 0) tryToFreeSwap(k, cache[slot]!);
  return 0;
}

/** Every entry of a map that names a slot gets its page (unuse_mm). */
function unuseMm(k: Kernel, pid: number, mm: number, budget: { left: number }): number {
  const { tables } = k.mmMaps.get(mm);
  for (const [index, table] of tables.entries()) {
    if (table === 0) continue;
    for (let i = 0, at = table * PTRS_PER_PTE; i < PTRS_PER_PTE; i++, at++) {
      const entry = k.pageTables.entries.col.pte[at]!;
      if ((entry & PTE_SWAP) === 0) continue;
      if (budget.left-- === 0) return BLOCKED;
      const done = unusePte(k, pid, mm, (index << PTE_SHIFT) + i, at, (entry & PTE_VALUE_MASK) - 1);
      if (done !== 0) return done;
    }
  }
  return 0;
}

function unusePte(k: Kernel, pid: number, mm: number, address: number, at: number, slot: number): number {
  const pfn = swapCachePage(k, slot) || swapinReadahead(k, pid, slot);
  if (pfn === BLOCKED) return BLOCKED;
  const charged = tryChargeSwapin(k, pid, mm, pfn);
  if (charged === BLOCKED) return BLOCKED;
  if (charged < 0) return charged === -EINTR ? -EINTR : -ENOMEM;
  mapSwapPage(k, mm, address, at, pfn, charged, false);
  tryToFreeSwap(k, pfn);
  return 0;
}

/** Every page of shared memory that names a slot (shmem_unuse). */
function unuseFiles(k: Kernel, pid: number, budget: { left: number }): number {
  for (const inode of k.inodeData.ids()) {
    const { pages } = k.inodeData.get(inode);
    for (const [index, pfn] of pages.entries()) {
      if (pfn >= 0) continue;
      if (budget.left-- === 0) return BLOCKED;
      const done = shmemGetpage(k, pid, inode, index);
      if (done < 0) return done;
    }
  }
  return 0;
}
