/**
 * /proc (fs/proc, 3.8): which names there are. What the files say is in proc-text.ts.
 */
import { EIO } from './errno';
import { fileOf, openFds } from './fd-table';
import type { Kernel } from './kernel';
import { pathOf } from './namei';
import { procTaskNames, procTaskWrite } from './proc-task';
import { procText } from './proc-text';
import { sysctlWrite } from './sysctl';
import { allTasks, EXIT_ZOMBIE, taskExists } from './task';

/** Files and directories that do not hang on a task, directories with a slash behind. */
const FIXED = [
  'buddyinfo',
  'cgroups',
  'cpuinfo',
  'filesystems',
  'loadavg',
  'meminfo',
  'mounts',
  'slabinfo',
  'stat',
  'swaps',
  'sys/',
  'sys/fs/',
  'sys/fs/file-max',
  'sys/fs/file-nr',
  'sys/kernel/',
  'sys/kernel/hostname',
  'sys/kernel/osrelease',
  'sys/kernel/ostype',
  'sys/kernel/pid_max',
  'sys/kernel/printk',
  'sys/kernel/threads-max',
  'sys/vm/',
  'sys/vm/drop_caches',
  'sys/vm/min_free_kbytes',
  'sys/vm/overcommit_memory',
  'sys/vm/swappiness',
  'uptime',
  'version',
  'vmstat',
] as const;

/** A task's part of a path: its pid and the rest; undefined when the path names none that is there. */
function taskPath(k: Kernel, sub: string): { readonly pid: number; readonly rest: string } | undefined {
  const slash = sub.indexOf('/');
  const head = slash === -1 ? sub : sub.slice(0, slash);
  if (!/^[1-9][0-9]{0,5}$/.test(head)) return undefined;
  const pid = Number(head);
  return taskExists(k, pid) ? { pid, rest: slash === -1 ? '' : sub.slice(slash + 1) } : undefined;
}

/** True when there is a file or directory `sub` below /proc, for task `reader`. */
export function procLookup(k: Kernel, reader: number, sub: string): boolean {
  if (sub === 'self') return reader !== 0;
  if ((FIXED as readonly string[]).includes(sub) || (FIXED as readonly string[]).includes(`${sub}/`)) return true;
  const task = taskPath(k, sub);
  if (task === undefined) return false;
  if (task.rest === '' || procTaskNames().includes(task.rest) || task.rest === 'cwd' || task.rest === 'fd') return true;
  return task.rest.startsWith('fd/') && openFds(k, task.pid).map(String).includes(task.rest.slice(3));
}

/** The open file behind /proc/<pid>/fd/<n>, 0 for any other name. */
export function procOpenFile(k: Kernel, sub: string): number {
  const task = taskPath(k, sub);
  return task?.rest.startsWith('fd/') ? fileOf(k, task.pid, Number(task.rest.slice(3))) : 0;
}

export function procIsDirectory(k: Kernel, sub: string): boolean {
  if ((FIXED as readonly string[]).includes(`${sub}/`)) return true;
  const task = taskPath(k, sub);
  return task !== undefined && (task.rest === '' || task.rest === 'fd');
}

/** Target of a symbolic link in /proc: self, a task's cwd. */
export function procLink(k: Kernel, reader: number, sub: string): string | undefined {
  if (sub === 'self') return String(reader);
  const task = taskPath(k, sub);
  if (task?.rest !== 'cwd' || k.tasks.col.state[task.pid] === EXIT_ZOMBIE) return undefined;
  const { cwd, cwdSub } = k.taskInfo.get(k.tasks.col.tgid[task.pid]!);
  const path = pathOf(k, { dentry: cwd, sub: cwdSub });
  return typeof path === 'string' ? path : '(deleted)';
}

/** Names in a directory of /proc, '' being /proc itself: the tasks last, by pid. */
export function procReaddir(k: Kernel, sub: string): string[] {
  const task = taskPath(k, sub);
  if (task !== undefined) return task.rest === 'fd' ? openFds(k, task.pid).map(String) : [...procTaskNames(), 'cwd', 'fd'].sort();
  const prefix = sub === '' ? '' : `${sub}/`;
  const names = FIXED.filter((name) => name.startsWith(prefix) && name !== prefix)
    .map((name) => name.slice(prefix.length).replace(/\/$/, ''))
    .filter((name) => !name.includes('/'));
  if (sub !== '') return names;
  const { tgid } = k.tasks.col;
  const processes = allTasks(k).filter((pid) => tgid[pid] === pid);
  return [...names, 'self', ...processes.map(String)];
}

/** Text of a file below /proc, or -errno. */
export function procRead(k: Kernel, sub: string): string | number {
  const task = taskPath(k, sub);
  return procText(k, task === undefined ? sub : task.rest, task?.pid ?? 0);
}

/** Writes a file below /proc: bytes taken or -errno. */
export function procWrite(k: Kernel, sub: string, bytes: string): number {
  if (sub.startsWith('sys/')) return sysctlWrite(k, sub.slice(4), bytes);
  const task = taskPath(k, sub);
  return task === undefined ? -EIO : procTaskWrite(k, task.rest, task.pid, bytes);
}
