import type { TraceView, View } from '../../engine/protocol';

/** Events kept on the page. */
const KEPT = 20000;

/** The last trace points, and how many there were that the page does not hold. The list is outside Svelte's sight; `version` tells that it changed. */
export class TraceLog {
  version = $state(0);
  dropped = 0;
  #rows: TraceView[] = [];

  /** Read it where `version` was read. */
  get rows(): readonly TraceView[] {
    return this.#rows;
  }

  apply({ trace }: View): void {
    if (trace === undefined) return;
    if (trace.reset) {
      this.#rows = [];
      this.dropped = 0;
    }
    for (const row of trace.rows) this.#rows.push(row);
    this.dropped += trace.dropped;
    // Cut now and then and not with every view: the list is long.
    if (this.#rows.length > KEPT * 1.25) {
      this.dropped += this.#rows.length - KEPT;
      this.#rows = this.#rows.slice(-KEPT);
    }
    this.version++;
  }
}

/** Who was at work, as ftrace writes it; the kernel's own work, and what RCU does, is nobody's. */
export function taskOf({ comm, pid }: TraceView): string {
  return `${pid === 0 ? '<idle>' : comm}-${pid}`;
}

/** The rows a filter leaves: every word must be found in the event's name, text, command, pid, group or tone. */
export function filterTrace(rows: readonly TraceView[], filter: string, pathOf: (group: number) => string): readonly TraceView[] {
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = `${row.point} ${row.text} ${taskOf(row)} ${pathOf(row.group)} ${row.tone}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
