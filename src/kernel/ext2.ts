/**
 * ext2 on a RAM disk of 64 MiB (fs/ext2, 3.8), as far as names go: a directory costs a dentry, an inode, a block with a
 * buffer head and its page, which is page cache of whoever made it; 32 inodes share a block of the disk's inode table.
 */
import { now } from './clock';
import { addDentry, instantiateDentry, lookupDentry } from './dcache';
import { ENOSPC } from './errno';
import { findPage, newCachePage } from './filemap';
import { attachBufferHead, reserveBufferHeads } from './buffer-head';
import { EXT2, newInode, S_IFBLK, S_IFDIR, S_IFMT } from './inode';
import type { Kernel } from './kernel';
import { slabReserve, slabTake } from './slab';
import { ObjectStore, type Stores } from './store';
import { PAGE_SIZE } from './config';

/** Blocks of 4 KiB that directories can have, and inodes: one for each 4 KiB of the disk, 11 of them reserved. */
const DATA_BLOCKS = 15861;
const INODES = 16384;
const FIRST_INODE = 11;
const INODES_PER_BLOCK = 32;
/** Bytes of a directory entry besides its name. */
const ENTRY_BYTES = 8;

/** What a mounted disk keeps beside its inodes, by the number of the file system. */
export interface Ext2Disk {
  /** Inode that holds the cached blocks of the disk itself. */
  readonly device: number;
  /** Data blocks in use. */
  blocks: number;
  /** Inodes in use, and numbers given back, lowest last. */
  inodes: number;
  readonly free: number[];
}
export type Ext2Disks = ObjectStore<Ext2Disk>;

export function createExt2Disks(stores: Stores): Ext2Disks {
  return stores.add('ext2Disks', new ObjectStore<Ext2Disk>((disk) => ({ ...disk, free: [...disk.free] })));
}

function diskOf(k: Kernel, sb: number): Readonly<Ext2Disk> {
  const known = k.ext2Disks.find(sb);
  if (known !== undefined) return known;
  const device = newInode(k, { fs: EXT2, sb, mode: S_IFBLK | 0o600, slab: 0 });
  k.inodes.col.refs[device] = 1;
  k.inodeData.set(device, { pages: [], text: [] });
  const disk = { device, blocks: 0, inodes: FIRST_INODE, free: [] };
  k.ext2Disks.set(sb, disk);
  return disk;
}

/** A name that is looked for and not there: remembered as such. 0, -ENOMEM or BLOCKED (d_alloc, d_add of nothing). */
export function ext2NegativeDentry(k: Kernel, pid: number, parent: number, name: string): number {
  if (pid === 0) return 0;
  const reserved = slabReserve(k, pid, 'dentry');
  if (reserved !== 0) return reserved;
  addDentry(k, parent, name, 0, slabTake(k, 'dentry', pid));
  return 0;
}

/** Takes the struct of a name that is on the disk alone: 0, -ENOMEM or BLOCKED (ext2_lookup). */
export function ext2Revalidate(k: Kernel, pid: number, dentry: number): number {
  const { slab, inode, parent } = k.dcache.dentries.col;
  if (pid === 0 || slab[dentry] !== 0 || k.inodes.col.fs[inode[dentry]!] !== EXT2 || parent[dentry] === dentry) return 0;
  const reserved = slabReserve(k, pid, 'dentry');
  if (reserved !== 0) return reserved;
  slab[dentry] = slabTake(k, 'dentry', pid);
  return 0;
}

