/**
 * open(2) (fs/open.c and fs/namei.c, 3.8: do_last, may_open).
 */
import { DEV_TTY, DEV_TTY0 } from './devfs';
import { EBADF, EEXIST, EISDIR, ELOOP, ENOENT, ENOTDIR, ENXIO } from './errno';
import { fileOf, freeFd, installFd } from './fd-table';
import {
  FILE_DEVICE,
  FILE_DIRECTORY,
  FILE_REGULAR,
  FILE_TEXT,
  FILE_TTY,
  O_ACCMODE,
  O_CLOEXEC,
  O_CREAT,
  O_DIRECTORY,
  O_EXCL,
  O_NOFOLLOW,
  O_RDONLY,
  O_TRUNC,
  openFile,
  reserveFiles,
  type FileTarget,
} from './file';
import { S_IFBLK, S_IFCHR, S_IFMT } from './inode';
import type { Kernel } from './kernel';
import { inodeOf, isDirectoryAt, isPath, linkTarget, lookup, resolve, resolveParent, type Path } from './namei';
import { procOpenFile } from './procfs';
import { leaderOf } from './task';
import { fileTruncate } from './filemap';
import { TTYS } from './tty';
import { createFile } from './vfs';
import { statAt, statInode, type Stat } from './stat';

/** open(2): a descriptor, -errno or BLOCKED. */
export function sysOpen(k: Kernel, pid: number, path: string, flags: number, mode = 0o666): number {
  const fd = freeFd(k, pid);
  if (fd < 0) return fd;
  const reserved = reserveFiles(k, pid);
  if (reserved !== 0) return reserved;
  const at = findOrCreate(k, pid, path, flags, mode);
  if (!isPath(at)) return at;
  const open = at.sub === '' ? 0 : procOpenFile(k, at.sub);
  // /dev/stdin and its like: the same open file once more, as a terminal or a pipe would be anyway.
  if (open !== 0) return installFd(k, pid, open, (flags & O_CLOEXEC) !== 0);
  const target = openable(k, pid, at, flags);
  if (typeof target === 'number') return target;
  if ((flags & O_TRUNC) !== 0 && (flags & O_ACCMODE) !== O_RDONLY && target.type === FILE_REGULAR) fileTruncate(k, target.inode, 0);
  return installFd(k, pid, openFile(k, target, flags), (flags & O_CLOEXEC) !== 0);
}

function findOrCreate(k: Kernel, pid: number, path: string, flags: number, mode: number): Path | number {
  const found = resolve(k, pid, path, (flags & O_NOFOLLOW) === 0 && (flags & O_EXCL) === 0);
  if ((flags & O_CREAT) === 0) return found;
  if (isPath(found)) {
    if ((flags & O_EXCL) !== 0) return -EEXIST;
    return isDirectoryAt(k, found) ? -EISDIR : found;
  }
  if (found !== -ENOENT) return found;
  const last = resolveParent(k, pid, path);
  if (typeof last === 'number') return last;
  const dangling = lookup(k, pid, last.parent, last.name);
  if (isPath(dangling)) return createBehindLink(k, pid, dangling, mode);
  return createFile(k, pid, last, mode);
}

/** A link to nothing yet: what it names is made. */
function createBehindLink(k: Kernel, pid: number, link: Path, mode: number): Path | number {
  const target = linkTarget(k, pid, link);
  if (target === undefined || !target.startsWith('/')) return -ENOENT;
  const last = resolveParent(k, pid, target);
  if (typeof last === 'number') return last;
  return isPath(lookup(k, pid, last.parent, last.name)) ? -ELOOP : createFile(k, pid, last, mode);
}

/** What reading and writing will mean, or why it may not be opened so. */
function openable(k: Kernel, pid: number, at: Path, flags: number): FileTarget | number {
  const inode = inodeOf(k, at);
  const writes = (flags & O_ACCMODE) !== O_RDONLY;
  if (isDirectoryAt(k, at)) return writes ? -EISDIR : { type: FILE_DIRECTORY, dentry: at.dentry, inode, sub: at.sub };
  if ((flags & O_DIRECTORY) !== 0) return -ENOTDIR;
  if (linkTarget(k, pid, at) !== undefined) return -ELOOP;
  if (at.sub !== '') return { type: FILE_TEXT, dentry: at.dentry, inode, sub: at.sub };
  const { mode, data } = k.inodes.col;
  if ((mode[inode]! & S_IFMT) === S_IFBLK) return { type: FILE_DEVICE, dentry: at.dentry, inode, data: data[inode]! };
  if ((mode[inode]! & S_IFMT) !== S_IFCHR) return { type: FILE_REGULAR, dentry: at.dentry, inode };
  return openDevice(k, pid, at.dentry, inode, data[inode]!);
}

function openDevice(k: Kernel, pid: number, dentry: number, inode: number, device: number): FileTarget | number {
  if (device === DEV_TTY) {
    const tty = k.tasks.col.tty[leaderOf(k, pid)]!;
    return tty === 0 ? -ENXIO : { type: FILE_TTY, dentry, inode, data: tty - 1 };
  }
  if (device >= DEV_TTY0 && device < DEV_TTY0 + TTYS) return { type: FILE_TTY, dentry, inode, data: device - DEV_TTY0 };
  return { type: FILE_DEVICE, dentry, inode, data: device };
}

/**
 * Opens a terminal for a process that has none yet: a descriptor or -errno. `stream` tells what is written there apart
 * where somebody wants standard output (1) and error (2) apart.
 */
export function openTty(k: Kernel, pid: number, tty: number, flags: number, stream = 1): number {
  const fd = sysOpen(k, pid, `/dev/tty${tty}`, flags);
  if (fd >= 0) k.files.table.col.stream[fileOf(k, pid, fd)] = stream;
  return fd;
}

/** fstat(2): what an open file is of, or -EBADF. */
export function sysFstat(k: Kernel, pid: number, fd: number): Stat | number {
  const file = fileOf(k, pid, fd);
  if (file === 0) return -EBADF;
  const { dentry, inode } = k.files.table.col;
  const sub = k.files.text.find(file)?.sub ?? '';
  return sub === '' ? statInode(k, inode[file]!) : statAt(k, pid, { dentry: dentry[file]!, sub });
}
