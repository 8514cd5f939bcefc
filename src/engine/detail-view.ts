/** What the inspector shows of one group: its control files as they read now, and its tasks. */
import type { Machine } from './machine';
import type { DetailView } from './protocol';

/** Tasks told of by name. */
export const MOST_TASKS = 200;

export function detailOf(machine: Machine, group: number): DetailView {
  const files = machine.fileNames(group).map(({ name, readable, writable }) => {
    if (!readable) return { name, text: '', writable };
    const reading = machine.readFile(group, name);
    return reading.ok ? { name, text: reading.text, writable } : { name, text: '', writable, error: reading.message };
  });
  const { count, rows } = machine.tasks(group, MOST_TASKS);
  return { group, files, tasks: rows, taskCount: count };
}
