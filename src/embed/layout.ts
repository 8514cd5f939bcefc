import type { Panel } from './choices';

/** Columns of the stage's grid: halves and thirds are whole numbers of it. */
export const GRID = 6;

/** How many of n panels stand in each row when at most `most` may: as evenly as it goes, the fuller rows first. */
function rows(n: number, most: number): number[] {
  const count = Math.ceil(n / most);
  return Array.from({ length: count }, (_, row) => Math.floor(n / count) + (row < n % count ? 1 : 0));
}

/** How wide each panel is, in columns of `GRID`, when at most `most` stand side by side. Charts are wide by nature and, as others of `alone`, have a row of their own. */
export function spans(panels: readonly Panel[], most: number, alone: readonly Panel[] = ['charts']): number[] {
  const out: number[] = [];
  let run = 0;
  const flush = (): void => {
    for (const inRow of rows(run, most)) out.push(...Array<number>(inRow).fill(GRID / inRow));
    run = 0;
  };
  for (const panel of panels) {
    if (!alone.includes(panel)) {
      run++;
      continue;
    }
    flush();
    out.push(GRID);
  }
  flush();
  return out;
}
