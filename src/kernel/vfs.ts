/**
 * The calls on names (fs/namei.c, fs/open.c, fs/stat.c, 3.8): each finds the place and hands over to the file system.
 */
import { cgroupfsMkdir, cgroupfsRename, cgroupfsRmdir } from './cgroupfs';
import { controlFileMode, listControlFiles } from './cgroup-files';
import { dentryName, holdDentry, listDentries, moveDentry, putDentry } from './dcache';
import { EACCES, EBUSY, EEXIST, EINVAL, EISDIR, ENOENT, ENOTDIR, ENOTEMPTY, EPERM, EXDEV } from './errno';
import { CGROUP, DEVTMPFS, isDirectory, PROC, S_IFCHR, S_IFDIR, S_IFLNK, S_IFMT, S_IFREG, TMPFS } from './inode';
import type { Kernel } from './kernel';
import { inodeOf, isDirectoryAt, isPath, isRemoved, linkTarget, lookup, pathOf, resolve, resolveParent, type LastComponent, type Path } from './namei';
import { procOpenFile, procReaddir } from './procfs';
import { leaderOf } from './task';
import { shmemLink, shmemMknod, shmemRmdir, shmemSymlink, shmemUnlink } from './tmpfs';

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

/** File system of a place. */
export function fsOf(k: Kernel, at: Path): number {
  return k.inodes.col.fs[inodeOf(k, at)]!;
}

/** True for file systems that live in their dentries and inodes alone. */
function isMemoryFs(fs: number): boolean {
  return fs === TMPFS || fs === DEVTMPFS;
}

const KINDS: Readonly<Record<number, Stat['kind']>> = { 0o04: 'directory', 0o02: 'device', 0o01: 'fifo', 0o12: 'symlink', 0o10: 'file' };

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
    rdev: (mode[ino]! & S_IFMT) === S_IFCHR ? data[ino]! : 0,
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

/** The parent and name of what is to be made; -EEXIST when the name is taken, -ENOENT in a removed directory. */
function creatable(k: Kernel, pid: number, path: string): LastComponent | number {
  const last = resolveParent(k, pid, path);
  if (typeof last === 'number') return last;
  if (last.name === '.' || last.name === '..') return -EEXIST;
  if (isPath(lookup(k, pid, last.parent, last.name))) return -EEXIST;
  return isRemoved(k, last.parent) ? -ENOENT : last;
}

/** mkdir(2): 0, -errno or BLOCKED. In the memory hierarchy it makes a group. */
export function sysMkdir(k: Kernel, pid: number, path: string, mode = 0o777): number {
  const last = creatable(k, pid, path);
  if (typeof last === 'number') return last;
  const fs = fsOf(k, last.parent);
  if (fs === CGROUP) return cgroupfsMkdir(k, pid, last.parent.dentry, last.name);
  if (!isMemoryFs(fs)) return -EPERM;
  const made = shmemMknod(k, pid, last.parent.dentry, last.name, S_IFDIR | (mode & 0o1777 & ~umaskOf(k, pid)));
  return made < 0 ? made : 0;
}

/** umask(2): the mask so far. */
export function sysUmask(k: Kernel, pid: number, mask: number): number {
  const leader = leaderOf(k, pid);
  const before = umaskOf(k, pid);
  k.taskInfo.set(leader, { ...k.taskInfo.get(leader), umask: mask & 0o777 });
  return before;
}

export function umaskOf(k: Kernel, pid: number): number {
  return k.taskInfo.get(leaderOf(k, pid)).umask;
}

/** Makes an empty regular file: its place, -errno or BLOCKED (vfs_create). Where names cannot be made: -EACCES. */
export function createFile(k: Kernel, pid: number, last: LastComponent, mode: number): Path | number {
  if (last.slash) return -EISDIR;
  if (isRemoved(k, last.parent)) return -ENOENT;
  if (!isMemoryFs(fsOf(k, last.parent))) return -EACCES;
  const dentry = shmemMknod(k, pid, last.parent.dentry, last.name, S_IFREG | (mode & 0o7777 & ~umaskOf(k, pid)));
  return dentry < 0 ? dentry : { dentry, sub: '' };
}

