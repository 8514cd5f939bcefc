/**
 * Page tables (arch/x86/include/asm/pgtable_64.h, 3.8, the lowest level): blocks of 512 entries, each in one frame of
 * kind pagetable that nobody is charged for. Block b has entries b*512 … b*512+511.
 */
import type { Kernel } from './kernel';
import { freePages } from './page-allocator';
import { Columns, type Stores } from './store';

/** Entries of a table. */
export const PTRS_PER_PTE = 512;
export const PTE_SHIFT = 9;

/** Low bits of an entry: frame plus one (or swap slot plus one); 0 is an empty entry. */
export const PTE_VALUE_MASK = (1 << 22) - 1;
/** Frame 0, which is nobody's, stands for the page of zeros that untouched memory reads as. */
export const ZERO_PAGE = 1;
/** The entry names a swap slot, not a frame. */
export const PTE_SWAP = 1 << 22;
/** May be written without a fault (_PAGE_RW): taken away when fork shares the page. */
export const PTE_WRITE = 1 << 23;
/** Used since the bit was cleared (_PAGE_ACCESSED). */
export const PTE_ACCESSED = 1 << 24;
/** Maps a page of a file or of shared memory: never copied on write. */
export const PTE_SHARED = 1 << 25;

const ENTRY_SCHEMA = { pte: 'i32' } as const;
const TABLE_SCHEMA = {
  /** Its frame; 0 for a block that is free. */
  frame: 'u32',
  /** Entries that are not empty. */
  present: 'u32',
  nextFree: 'u32',
} as const;

export interface PageTables {
  readonly entries: Columns<typeof ENTRY_SCHEMA>;
  /** Row 0 is no block; its `nextFree` heads the list of free ones. */
  readonly tables: Columns<typeof TABLE_SCHEMA>;
}

export function createPageTables(stores: Stores): PageTables {
  return {
    entries: stores.add('ptes', new Columns(ENTRY_SCHEMA, PTRS_PER_PTE)),
    tables: stores.add('pageTables', new Columns(TABLE_SCHEMA, 1)),
  };
}

/** An empty table in a frame that was allocated for it (pte_alloc_one). */
export function takeTable(k: Kernel, frame: number): number {
  const { entries, tables } = k.pageTables;
  let block = tables.col.nextFree[0]!;
  if (block === 0) {
    block = tables.push();
    entries.grow((block + 1) * PTRS_PER_PTE);
  } else {
    tables.col.nextFree[0] = tables.col.nextFree[block]!;
  }
  tables.clear(block);
  tables.col.frame[block] = frame;
  return block;
}

/** Gives an empty table and its frame back (pte_free). */
export function freeTable(k: Kernel, block: number): void {
  const { col } = k.pageTables.tables;
  freePages(k, col.frame[block]!);
  col.frame[block] = 0;
  col.nextFree[block] = col.nextFree[0]!;
  col.nextFree[0] = block;
}
