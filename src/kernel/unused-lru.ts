/**
 * Lists of what nobody uses just now (fs/dcache.c and fs/inode.c, 3.8: s_dentry_lru, s_inode_lru): the newest first. A
 * thing that is used again stays on its list until a shrinker finds it there.
 */
import type { Columns, ColumnType } from './store';

/** The columns a table needs for this. */
export const LRU_COLUMNS = { lruNext: 'u32', lruPrev: 'u32', onLru: 'u8', referenced: 'u8' } as const;

type LruTable = Columns<{ lruNext: 'u32'; lruPrev: 'u32'; onLru: 'u8'; referenced: 'u8' } & Record<string, ColumnType>>;

/** Ends and length of one kind of list, a row a file system. */
export interface LruEnds {
  readonly head: Uint32Array;
  readonly tail: Uint32Array;
  readonly count: Uint32Array;
}

/** Puts a row at the head of the list of file system `sb`; it has been used just now. */
export function lruTouch<S extends Record<string, ColumnType> & typeof LRU_COLUMNS>(
  table: Columns<S>,
  ends: LruEnds,
  sb: number,
  row: number,
): void {
  const { col } = table as unknown as LruTable;
  col.referenced[row] = 1;
  if (col.onLru[row] === 0) link(col, ends, sb, row);
}

/** Moves a row that is on the list to its head. */
export function lruRotate<S extends Record<string, ColumnType> & typeof LRU_COLUMNS>(
  table: Columns<S>,
  ends: LruEnds,
  sb: number,
  row: number,
): void {
  lruForget(table, ends, sb, row);
  link((table as unknown as LruTable).col, ends, sb, row);
}

function link(col: LruTable['col'], ends: LruEnds, sb: number, row: number): void {
  const first = ends.head[sb]!;
  col.onLru[row] = 1;
  col.lruNext[row] = first;
  col.lruPrev[row] = 0;
  if (first === 0) ends.tail[sb] = row;
  else col.lruPrev[first] = row;
  ends.head[sb] = row;
  ends.count[sb]!++;
}

/** Takes a row off the list, if it is there. */
export function lruForget<S extends Record<string, ColumnType> & typeof LRU_COLUMNS>(
  table: Columns<S>,
  ends: LruEnds,
  sb: number,
  row: number,
): void {
  const { col } = table as unknown as LruTable;
  if (col.onLru[row] === 0) return;
  const [before, after] = [col.lruPrev[row]!, col.lruNext[row]!];
  if (before === 0) ends.head[sb] = after;
  else col.lruNext[before] = after;
  if (after === 0) ends.tail[sb] = before;
  else col.lruPrev[after] = before;
  col.onLru[row] = 0;
  col.lruNext[row] = 0;
  col.lruPrev[row] = 0;
  ends.count[sb]!--;
}