/** rmdir(2): 0 or -errno. */
export function sysRmdir(k: Kernel, pid: number, path: string): number {
  const last = resolveParent(k, pid, path);
  if (typeof last === 'number') return last;
  if (last.name === '.') return -EINVAL;
  if (last.name === '..') return -ENOTEMPTY;
  const at = lookup(k, pid, last.parent, last.name);
  if (!isPath(at)) return at;
  if (!isDirectoryAt(k, at)) return -ENOTDIR;
  if (k.mounts.has(at.dentry)) return -EBUSY;
  const fs = fsOf(k, at);
  if (at.sub !== '') return -EPERM;
  if (fs === CGROUP) return cgroupfsRmdir(k, at.dentry);
  return isMemoryFs(fs) ? shmemRmdir(k, at.dentry) : -EPERM;
}

/** unlink(2): 0 or -errno; -EPERM for a control file, -EISDIR for a directory. */
export function sysUnlink(k: Kernel, pid: number, path: string): number {
  const last = resolveParent(k, pid, path);
  if (typeof last === 'number') return last;
  const at = last.name === '.' || last.name === '..' ? last.parent : lookup(k, pid, last.parent, last.name);
  if (!isPath(at)) return at;
  if (at.sub !== '' && !isDirectoryAt(k, at)) return last.slash ? -ENOTDIR : -EPERM;
  if (isDirectoryAt(k, at)) return -EISDIR;
  if (last.slash) return -ENOTDIR;
  return isMemoryFs(fsOf(k, at)) ? shmemUnlink(k, at.dentry) : -EPERM;
}

/** rename(2): 0 or -errno. A group can be renamed within its parent only. */
export function sysRename(k: Kernel, pid: number, from: string, to: string): number {
  const source = resolveParent(k, pid, from);
  if (typeof source === 'number') return source;
  const target = resolveParent(k, pid, to);
  if (typeof target === 'number') return target;
  if (isDots(source.name) || isDots(target.name)) return -EBUSY;
  const old = lookup(k, pid, source.parent, source.name);
  if (!isPath(old)) return old;
  if (sbOf(k, source.parent) !== sbOf(k, target.parent)) return -EXDEV;
  if (k.mounts.has(old.dentry)) return -EBUSY;
  const directory = isDirectoryAt(k, old);
  if (!directory && (source.slash || target.slash)) return -ENOTDIR;
  if (directory && isInside(k, target.parent.dentry, old.dentry)) return -EINVAL;
  const existing = lookup(k, pid, target.parent, target.name);
  if (isPath(existing)) {
    const refused = mayReplace(k, existing, directory);
    if (refused !== 0) return refused;
  }
  const fs = fsOf(k, old);
  // Control files have a name of their own to give up no more than /proc's.
  if (old.sub !== '') return fs === CGROUP ? -ENOTDIR : -EPERM;
  if (fs === CGROUP) return cgroupfsRename(k, old.dentry, target.parent.dentry, target.name);
  return isMemoryFs(fs) ? renameOver(k, old, isPath(existing) ? existing : undefined, target) : -EPERM;
}

/** Whether a name may be taken over by a directory or by anything else: 0 or -errno (may_delete). */
function mayReplace(k: Kernel, existing: Path, byDirectory: boolean): number {
  if (k.mounts.has(existing.dentry) && existing.sub === '') return -EBUSY;
  const isDir = isDirectoryAt(k, existing);
  if (byDirectory === isDir) return 0;
  return byDirectory ? -ENOTDIR : -EISDIR;
}

function isDots(name: string): boolean {
  return name === '.' || name === '..';
}

