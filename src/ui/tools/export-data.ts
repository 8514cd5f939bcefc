import type { GroupView, TraceView } from '../../engine/protocol';
import { PAGE_BYTES, pages } from '../format';
import type { Series } from '../geometry/timeline';

/** A cell of a CSV table (RFC 4180). */
function cell(value: string | number): string {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
const csv = (rows: readonly (readonly (string | number)[])[]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** Usage over time, in bytes: one line a sample and group. */
export function timelineRows(
  groups: readonly Pick<GroupView, 'id' | 'path'>[],
  series: ReadonlyMap<number, Series>,
): { readonly tick: number; readonly group: string; readonly memory: number; readonly kernel: number }[] {
  const names = new Map(groups.map((group) => [group.id, group.path]));
  return [...series].flatMap(([id, { ticks, usage, kernel }]) =>
    ticks.map((tick, i) => ({
      tick,
      group: names.get(id) ?? `#${id}`,
      memory: usage[i]! * PAGE_BYTES,
      kernel: kernel[i]! * PAGE_BYTES,
    })),
  );
}

export function timelineCsv(rows: ReturnType<typeof timelineRows>): string {
  return csv([['tick', 'group', 'memory_bytes', 'kernel_bytes'], ...rows.map((row) => [row.tick, row.group, row.memory, row.kernel])]);
}

export function traceCsv(rows: readonly TraceView[], pathOf: (group: number) => string): string {
  const line = (row: TraceView): (string | number)[] => [
    ...[row.n, row.tick, row.cpu, row.pid, row.comm],
    ...[row.point, pathOf(row.group), row.tone, row.text],
  ];
  return csv([['n', 'tick', 'cpu', 'pid', 'comm', 'point', 'group', 'tone', 'text'], ...rows.map(line)]);
}

/** The groups as they stand, as a table in Markdown. */
export function groupsMarkdown(groups: readonly GroupView[], title: string, tick: number): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = groups.map((group) =>
    line([
      `\`${group.path}\``,
      group.state,
      String(group.tasks),
      `${pages(group.res.usage)} of ${pages(group.res.limit)}`,
      `${pages(group.kmem.usage)} of ${pages(group.kmem.limit)}`,
      String(group.res.failcnt + group.memsw.failcnt),
      String(group.kmem.failcnt),
    ]),
  );
  const head = ['group', 'state', 'tasks', 'memory', 'kernel memory', 'memory refused', 'kernel refused'];
  return [`**${title}**, tick ${tick}`, '', line(head), line(head.map(() => '---')), ...rows, ''].join('\n');
}
