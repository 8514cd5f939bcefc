/**
 * From a path to what it names (fs/namei.c, 3.8). A place is a dentry; where a file system makes its names on the fly
 * (control files of a group, /proc/<pid>) it is a dentry and a path below it.
 */
import { dentryName, lookupDentry } from './dcache';
import { dputUnused } from './dcache-shrink';
import { ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR } from './errno';
import { hasControlFile } from './cgroup-files';
import { ext2NegativeDentry, ext2Revalidate } from './ext2';
import { getname } from './getname';
import { CGROUP, EXT2, isDirectory, PROC, S_IFLNK, S_IFMT } from './inode';
import type { Kernel } from './kernel';
import { ROOT_DENTRY } from './mount';
import { procIsDirectory, procLink, procLookup } from './procfs';
import { leaderOf } from './task';

export const PATH_MAX = 4096;
export const NAME_MAX = 255;
/** Symbolic links followed in one walk. */
const MAX_LINKS = 40;

/** A place in the tree. */
export interface Path {
  readonly dentry: number;
  /** Name below the dentry that has no dentry of its own; '' the dentry itself. */
  readonly sub: string;
}

/** The directory a last component is to be made in or taken from. */
export interface LastComponent {
  readonly parent: Path;
  readonly name: string;
  /** Behind it stood a slash: only a directory will do. */
  readonly slash: boolean;
}

export function isPath(found: Path | number): found is Path {
  return typeof found !== 'number';
}

/** Where a path leads: a place or -errno. `follow`: a symbolic link at its end is followed. Pid 0 starts at "/". */
export function resolve(k: Kernel, pid: number, path: string, follow: boolean): Path | number {
  const checked = getname(k, pid) || checkPath(path);
  if (checked !== 0) return checked;
  const slash = path.endsWith('/');
  const found = walk(k, pid, startOf(k, pid, path), path.split('/'), follow || slash);
  if (!isPath(found)) return found;
  dputUnused(k, found.dentry);
  return slash && !isDirectoryAt(k, found) ? -ENOTDIR : found;
}

/** The directory in which a path's last component stands, and that component ("." and ".." too), or -errno. */
export function resolveParent(k: Kernel, pid: number, path: string): LastComponent | number {
  const checked = getname(k, pid) || checkPath(path);
  if (checked !== 0) return checked;
  const names = path.split('/').filter((name) => name !== '');
  const name = names.pop() ?? '.';
  const parent = walk(k, pid, startOf(k, pid, path), names, true);
  if (!isPath(parent)) return parent;
  if (!isDirectoryAt(k, parent)) return -ENOTDIR;
  return name.length > NAME_MAX ? -ENAMETOOLONG : { parent, name, slash: path.endsWith('/') };
}

function checkPath(path: string): number {
  if (path === '') return -ENOENT;
  return path.length >= PATH_MAX ? -ENAMETOOLONG : 0;
}

function startOf(k: Kernel, pid: number, path: string): Path {
  if (path.startsWith('/') || pid === 0) return { dentry: ROOT_DENTRY, sub: '' };
  const { cwd, cwdSub } = k.taskInfo.get(leaderOf(k, pid));
  return { dentry: cwd, sub: cwdSub };
}

/** Name by name (link_path_walk); the links met are put in front of what is left. */
function walk(k: Kernel, pid: number, start: Path, names: readonly string[], followLast: boolean): Path | number {
  const todo = names.filter((name) => name !== '').reverse();
  let at = start;
  let links = 0;
  for (let name = todo.pop(); name !== undefined; name = todo.pop()) {
    if (!isDirectoryAt(k, at)) return -ENOTDIR;
    const next = lookup(k, pid, at, name);
    if (!isPath(next)) return next;
    const target = todo.length > 0 || followLast ? linkTarget(k, pid, next) : undefined;
    if (target === undefined) {
      at = next;
      continue;
    }
    if (++links > MAX_LINKS) return -ELOOP;
    if (target.startsWith('/')) at = { dentry: ROOT_DENTRY, sub: '' };
    const inside = target.split('/').filter((part) => part !== '');
    todo.push(...inside.reverse());
  }
  return at;
}

