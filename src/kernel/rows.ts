/**
 * Rows of a `Columns` that come and go: `used` marks them, `nextFree` chains the free ones from row 0, which is no row.
 */
import type { Columns, ColumnType } from './store';

/** The columns a table needs for this. */
export const ROW_COLUMNS = { used: 'u8', nextFree: 'u32' } as const;

type RowTable = Columns<{ used: 'u8'; nextFree: 'u32' } & Record<string, ColumnType>>;

/** Takes a zeroed row, marked used. */
export function takeRow<S extends Record<string, ColumnType> & typeof ROW_COLUMNS>(table: Columns<S>): number {
  const rows = table as unknown as RowTable;
  let row = rows.col.nextFree[0]!;
  if (row === 0) row = rows.push();
  else rows.col.nextFree[0] = rows.col.nextFree[row]!;
  rows.clear(row);
  rows.col.used[row] = 1;
  return row;
}

/** Gives a row back; it is zeroed. */
export function dropRow<S extends Record<string, ColumnType> & typeof ROW_COLUMNS>(table: Columns<S>, row: number): void {
  const rows = table as unknown as RowTable;
  rows.clear(row);
  rows.col.nextFree[row] = rows.col.nextFree[0]!;
  rows.col.nextFree[0] = row;
}

/** Rows in use, ascending. */
export function usedRows<S extends Record<string, ColumnType> & typeof ROW_COLUMNS>(table: Columns<S>): number[] {
  const rows = table as unknown as RowTable;
  const used: number[] = [];
  for (let row = 1; row < rows.length; row++) if (rows.col.used[row] === 1) used.push(row);
  return used;
}
