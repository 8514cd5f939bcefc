import type { TraceView, View } from '../../engine/protocol';

/** Events kept on the page. */
const KEPT = 20000;

/** The last trace points, and how many there were that the page does not hold. */
export class TraceLog {
  rows = $state.raw<readonly TraceView[]>([]);
  dropped = $state(0);

  apply(view: View): void {
    const { trace } = view;
    if (trace === undefined) return;
    const all = trace.reset ? trace.rows : [...this.rows, ...trace.rows];
    const over = Math.max(0, all.length - KEPT * 1.25);
    this.rows = over > 0 ? all.slice(-KEPT) : all;
    this.dropped = (trace.reset ? 0 : this.dropped) + trace.dropped + (all.length - this.rows.length);
  }
}

/** The rows a filter leaves: every word must be found in the event's name, text, command, pid or group. */
export function filterTrace(rows: readonly TraceView[], filter: string, pathOf: (group: number) => string): readonly TraceView[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = `${row.point} ${row.text} ${row.comm} ${row.pid} ${pathOf(row.group)} ${row.tone}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