/** Makes a file or directory in a directory: its dentry, -errno or BLOCKED (ext2_create, ext2_mkdir). */
export function ext2Mknod(k: Kernel, pid: number, parent: number, name: string, mode: number): number {
  const directory = k.dcache.dentries.col.inode[parent]!;
  const sb = k.inodes.col.sb[directory]!;
  const isDir = (mode & S_IFMT) === S_IFDIR;
  const disk = diskOf(k, sb);
  const negative = lookupDentry(k, parent, name);
  const reserved = (negative === 0 ? slabReserve(k, pid, 'dentry') : 0) || slabReserve(k, pid, 'ext2_inode_cache');
  if (reserved !== 0) return reserved;
  if (disk.inodes - disk.free.length >= INODES || (isDir && disk.blocks >= DATA_BLOCKS)) return -ENOSPC;
  const number = disk.free.at(-1) ?? disk.inodes;
  const entries = k.inodes.col.size[directory]! + ENTRY_BYTES + ((name.length + 3) & ~3);
  const ready =
    metadataPage(k, pid, disk.device, Math.floor(number / INODES_PER_BLOCK)) ||
    metadataPage(k, pid, directory, Math.floor(entries / PAGE_SIZE));
  if (ready !== 0) return ready;
  const block = isDir ? freshPage(k, pid) : 0;
  if (block < 0) return block;
  takeNumber(k, sb, isDir);
  k.inodes.col.size[directory] = entries;
  const inode = newInode(k, { parent: directory, mode, slab: slabTake(k, 'ext2_inode_cache', pid), data: number });
  if (isDir) holdPage(k, pid, inode, 0, block);
  if (isDir) k.inodes.col.nlink[directory]!++;
  k.inodes.col.mtime[directory] = now(k);
  if (negative === 0) return addDentry(k, parent, name, inode, slabTake(k, 'dentry', pid));
  instantiateDentry(k, negative, inode);
  return negative;
}

function takeNumber(k: Kernel, sb: number, isDir: boolean): void {
  const disk = k.ext2Disks.edit(sb);
  if (disk.free.length > 0) disk.free.pop();
  else disk.inodes++;
  if (isDir) disk.blocks++;
}

/** A block of metadata is cached, or brought in and charged to who wants it: 0, -ENOMEM or BLOCKED (sb_bread). */
function metadataPage(k: Kernel, pid: number, inode: number, index: number): number {
  // What the root directory and the first of its inodes lie in was read when the disk was mounted.
  if (index === 0 && k.inodes.col.slab[inode] === 0) return 0;
  if (findPage(k, inode, index) !== 0) return 0;
  const pfn = freshPage(k, pid);
  if (pfn < 0) return pfn;
  holdPage(k, pid, inode, index, pfn);
  return 0;
}

/** A page with its buffer head reserved, in no file yet: its frame, -ENOMEM or BLOCKED. */
function freshPage(k: Kernel, pid: number): number {
  const reserved = reserveBufferHeads(k, pid, 1);
  return reserved !== 0 ? reserved : newCachePage(k, pid, 0, 0, 0);
}

function holdPage(k: Kernel, pid: number, inode: number, index: number, pfn: number): void {
  if (!k.inodeData.has(inode)) k.inodeData.set(inode, { pages: [], text: [] });
  const data = k.inodeData.edit(inode);
  for (let i = data.pages.length; i <= index; i++) {
    data.pages.push(0);
    data.text.push('');
  }
  data.pages[index] = pfn;
  k.frames.col.info[pfn] = inode;
  k.frames.col.index[pfn] = index;
  attachBufferHead(k, pid, pfn);
}

/** An inode without a name and without a holder gives its number and its block back (ext2_free_inode). */
export function ext2FreeInode(k: Kernel, inode: number): void {
  const { data, sb, mode } = k.inodes.col;
  if (data[inode] === 0 || !k.ext2Disks.has(sb[inode]!)) return;
  const disk = k.ext2Disks.edit(sb[inode]!);
  disk.free.push(data[inode]!);
  if ((mode[inode]! & S_IFMT) === S_IFDIR) disk.blocks--;
}

/** The disk is unmounted: its cached blocks go, and are found anew when it is mounted again. */
export function ext2PutSuper(k: Kernel, sb: number): number {
  const disk = k.ext2Disks.find(sb);
  if (disk === undefined) return 0;
  k.ext2Disks.delete(sb);
  return disk.device;
}
