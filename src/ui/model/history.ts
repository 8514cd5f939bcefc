/** Lines typed before, walked with the arrow keys; what stands unfinished is kept as the newest. */
export interface History {
  readonly lines: readonly string[];
  /** Place in `lines`; at its length one stands at the unfinished line. */
  readonly at: number;
  readonly draft: string;
}

export const EMPTY_HISTORY: History = { lines: [], at: 0, draft: '' };

const KEPT = 500;

/** After a line was typed. Blank ones and repetitions are not kept. */
export function remember(history: History, line: string): History {
  const keep = line.trim() !== '' && line !== history.lines.at(-1);
  const lines = keep ? [...history.lines, line].slice(-KEPT) : history.lines;
  return { lines, at: lines.length, draft: '' };
}

/** One step back (-1) or forth (1) from what stands in the input; answers what shall stand there. */
export function walk(history: History, by: -1 | 1, present: string): { readonly history: History; readonly line: string } {
  const draft = history.at === history.lines.length ? present : history.draft;
  const at = Math.min(Math.max(history.at + by, 0), history.lines.length);
  return { history: { ...history, at, draft }, line: at === history.lines.length ? draft : history.lines[at]! };
}
