/**
 * What is at a place, and what is in a directory (fs/stat.c and fs/readdir.c, 3.8).
 */
import { controlFileMode, listControlFiles } from './cgroup-files';
import { dentryName, listDentries } from './dcache';
import { ENOTDIR } from './errno';
import { CGROUP, PROC, S_IFBLK, S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG } from './inode';
import type { Kernel } from './kernel';
import { fsOf, inodeOf, isDirectoryAt, isPath, isRemoved, linkTarget, resolve, type Path } from './namei';
import { procOpenFile, procReaddir } from './procfs';

/** What stat(2) tells. */
export interface Stat {
  readonly ino: number;
  /** Number of the file system. */
  readonly dev: number;
  /** Of a device file its device: major × 256 + minor; 0 else. */
  readonly rdev: number;
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  readonly nlink: number;
  readonly kind: 'file' | 'directory' | 'symlink' | 'device' | 'fifo';
  /** Tick of the last change. */
  readonly mtime: number;
  /** Group of a cgroup directory or control file, 0 for anything else. */
  readonly memcg: number;
  /** File system type. */
  readonly fs: number;
}

const KINDS: Readonly<Record<number, Stat['kind']>> = {
  0o04: 'directory',
  0o02: 'device',
  0o06: 'device',
  0o01: 'fifo',
  0o12: 'symlink',
  0o10: 'file',
};

/** stat(2), or lstat(2) with `follow: false`: what is at a path, or -errno. */
export function sysStat(k: Kernel, pid: number, path: string, options: { readonly follow?: boolean } = {}): Stat | number {
  const at = resolve(k, pid, path, options.follow !== false);
  return isPath(at) ? statAt(k, pid, at) : at;
}

/** What is at a place. */
export function statAt(k: Kernel, pid: number, at: Path): Stat {
  if (at.sub !== '') return statMade(k, pid, at);
  return statInode(k, inodeOf(k, at));
}

/** What an inode is. */
export function statInode(k: Kernel, ino: number): Stat {
  const { mode, size, nlink, mtime, data, fs, sb } = k.inodes.col;
  return {
    ino,
    dev: sb[ino]!,
    rdev: (mode[ino]! & S_IFMT) === S_IFCHR || (mode[ino]! & S_IFMT) === S_IFBLK ? data[ino]! & 0xffff : 0,
    mode: mode[ino]!,
    size: size[ino]!,
    nlink: nlink[ino]!,
    kind: KINDS[mode[ino]! >> 12] ?? 'file',
    mtime: mtime[ino]!,
    memcg: fs[ino] === CGROUP ? data[ino]! : 0,
    fs: fs[ino]!,
  };
}

/** First number of inodes that are made on the fly; below are the table's rows. */
const MADE_INODES = 2 ** 28;

function statMade(k: Kernel, pid: number, at: Path): Stat {
  const open = procOpenFile(k, at.sub);
  if (open !== 0) return statInode(k, k.files.table.col.inode[open]!);
  const ino = inodeOf(k, at);
  const memcg = fsOf(k, at) === CGROUP ? k.inodes.col.data[ino]! : 0;
  const index = memcg === 0 ? at.sub.length : listControlFiles(k, memcg).indexOf(at.sub);
  const directory = isDirectoryAt(k, at);
  const link = linkTarget(k, pid, at) !== undefined;
  const mode = directory ? S_IFDIR | 0o555 : link ? S_IFLNK | 0o777 : S_IFREG | (memcg === 0 ? procMode(at.sub) : controlFileMode(at.sub));
  return {
    ino: MADE_INODES + ino * 64 + index,
    dev: k.inodes.col.sb[ino]!,
    rdev: 0,
    mode,
    size: 0,
    nlink: directory ? 2 : 1,
    kind: directory ? 'directory' : link ? 'symlink' : 'file',
    mtime: k.inodes.col.mtime[ino]!,
    memcg,
    fs: k.inodes.col.fs[ino]!,
  };
}

function procMode(sub: string): number {
  return sub.startsWith('sys/') || sub.endsWith('/oom_score_adj') ? 0o644 : 0o444;
}

/** Names in a directory, without "." and "..", in the file system's own order; or -errno. */
export function sysReaddir(k: Kernel, pid: number, path: string): string[] | number {
  const at = resolve(k, pid, path, true);
  if (!isPath(at)) return at;
  return isDirectoryAt(k, at) ? readdirAt(k, at) : -ENOTDIR;
}

/** Names in the directory at a place. */
export function readdirAt(k: Kernel, at: Path): string[] {
  const fs = fsOf(k, at);
  if (fs === PROC) return procReaddir(k, at.sub);
  const names = listDentries(k, at.dentry).map((dentry) => dentryName(k, dentry));
  return fs === CGROUP && !isRemoved(k, at) ? [...names, ...listControlFiles(k, k.inodes.col.data[inodeOf(k, at)]!)] : names;
}