/** One name in a directory: a place or -ENOENT, -ENAMETOOLONG (lookup_fast, follow_mount). */
export function lookup(k: Kernel, pid: number, at: Path, name: string): Path | number {
  if (name === '.') return at;
  if (name === '..') return parentOf(k, at);
  if (name.length > NAME_MAX) return -ENAMETOOLONG;
  if (at.sub !== '') return procLookup(k, pid, `${at.sub}/${name}`) ? { dentry: at.dentry, sub: `${at.sub}/${name}` } : -ENOENT;
  const dentry = lookupDentry(k, at.dentry, name);
  if (dentry !== 0) return found(k, pid, dentry);
  const inode = inodeOf(k, at);
  if (k.inodes.col.fs[inode] === EXT2 && !isRemoved(k, at)) return ext2NegativeDentry(k, pid, at.dentry, name) || -ENOENT;
  const made =
    (k.inodes.col.fs[inode] === CGROUP && !isRemoved(k, at) && hasControlFile(k, k.inodes.col.data[inode]!, name)) ||
    (k.inodes.col.fs[inode] === PROC && procLookup(k, pid, name));
  return made ? { dentry: at.dentry, sub: name } : -ENOENT;
}

/** A cached name; one whose struct was given back takes a new one, charged to who looks. */
function found(k: Kernel, pid: number, dentry: number): Path | number {
  if (k.dcache.dentries.col.inode[dentry] === 0) return -ENOENT;
  const taken = ext2Revalidate(k, pid, dentry);
  return taken === 0 ? { dentry: acrossMount(k, dentry), sub: '' } : taken;
}

function acrossMount(k: Kernel, dentry: number): number {
  const { mounted } = k.dcache.dentries.col;
  let d = dentry;
  while (mounted[d] !== 0) d = mounted[d]!;
  return d;
}

/** The directory above a place; "/" is above itself (follow_dotdot). */
export function parentOf(k: Kernel, at: Path): Path {
  if (at.sub !== '') return { dentry: at.dentry, sub: at.sub.slice(0, Math.max(0, at.sub.lastIndexOf('/'))) };
  const { covers, parent } = k.dcache.dentries.col;
  let d = at.dentry;
  while (covers[d] !== 0) d = covers[d]!;
  return { dentry: acrossMount(k, parent[d]!), sub: '' };
}

/** Inode of a place's dentry: of the directory, where the place has a `sub`. */
export function inodeOf(k: Kernel, at: Path): number {
  return k.dcache.dentries.col.inode[at.dentry]!;
}

/** File system of a place. */
export function fsOf(k: Kernel, at: Path): number {
  return k.inodes.col.fs[inodeOf(k, at)]!;
}

/** Number of the file system a place lies in. */
export function sbOf(k: Kernel, at: Path): number {
  return k.inodes.col.sb[inodeOf(k, at)]!;
}

export function isDirectoryAt(k: Kernel, at: Path): boolean {
  if (at.sub === '') return isDirectory(k, inodeOf(k, at));
  return k.inodes.col.fs[inodeOf(k, at)] === PROC && procIsDirectory(k, at.sub);
}

/** A directory without a name: removed while somebody still stands in it. */
export function isRemoved(k: Kernel, at: Path): boolean {
  const { hashed, parent } = k.dcache.dentries.col;
  return hashed[at.dentry] === 0 && parent[at.dentry] !== at.dentry;
}

/** What a symbolic link points to; undefined for anything else. */
export function linkTarget(k: Kernel, pid: number, at: Path): string | undefined {
  const inode = inodeOf(k, at);
  if (at.sub !== '') return k.inodes.col.fs[inode] === PROC ? procLink(k, pid, at.sub) : undefined;
  return (k.inodes.col.mode[inode]! & S_IFMT) === S_IFLNK ? k.inodeData.get(inode).target : undefined;
}

/**
 * Full path of a place, -ENOENT when it was removed, -ENAMETOOLONG beyond PATH_MAX (d_path, getcwd(2)).
 */
export function pathOf(k: Kernel, at: Path): string | number {
  const names: string[] = at.sub === '' ? [] : [at.sub];
  const { covers, parent, hashed } = k.dcache.dentries.col;
  let length = at.sub.length + 1;
  for (let d = at.dentry; d !== ROOT_DENTRY;) {
    if (covers[d] !== 0) {
      d = covers[d]!;
      continue;
    }
    if (parent[d] === d) return -ENOENT;
    if (hashed[d] === 0) return -ENOENT;
    const name = dentryName(k, d);
    length += name.length + 1;
    if (length > PATH_MAX) return -ENAMETOOLONG;
    names.push(name);
    d = parent[d]!;
  }
  return `/${names.reverse().join('/')}`;
}
