/** Names in columns, filled downwards, as `ls` sets them on a terminal: as many columns as fit. */
export function inColumns(names: readonly string[], width: number): string {
  if (names.length === 0) return '';
  const longest = names.reduce((most, name) => Math.max(most, name.length), 0);
  for (let columns = Math.min(names.length, Math.floor(width / 3) || 1); columns > 1; columns--) {
    const rows = Math.ceil(names.length / columns);
    if (Math.ceil(names.length / rows) !== columns) continue;
    const widths = columnWidths(names, rows);
    if (widths.reduce((sum, w) => sum + w, 0) - 2 < width) return layOut(names, rows, widths);
  }
  return layOut(names, names.length, [longest + 2]);
}

/** Width of each column with two blanks behind it. */
function columnWidths(names: readonly string[], rows: number): number[] {
  const widths: number[] = [];
  for (let start = 0; start < names.length; start += rows)
    widths.push(Math.max(...names.slice(start, start + rows).map((name) => name.length)) + 2);
  return widths;
}

function layOut(names: readonly string[], rows: number, widths: readonly number[]): string {
  let out = '';
  for (let row = 0; row < rows; row++) {
    let line = '';
    for (let column = 0; column * rows + row < names.length; column++) {
      const name = names[column * rows + row]!;
      const isLast = (column + 1) * rows + row >= names.length;
      line += isLast ? name : name.padEnd(widths[column]!);
    }
    out += `${line}\n`;
  }
  return out;
}

/** Cells padded to their column's width: `right` names the columns set to the right. The last column is not padded. */
export function table(rows: readonly (readonly string[])[], right: readonly boolean[] = [], gap = ' '): string {
  const count = rows.reduce((most, row) => Math.max(most, row.length), 0);
  const widths = Array.from({ length: count }, (_, i) => rows.reduce((most, row) => Math.max(most, row[i]?.length ?? 0), 0));
  const cell = (text: string, i: number): string =>
    right[i] ? text.padStart(widths[i]!) : i === count - 1 ? text : text.padEnd(widths[i]!);
  return rows.map((row) => `${row.map(cell).join(gap)}\n`).join('');
}
