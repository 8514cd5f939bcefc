/**
 * The file system of the memory hierarchy (kernel/cgroup.c, 3.8: cgroup_mkdir, cgroup_populate_dir): a directory is a
 * group, its files are the controller's. A directory and each of its files cost an inode and a dentry of kernel memory,
 * the group itself its struct; none of it is charged to anybody.
 */
import { allocPagesSlow } from './alloc-slowpath';
import { cgroupMkdir, cgroupRename, cgroupRmdir } from './cgroup';
import { listControlFiles } from './cgroup-files';
import { addDentry, deleteDentry, moveDentry } from './dcache';
import { newInode, S_IFDIR } from './inode';
import type { Kernel } from './kernel';
import { NO_MEMCG } from './memcg';
import { FRAME_KERNEL } from './page';
import { freePages } from './page-allocator';
import { slabFree, slabReserve, slabTake } from './slab';
import { ObjectStore, type Stores } from './store';

/** What the files of a group's directory lie in, by the inode of the directory. */
export interface CgroupObjects {
  /** Slabs of the dentries and inodes of its files. */
  readonly slabs: readonly number[];
  /** Frame of the group's own struct. */
  readonly frame: number;
}

export function createCgroupObjects(stores: Stores): ObjectStore<CgroupObjects> {
  return stores.add('cgroupObjects', new ObjectStore<CgroupObjects>((record) => ({ ...record })));
}

/** mkdir(2) in the hierarchy: 0, BLOCKED, or -errno as the group answers. */
export function cgroupfsMkdir(k: Kernel, pid: number, parent: number, name: string): number {
  const directory = k.dcache.dentries.col.inode[parent]!;
  const group = k.inodes.col.data[directory]!;
  const files = listControlFiles(k, NO_MEMCG).length;
  const reserved = slabReserve(k, pid, 'inode_cache', files + 1) || slabReserve(k, pid, 'dentry', files + 1);
  if (reserved !== 0) return reserved;
  const frame = allocPagesSlow(k, pid, 0, FRAME_KERNEL, 0);
  if (frame < 0) return frame;
  const memcg = cgroupMkdir(k, group, name);
  if (memcg < 0) {
    freePages(k, frame);
    return memcg;
  }
  k.frames.col.info[frame] = memcg;
  const inode = newInode(k, { parent: directory, mode: S_IFDIR | 0o755, slab: slabTake(k, 'inode_cache'), data: memcg });
  k.inodes.col.nlink[directory]!++;
  addDentry(k, parent, name, inode, slabTake(k, 'dentry'));
  const slabs: number[] = [];
  for (let i = 0; i < files; i++) slabs.push(slabTake(k, 'inode_cache'), slabTake(k, 'dentry'));
  k.cgroupObjects.set(inode, { slabs, frame });
  return 0;
}

/** rmdir(2) of a group: 0 or -EBUSY; BLOCKED or -EINTR only where it waits for kernel memory. */
export function cgroupfsRmdir(k: Kernel, dentry: number): number {
  const { inode, parent } = k.dcache.dentries.col;
  const removed = cgroupRmdir(k, k.inodes.col.data[inode[dentry]!]!);
  if (removed !== 0) return removed;
  k.inodes.col.nlink[inode[parent[dentry]!]!]!--;
  deleteDentry(k, dentry);
  return 0;
}

/** rename(2) of a group within its directory: 0, -EIO to anywhere else, -EEXIST. */
export function cgroupfsRename(k: Kernel, dentry: number, parent: number, name: string): number {
  const { inode } = k.dcache.dentries.col;
  const renamed = cgroupRename(k, k.inodes.col.data[inode[dentry]!]!, k.inodes.col.data[inode[parent]!]!, name);
  if (renamed !== 0) return renamed;
  moveDentry(k, dentry, parent, name);
  return 0;
}

/** Nobody holds the directory any more: its files' structs go too (cgroup_diput, free_cgroup). */
export function cgroupDiput(k: Kernel, inode: number): void {
  const objects = k.cgroupObjects.find(inode);
  if (objects === undefined) return;
  k.cgroupObjects.delete(inode);
  for (const slab of objects.slabs) slabFree(k, slab);
  freePages(k, objects.frame);
}
