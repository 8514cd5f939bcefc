/**
 * read(2), write(2) and lseek(2) (fs/read_write.c, 3.8): each kind of open file in its own way.
 */
import { readControlFile, writeControlFile } from './cgroup-files';
import { deviceRead, deviceWrite } from './devfs';
import { EBADF, EINVAL, EISDIR, ENOTTY, ESPIPE } from './errno';
import { eventfdRead, eventfdWrite } from './eventfd';
import { fileOf } from './fd-table';
import {
  canRead,
  canWrite,
  FILE_DEVICE,
  FILE_DIRECTORY,
  FILE_EVENTFD,
  FILE_PIPE,
  FILE_REGULAR,
  FILE_SOCKET,
  FILE_TEXT,
  FILE_TTY,
} from './file';
import { fileRead, fileTruncate, fileWrite } from './filemap';
import { CGROUP } from './inode';
import type { Kernel } from './kernel';
import { pipeRead, pipeWrite } from './pipe';
import { procRead, procWrite } from './procfs';
import { setCurrent } from './sched';
import { socketRead, socketWrite } from './socket';
import { ttyRead, ttyWrite } from './tty';

export const SEEK_SET = 0;
export const SEEK_CUR = 1;
export const SEEK_END = 2;

/** read(2): up to `max` bytes, '' at the end of the file, -errno or BLOCKED. */
export function sysRead(k: Kernel, pid: number, fd: number, max: number): string | number {
  const file = fileOf(k, pid, fd);
  if (file === 0 || !canRead(k, file)) return -EBADF;
  const { type, data } = k.files.table.col;
  switch (type[file]) {
    case FILE_DIRECTORY:
      return -EISDIR;
    case FILE_PIPE:
      return pipeRead(k, pid, file, max);
    case FILE_TTY:
      return ttyRead(k, pid, data[file]!, max);
    case FILE_DEVICE:
      return deviceRead(k, data[file]!, max);
    case FILE_EVENTFD:
      return eventfdRead(k, pid, file, max);
    case FILE_SOCKET:
      return socketRead(k, pid, file, max);
    case FILE_TEXT:
      return readText(k, pid, file, max);
    default:
      setCurrent(k, k.tasks.col.cpu[pid]!, pid);
      return fileRead(k, pid, file, max);
  }
}

/** A file that is made when it is read: its text is kept from the first byte to the last, so that it fits together. */
function readText(k: Kernel, pid: number, file: number, max: number): string | number {
  const { pos } = k.files.table.col;
  const record = k.files.text.get(file);
  let text = record.text;
  if (text === undefined || pos[file] === 0) {
    const made = makeText(k, pid, file, record.sub);
    if (typeof made === 'number') return made;
    k.files.text.set(file, { sub: record.sub, text: made });
    text = made;
  }
  const bytes = text.slice(pos[file]!, pos[file]! + max);
  pos[file]! += bytes.length;
  return bytes;
}

function makeText(k: Kernel, pid: number, file: number, sub: string): string | number {
  const inode = k.files.table.col.inode[file]!;
  const { fs, data } = k.inodes.col;
  return fs[inode] === CGROUP ? readControlFile(k, data[inode]!, sub, pid) : procRead(k, sub);
}

/** write(2): bytes written, -errno (-EPIPE comes with SIGPIPE) or BLOCKED. */
export function sysWrite(k: Kernel, pid: number, fd: number, bytes: string): number {
  const file = fileOf(k, pid, fd);
  if (file === 0 || !canWrite(k, file)) return -EBADF;
  setCurrent(k, k.tasks.col.cpu[pid]!, pid);
  const { type, data, stream } = k.files.table.col;
  switch (type[file]) {
    case FILE_PIPE:
      return pipeWrite(k, pid, file, bytes);
    case FILE_TTY:
      return ttyWrite(k, data[file]!, stream[file]!, bytes);
    case FILE_DEVICE:
      return deviceWrite(data[file]!, bytes);
    case FILE_EVENTFD:
      return eventfdWrite(k, file, bytes);
    case FILE_SOCKET:
      return socketWrite(k, pid, file, bytes);
    case FILE_TEXT:
      return writeText(k, pid, file, bytes);
    default:
      return fileWrite(k, pid, file, bytes);
  }
}

function writeText(k: Kernel, pid: number, file: number, bytes: string): number {
  const inode = k.files.table.col.inode[file]!;
  const { sub } = k.files.text.get(file);
  const { fs, data } = k.inodes.col;
  return fs[inode] === CGROUP ? writeControlFile(k, data[inode]!, sub, bytes, pid) : procWrite(k, sub, bytes);
}

const UNSEEKABLE: ReadonlySet<number> = new Set([FILE_PIPE, FILE_TTY, FILE_EVENTFD, FILE_SOCKET]);

/** lseek(2): the new position, -EBADF, -ESPIPE for pipes, sockets and terminals, -EINVAL before the beginning. */
export function sysLseek(k: Kernel, pid: number, fd: number, offset: number, whence: number): number {
  const file = fileOf(k, pid, fd);
  if (file === 0) return -EBADF;
  const { type, pos, inode } = k.files.table.col;
  if (UNSEEKABLE.has(type[file]!)) return -ESPIPE;
  const size = type[file] === FILE_REGULAR ? k.inodes.col.size[inode[file]!]! : 0;
  const base = whence === SEEK_SET ? 0 : whence === SEEK_CUR ? pos[file]! : whence === SEEK_END ? size : NaN;
  const to = base + offset;
  if (!Number.isSafeInteger(to) || to < 0) return -EINVAL;
  pos[file] = to;
  return to;
}

/** ftruncate(2): 0, -EBADF, -EINVAL. */
export function sysFtruncate(k: Kernel, pid: number, fd: number, length: number): number {
  const file = fileOf(k, pid, fd);
  if (file === 0) return -EBADF;
  if (!canWrite(k, file) || !Number.isSafeInteger(length) || length < 0) return -EINVAL;
  return k.files.table.col.type[file] === FILE_REGULAR ? fileTruncate(k, k.files.table.col.inode[file]!, length) : -EINVAL;
}

/** isatty(3). */
export function sysIsatty(k: Kernel, pid: number, fd: number): boolean {
  const file = fileOf(k, pid, fd);
  return file !== 0 && k.files.table.col.type[file] === FILE_TTY;
}

/** The terminal behind a descriptor, -EBADF or -ENOTTY. */
export function ttyOfFd(k: Kernel, pid: number, fd: number): number {
  const file = fileOf(k, pid, fd);
  if (file === 0) return -EBADF;
  return k.files.table.col.type[file] === FILE_TTY ? k.files.table.col.data[file]! : -ENOTTY;
}
