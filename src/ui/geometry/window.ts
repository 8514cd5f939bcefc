/** Rows of a long list that must exist for what is on screen, and some around them. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

/** The rows to draw of `count` rows of `rowHeight` pixels, scrolled to `top` in a box of `height`. */
export function rowWindow(count: number, rowHeight: number, top: number, height: number, spare = 6): RowWindow {
  const from = Math.max(0, Math.floor(top / rowHeight) - spare);
  const to = Math.min(count, Math.ceil((top + height) / rowHeight) + spare);
  return { from: Math.min(from, Math.max(0, to)), to };
}

/** Where to scroll so that a row is wholly seen; undefined when it is. */
export function scrollToRow(row: number, rowHeight: number, top: number, height: number): number | undefined {
  if (row * rowHeight < top) return row * rowHeight;
  if ((row + 1) * rowHeight > top + height) return (row + 1) * rowHeight - height;
  return undefined;
}
