/**
 * The calls that make and remove names (fs/namei.c, 3.8): each finds the place and hands over to the file system.
 */
import { cgroupfsMkdir, cgroupfsRmdir } from './cgroupfs';
import { EACCES, EBUSY, EEXIST, EINVAL, EISDIR, ENOENT, ENOTDIR, ENOTEMPTY, EPERM, EXDEV } from './errno';
import { ext2Mknod } from './ext2';
import { CGROUP, EXT2, isDirectory, isMemoryFs, S_IFDIR, S_IFMT, S_IFREG } from './inode';
import type { Kernel } from './kernel';
import {
  fsOf,
  inodeOf,
  isDirectoryAt,
  isPath,
  isRemoved,
  linkTarget,
  lookup,
  resolve,
  resolveParent,
  sbOf,
  type LastComponent,
  type Path,
} from './namei';
import { shmemLink, shmemMknod, shmemRmdir, shmemSymlink, shmemUnlink } from './tmpfs';
import { umaskOf } from './working-directory';

/** The parent and name of what is to be made; -EEXIST when the name is taken, -ENOENT in a removed directory. */
function creatable(k: Kernel, pid: number, path: string): LastComponent | number {
  const last = resolveParent(k, pid, path);
  if (typeof last === 'number') return last;
  if (last.name === '.' || last.name === '..') return -EEXIST;
  if (isPath(lookup(k, pid, last.parent, last.name))) return -EEXIST;
  return isRemoved(k, last.parent) ? -ENOENT : last;
}

function mknod(k: Kernel, pid: number, parent: number, name: string, mode: number): number {
  const onDisk = k.inodes.col.fs[k.dcache.dentries.col.inode[parent]!] === EXT2;
  return onDisk ? ext2Mknod(k, pid, parent, name, mode) : shmemMknod(k, pid, parent, name, mode);
}

/** mkdir(2): 0, -errno or BLOCKED. In the memory hierarchy it makes a group. */
export function sysMkdir(k: Kernel, pid: number, path: string, mode = 0o777): number {
  const last = creatable(k, pid, path);
  if (typeof last === 'number') return last;
  const fs = fsOf(k, last.parent);
  if (fs === CGROUP) return cgroupfsMkdir(k, pid, last.parent.dentry, last.name);
  if (!isMemoryFs(fs)) return -EPERM;
  const made = mknod(k, pid, last.parent.dentry, last.name, S_IFDIR | (mode & 0o1777 & ~umaskOf(k, pid)));
  return made < 0 ? made : 0;
}

/** Makes an empty regular file: its place, -errno or BLOCKED (vfs_create). Where names cannot be made: -EACCES. */
export function createFile(k: Kernel, pid: number, last: LastComponent, mode: number): Path | number {
  if (last.slash) return -EISDIR;
  if (isRemoved(k, last.parent)) return -ENOENT;
  if (!isMemoryFs(fsOf(k, last.parent))) return -EACCES;
  const dentry = mknod(k, pid, last.parent.dentry, last.name, S_IFREG | (mode & 0o7777 & ~umaskOf(k, pid)));
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
