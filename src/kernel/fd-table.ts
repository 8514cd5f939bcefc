/**
 * File descriptors of a process, shared by its threads (fs/file.c, 3.8).
 */
import { EBADF, EINVAL, EMFILE } from './errno';
import { holdFile, putFile } from './file';
import type { Kernel } from './kernel';
import { ObjectStore, type Stores } from './store';
import { leaderOf } from './task';

/** RLIMIT_NOFILE. */
export const OPEN_MAX = 1024;

export interface FdTable {
  /** Open file by descriptor, 0 none. */
  readonly files: number[];
  readonly cloexec: boolean[];
}

export function createFdTables(stores: Stores): ObjectStore<FdTable> {
  return stores.add('fds', new ObjectStore<FdTable>(({ files, cloexec }) => ({ files: [...files], cloexec: [...cloexec] })));
}

/** An empty table for a process without a parent. */
export function emptyFds(k: Kernel, tgid: number): void {
  k.fds.set(tgid, { files: [], cloexec: [] });
}

/** The open file behind a descriptor, 0 for none (fget). */
export function fileOf(k: Kernel, pid: number, fd: number): number {
  return k.fds.find(leaderOf(k, pid))?.files[fd] ?? 0;
}

/** Puts an open file at the lowest free descriptor from `min` on: the descriptor or -EMFILE (alloc_fd, fd_install). */
export function installFd(k: Kernel, pid: number, file: number, cloexec = false, min = 0): number {
  const fd = freeFd(k, pid, min);
  if (fd < 0) return fd;
  setFd(k, pid, fd, file, cloexec);
  return fd;
}

/** The lowest free descriptor from `min` on, or -EMFILE. */
export function freeFd(k: Kernel, pid: number, min = 0): number {
  const { files } = k.fds.get(leaderOf(k, pid));
  let fd = min;
  while (fd < files.length && (files[fd] ?? 0) !== 0) fd++;
  return fd >= OPEN_MAX ? -EMFILE : fd;
}

function setFd(k: Kernel, pid: number, fd: number, file: number, cloexec: boolean): void {
  const table = k.fds.edit(leaderOf(k, pid));
  // No holes in the arrays: they are plain data.
  for (let at = table.files.length; at < fd; at++) {
    table.files[at] = 0;
    table.cloexec[at] = false;
  }
  table.files[fd] = file;
  table.cloexec[fd] = cloexec;
  holdFile(k, file);
}

/** close(2): 0 or -EBADF. */
export function sysClose(k: Kernel, pid: number, fd: number): number {
  const file = fileOf(k, pid, fd);
  if (file === 0) return -EBADF;
  const table = k.fds.edit(leaderOf(k, pid));
  table.files[fd] = 0;
  table.cloexec[fd] = false;
  putFile(k, file);
  return 0;
}

/** dup2(2): the new descriptor, or -EBADF. */
export function sysDup2(k: Kernel, pid: number, from: number, to: number): number {
  const file = fileOf(k, pid, from);
  if (file === 0 || !Number.isInteger(to) || to < 0 || to >= OPEN_MAX) return -EBADF;
  if (from === to) return to;
  // Held first: closing `to` may drop the last descriptor of the same open file.
  holdFile(k, file);
  if (fileOf(k, pid, to) !== 0) sysClose(k, pid, to);
  setFd(k, pid, to, file, false);
  k.files.table.col.refs[file]!--;
  return to;
}

/** fcntl(F_DUPFD): the lowest free descriptor from `min` on, -EBADF, -EINVAL or -EMFILE. */
export function sysDup(k: Kernel, pid: number, from: number, min = 0, cloexec = false): number {
  const file = fileOf(k, pid, from);
  if (file === 0) return -EBADF;
  if (min < 0 || min >= OPEN_MAX) return -EINVAL;
  return installFd(k, pid, file, cloexec, min);
}

/** fcntl(F_SETFD, FD_CLOEXEC): 0 or -EBADF. */
export function sysSetCloexec(k: Kernel, pid: number, fd: number, on = true): number {
  if (fileOf(k, pid, fd) === 0) return -EBADF;
  k.fds.edit(leaderOf(k, pid)).cloexec[fd] = on;
  return 0;
}

/** Descriptors in use, ascending: /proc/<pid>/fd. */
export function openFds(k: Kernel, pid: number): number[] {
  const files = k.fds.find(leaderOf(k, pid))?.files ?? [];
  return files.flatMap((file, fd) => (file === 0 ? [] : [fd]));
}

/** fork: the child gets the same open files (copy_files). */
export function copyFds(k: Kernel, parent: number, child: number): void {
  const { files, cloexec } = k.fds.get(parent);
  k.fds.set(child, { files: [...files], cloexec: [...cloexec] });
  for (const file of files) if (file !== 0) holdFile(k, file);
}

/** execve: closes what is marked (do_close_on_exec). */
export function closeOnExec(k: Kernel, tgid: number): void {
  const marked = k.fds.get(tgid).cloexec;
  if (!marked.includes(true)) return;
  marked.forEach((cloexec, fd) => {
    if (cloexec) sysClose(k, tgid, fd);
  });
}

/** The process is gone (exit_files). */
export function closeAllFds(k: Kernel, tgid: number): void {
  const table = k.fds.find(tgid);
  if (table === undefined) return;
  k.fds.delete(tgid);
  for (const file of table.files) if (file !== 0) putFile(k, file);
}