/** Puts a name where another may be, which then goes (simple_rename). */
function renameOver(k: Kernel, old: Path, existing: Path | undefined, target: LastComponent): number {
  const directory = isDirectoryAt(k, old);
  const { inode, parent } = k.dcache.dentries.col;
  if (existing !== undefined) {
    if (inodeOf(k, existing) === inodeOf(k, old)) return 0;
    const gone = directory ? shmemRmdir(k, existing.dentry) : shmemUnlink(k, existing.dentry);
    if (gone !== 0) return gone;
  }
  if (directory) {
    k.inodes.col.nlink[inode[parent[old.dentry]!]!]!--;
    k.inodes.col.nlink[inodeOf(k, target.parent)]!++;
  }
  moveDentry(k, old.dentry, target.parent.dentry, target.name);
  return 0;
}

/** File system a place lies in. */
function sbOf(k: Kernel, at: Path): number {
  return k.inodes.col.sb[inodeOf(k, at)]!;
}

/** True when `dentry` is `above` or stands somewhere below it. */
function isInside(k: Kernel, dentry: number, above: number): boolean {
  const { parent } = k.dcache.dentries.col;
  let d = dentry;
  while (d !== above && parent[d] !== d) d = parent[d]!;
  return d === above;
}

/** link(2): one more name for a file: 0, -errno or BLOCKED. */
export function sysLink(k: Kernel, pid: number, from: string, to: string): number {
  const old = resolve(k, pid, from, false);
  if (!isPath(old)) return old;
  const last = creatable(k, pid, to);
  if (typeof last === 'number') return last;
  if (sbOf(k, old) !== sbOf(k, last.parent)) return -EXDEV;
  if (old.sub !== '' || isDirectory(k, inodeOf(k, old)) || !isMemoryFs(fsOf(k, old))) return -EPERM;
  return shmemLink(k, pid, inodeOf(k, old), last.parent.dentry, last.name);
}

/** symlink(2): 0, -errno or BLOCKED. */
export function sysSymlink(k: Kernel, pid: number, target: string, path: string): number {
  if (target === '') return -ENOENT;
  const last = creatable(k, pid, path);
  if (typeof last === 'number') return last;
  if (last.slash) return -ENOENT;
  return isMemoryFs(fsOf(k, last.parent)) ? shmemSymlink(k, pid, last.parent.dentry, last.name, target) : -EPERM;
}

/** readlink(2): where a symbolic link points, -EINVAL for anything else. */
export function sysReadlink(k: Kernel, pid: number, path: string): string | number {
  const at = resolve(k, pid, path, false);
  return isPath(at) ? (linkTarget(k, pid, at) ?? -EINVAL) : at;
}

/** chmod(2) of permissions: 0 or -errno. Nothing is refused for them: everybody is root here. */
export function sysChmod(k: Kernel, pid: number, path: string, mode: number): number {
  const at = resolve(k, pid, path, true);
  if (!isPath(at)) return at;
  if (at.sub !== '') return -EPERM;
  const ino = inodeOf(k, at);
  k.inodes.col.mode[ino] = (k.inodes.col.mode[ino]! & S_IFMT) | (mode & 0o7777);
  return 0;
}

/** chdir(2): 0 or -errno. Threads share the directory. */
export function sysChdir(k: Kernel, pid: number, path: string): number {
  const at = resolve(k, pid, path, true);
  if (!isPath(at)) return at;
  if (!isDirectoryAt(k, at)) return -ENOTDIR;
  const leader = leaderOf(k, pid);
  const info = k.taskInfo.get(leader);
  holdDentry(k, at.dentry);
  putDentry(k, info.cwd);
  k.taskInfo.set(leader, { ...info, cwd: at.dentry, cwdSub: at.sub });
  return 0;
}

/** getcwd(2): the full path, -ENOENT in a removed directory, -ENAMETOOLONG beyond PATH_MAX. */
export function sysGetcwd(k: Kernel, pid: number): string | number {
  const { cwd, cwdSub } = k.taskInfo.get(leaderOf(k, pid));
  return pathOf(k, { dentry: cwd, sub: cwdSub });
}
