/**
 * The machine's memory as the kernel's log shows it (lib/show_mem.c show_mem, mm/page_alloc.c show_free_areas and
 * mm/swap_state.c show_swap_cache_info, 3.8). What no machine of ours has a figure for is left out: migration types,
 * users of a page, what was scanned, and the swap cache's own statistics.
 */
import { MAX_ORDER, PAGE_SIZE, STACK_PAGES } from './config';
import type { Kernel } from './kernel';
import { FRAME_CACHE, FRAME_PAGETABLE, FRAME_STACK } from './page';
import { freeBlocks, freePageCount } from './page-allocator';
import { freeSwapPages, totalSwapPages } from './swap-area';
import { countFrames, listedPages, mappedFilePages, slabPages, swapCachePages } from './vmstat';

const KIB_PER_PAGE = PAGE_SIZE / 1024;
/** DMA, DMA32, Normal and Movable, of which one has memory. */
const MAX_NR_ZONES = 4;

/** Lines of the report. */
export function showMem(k: Kernel): string[] {
  const counts = countFrames(k);
  const slab = slabPages(k);
  const swapCached = swapCachePages(k);
  const [inactiveAnon, activeAnon, inactiveFile, activeFile, unevictable] = ([0, 1, 2, 3, 4] as const).map((list) => listedPages(k, list));
  const { managed, min, low, high } = k.zone.pages.col;
  const dirty = k.writeback.col.dirty[0]!;
  const free = freePageCount(k);
  const mapped = mappedFilePages(k);
  const shmem = k.tmpfs.col.pages[0]!;
  const pagetables = counts[FRAME_PAGETABLE]!;
  const zone: readonly (readonly [string, number])[] = [
    ['free', free],
    ['min', min[0]!],
    ['low', low[0]!],
    ['high', high[0]!],
    ['active_anon', activeAnon!],
    ['inactive_anon', inactiveAnon!],
    ['active_file', activeFile!],
    ['inactive_file', inactiveFile!],
    ['unevictable', unevictable!],
    ['isolated(anon)', 0],
    ['isolated(file)', 0],
    ['present', k.config.ramPages],
    ['managed', managed[0]!],
    ['mlocked', unevictable!],
    ['dirty', dirty],
    ['writeback', 0],
    ['mapped', mapped],
    ['shmem', shmem],
    ['slab_reclaimable', slab.reclaimable],
    ['slab_unreclaimable', slab.unreclaimable],
    ['kernel_stack', Math.floor(counts[FRAME_STACK]! / STACK_PAGES) * STACK_PAGES],
    ['pagetables', pagetables],
    ['unstable', 0],
    ['bounce', 0],
    ['free_cma', 0],
    ['writeback_tmp', 0],
  ];
  const blocks = freeBlocks(k)
    .slice(0, MAX_ORDER)
    .map((count, order) => `${count}*${KIB_PER_PAGE << order}kB `);
  return [
    'Mem-Info:',
    'Normal per-cpu:',
    // This machine's allocator keeps no lists of single pages a CPU.
    ...Array.from({ length: k.config.cpus }, (_, cpu) => `CPU ${String(cpu).padStart(4)}: hi:    0, btch:   1 usd:   0`),
    `active_anon:${activeAnon} inactive_anon:${inactiveAnon} isolated_anon:0`,
    ` active_file:${activeFile} inactive_file:${inactiveFile} isolated_file:0`,
    ` unevictable:${unevictable} dirty:${dirty} writeback:0 unstable:0`,
    ` free:${free} slab_reclaimable:${slab.reclaimable} slab_unreclaimable:${slab.unreclaimable}`,
    ` mapped:${mapped} shmem:${shmem} pagetables:${pagetables} bounce:0`,
    ' free_cma:0',
    `Normal${zone.map(([name, pages]) => ` ${name}:${pages * KIB_PER_PAGE}kB`).join('')}`,
    `lowmem_reserve[]:${' 0'.repeat(MAX_NR_ZONES)}`,
    `Normal: ${blocks.join('')}= ${free * KIB_PER_PAGE}kB`,
    `${counts[FRAME_CACHE]! + swapCached} total pagecache pages`,
    `${swapCached} pages in swap cache`,
    `Free swap  = ${freeSwapPages(k) * KIB_PER_PAGE}kB`,
    `Total swap = ${totalSwapPages(k) * KIB_PER_PAGE}kB`,
    `${k.config.ramPages} pages RAM`,
    `${k.config.ramPages - managed[0]!} pages reserved`,
  ];
}
