/**
 * rename(2) (fs/namei.c, 3.8: renameat, vfs_rename).
 */
import { cgroupfsRename } from './cgroupfs';
import { moveDentry } from './dcache';
import { EBUSY, EINVAL, EISDIR, ENOTDIR, EPERM, EXDEV } from './errno';
import { CGROUP, isMemoryFs } from './inode';
import type { Kernel } from './kernel';
import { fsOf, inodeOf, isDirectoryAt, isPath, lookup, resolveParent, sbOf, type LastComponent, type Path } from './namei';
import { shmemRmdir, shmemUnlink } from './tmpfs';

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

/** True when `dentry` is `above` or stands somewhere below it. */
function isInside(k: Kernel, dentry: number, above: number): boolean {
  const { parent } = k.dcache.dentries.col;
  let d = dentry;
  while (d !== above && parent[d] !== d) d = parent[d]!;
  return d === above;
}
