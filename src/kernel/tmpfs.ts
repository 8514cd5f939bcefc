/**
 * tmpfs (mm/shmem.c, 3.8): a file system that lives in its dentries, inodes and pages. The structs are slab objects;
 * what becomes of the pages stands in shmem.ts.
 */
import { now } from './clock';
import { addDentry, deleteDentry, dropNegativeDentries, isEmptyDirectory, unlinkInode } from './dcache';
import { dentryCount } from './dcache-shrink';
import { EMLINK, ENOTEMPTY } from './errno';
import { EXT2, newInode, S_IFDIR, S_IFLNK, S_IFMT } from './inode';
import type { Kernel } from './kernel';
import { slabReserve, slabTake } from './slab';
import { Columns, type Stores } from './store';
import { markInodeDirty } from './writeback';

const LINK_MAX = 65000;

const SCHEMA = {
  /** Data pages in memory, those of shared memory without a name as well. */
  pages: 'u32',
  /** Data pages of all tmpfs together, in memory or in swap. */
  blocks: 'u32',
} as const;

export type Tmpfs = Columns<typeof SCHEMA>;

export function createTmpfs(stores: Stores): Tmpfs {
  return stores.add('tmpfs', new Columns(SCHEMA, 1));
}

/** Makes a file or directory in a directory: its dentry, -errno or BLOCKED (shmem_mknod, shmem_mkdir). */
export function shmemMknod(k: Kernel, pid: number, parent: number, name: string, mode: number): number {
  const reserved = slabReserve(k, pid, 'dentry') || slabReserve(k, pid, 'shmem_inode_cache');
  if (reserved !== 0) return reserved;
  const directory = k.dcache.dentries.col.inode[parent]!;
  const inode = newInode(k, { parent: directory, mode, slab: slabTake(k, 'shmem_inode_cache') });
  if ((mode & S_IFMT) === S_IFDIR) k.inodes.col.nlink[directory]!++;
  k.inodes.col.mtime[directory] = now(k);
  return addDentry(k, parent, name, inode, slabTake(k, 'dentry'));
}

/** A symbolic link (shmem_symlink). */
export function shmemSymlink(k: Kernel, pid: number, parent: number, name: string, target: string): number {
  const dentry = shmemMknod(k, pid, parent, name, S_IFLNK | 0o777);
  if (dentry < 0) return dentry;
  const inode = k.dcache.dentries.col.inode[dentry]!;
  k.inodeData.set(inode, { target, pages: [], text: [] });
  k.inodes.col.size[inode] = target.length;
  return 0;
}

/** One more name for a file (shmem_link). */
export function shmemLink(k: Kernel, pid: number, inode: number, parent: number, name: string): number {
  if (k.inodes.col.nlink[inode]! >= LINK_MAX) return -EMLINK;
  const reserved = slabReserve(k, pid, 'dentry');
  if (reserved !== 0) return reserved;
  k.inodes.col.nlink[inode]!++;
  addDentry(k, parent, name, inode, slabTake(k, 'dentry'));
  return 0;
}

/** Takes a name away (shmem_unlink). */
export function shmemUnlink(k: Kernel, dentry: number): number {
  const { inode, parent } = k.dcache.dentries.col;
  k.inodes.col.nlink[inode[dentry]!]!--;
  k.inodes.col.mtime[inode[parent[dentry]!]!] = now(k);
  const onDisk = k.inodes.col.fs[inode[dentry]!] === EXT2;
  if (onDisk) markInodeDirty(k, inode[parent[dentry]!]!);
  // What a disk says about a name is worth remembering, even that it is gone.
  if (onDisk && dentryCount(k, dentry) === 0) unlinkInode(k, dentry);
  else deleteDentry(k, dentry);
  return 0;
}

/** Removes an empty directory (shmem_rmdir). */
export function shmemRmdir(k: Kernel, dentry: number): number {
  if (!isEmptyDirectory(k, dentry)) return -ENOTEMPTY;
  dropNegativeDentries(k, dentry);
  const { inode, parent } = k.dcache.dentries.col;
  k.inodes.col.nlink[inode[parent[dentry]!]!]!--;
  return shmemUnlink(k, dentry);
}
