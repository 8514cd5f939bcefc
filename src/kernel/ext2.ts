/**
 * ext2 on a RAM disk of 64 MiB (fs/ext2, 3.8), as far as names go: a directory costs a dentry, an inode, a block with a
 * buffer head and its page, which is page cache of whoever made it. The blocks of the disk's inode table are page cache as
 * well, of whoever needs one first; its bitmaps and the root directory were read when it was mounted.
 */
import { attachBufferHead, reserveBufferHeads } from './buffer-head';
import { readBlock } from './bio';
import { now } from './clock';
import { PAGE_SIZE } from './config';
import { addDentry, instantiateDentry, lookupDentry } from './dcache';
import { dputUnused } from './dcache-shrink';
import { ENOSPC } from './errno';
import { findPage, newCachePage } from './filemap';
import { EXT2, newInode, S_IFBLK, S_IFDIR, S_IFMT } from './inode';
import type { Kernel } from './kernel';
import { freePages } from './page-allocator';
import { markPageAccessed } from './lru';
import { slabReserve, slabTake } from './slab';
import { ObjectStore, type Stores } from './store';
import { unchargeEnd, unchargePage, unchargeStart } from './uncharge';
import { balanceDirtyPages, markInodeDirty, markPageDirty } from './writeback';

/** Blocks of 4 KiB, and inodes of 128 bytes: one for each block. */
const BLOCKS = 16384;
const INODES = BLOCKS;
const INODES_PER_BLOCK = 32;
/** Where the blocks of the one group stand: behind superblock and group descriptor the bitmaps, then the inode table. */
const INODE_TABLE = 4;
/** In use on a fresh disk: all of those, the root directory, and lost+found with its four. */
const FIRST_BLOCKS = INODE_TABLE + INODES / INODES_PER_BLOCK + 1 + 4;
/** The numbers up to that of lost+found. */
const FIRST_INODES = 11;
/** Bytes of a directory entry besides its name. */
const ENTRY_BYTES = 8;

/** What a mounted disk keeps beside its inodes, by the number of the file system. */
export interface Ext2Disk {
  /** Inode that holds the cached blocks of the disk itself. */
  readonly device: number;
  /** Blocks in use. */
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
  const disk = { device, blocks: FIRST_BLOCKS, inodes: FIRST_INODES, free: [] };
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

/** Takes the structs of a name that is on the disk alone: 0, -ENOMEM or BLOCKED (ext2_lookup, ext2_iget). */
export function ext2Revalidate(k: Kernel, pid: number, dentry: number): number {
  const { slab, inode, parent, asleep, uncached } = k.dcache.dentries.col;
  if (pid === 0 || asleep[dentry] === 0) return 0;
  const { sb, slab: inodeSlab, data, asleep: names } = k.inodes.col;
  const ino = inode[dentry]!;
  const evicted = inodeSlab[ino] === 0;
  const ready =
    slabReserve(k, pid, 'dentry') ||
    (evicted ? slabReserve(k, pid, 'ext2_inode_cache') || inodeTablePage(k, pid, diskOf(k, sb[ino]!).device, data[ino]!) : 0);
  if (ready !== 0) return ready;
  slab[dentry] = slabTake(k, 'dentry', pid);
  asleep[dentry] = 0;
  uncached[parent[dentry]!]!--;
  if (evicted) inodeSlab[ino] = slabTake(k, 'ext2_inode_cache', pid);
  names[ino]!--;
  dputUnused(k, dentry);
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
  if (disk.inodes - disk.free.length >= INODES) return -ENOSPC;
  const number = disk.free.at(-1) ?? disk.inodes;
  const entries = k.inodes.col.size[directory]! + ENTRY_BYTES + ((name.length + 3) & ~3);
  const ready = inodeTablePage(k, pid, disk.device, number) || directoryPage(k, pid, directory, Math.floor(entries / PAGE_SIZE));
  if (ready !== 0) return ready;
  const block = isDir ? freshPage(k, pid) : 0;
  if (block < 0) return block;
  // Only then it is asked where on the disk the new page is to be (ext2_make_empty).
  if (isDir && disk.blocks >= BLOCKS) return dropFreshPage(k, block);
  takeNumber(k, sb, isDir);
  k.inodes.col.size[directory] = entries;
  const inode = newInode(k, { parent: directory, mode, slab: slabTake(k, 'ext2_inode_cache', pid), data: number });
  markInodeDirty(k, inode);
  if (isDir) holdPage(k, pid, inode, 0, block);
  if (isDir) markPageDirty(k, block, true);
  if (isDir) k.inodes.col.nlink[directory]!++;
  k.inodes.col.mtime[directory] = now(k);
  markDirectoryDirty(k, directory, Math.floor(entries / PAGE_SIZE));
  balanceDirtyPages(k);
  if (negative === 0) return addDentry(k, parent, name, inode, slabTake(k, 'dentry', pid));
  instantiateDentry(k, negative, inode);
  return negative;
}

function markDirectoryDirty(k: Kernel, directory: number, index: number): void {
  const pfn = findPage(k, directory, index);
  if (pfn !== 0) markPageDirty(k, pfn, true);
  markInodeDirty(k, directory);
}

function takeNumber(k: Kernel, sb: number, isDir: boolean): void {
  const disk = k.ext2Disks.edit(sb);
  if (disk.free.length > 0) disk.free.pop();
  else disk.inodes++;
  if (isDir) disk.blocks++;
}

/** The block of the inode table in which an inode stands, numbers from 0 (ext2_preread_inode). */
function inodeTablePage(k: Kernel, pid: number, device: number, number: number): number {
  const index = INODE_TABLE + Math.floor(number / INODES_PER_BLOCK);
  // The first was read for the root directory when the disk was mounted.
  return index === INODE_TABLE ? 0 : devicePage(k, pid, device, index);
}

/** A block of the disk itself is cached, or brought in and charged to who wants it: 0, -ENOMEM or BLOCKED (sb_bread). */
function devicePage(k: Kernel, pid: number, device: number, index: number): number {
  const cached = findPage(k, device, index);
  if (cached !== 0) {
    // Used again and again, such as a block of the inode table, it becomes active (touch_buffer).
    markPageAccessed(k, cached);
    return 0;
  }
  const pfn = freshPage(k, pid);
  if (pfn < 0) return pfn;
  readBlock(k, pid);
  holdPage(k, pid, device, index, pfn);
  return 0;
}

/** The same for a block of a directory; the first of the root was read when the disk was mounted (ext2_get_page). */
function directoryPage(k: Kernel, pid: number, directory: number, index: number): number {
  return index === 0 && k.inodes.col.slab[directory] === 0 ? 0 : devicePage(k, pid, directory, index);
}

/** A page with its buffer head reserved, in no file yet: its frame, -ENOMEM or BLOCKED. */
function freshPage(k: Kernel, pid: number): number {
  const reserved = reserveBufferHeads(k, pid, 1);
  return reserved !== 0 ? reserved : newCachePage(k, pid, 0, 0, 0);
}

/** There is no block for it: it was charged for nothing. */
function dropFreshPage(k: Kernel, pfn: number): number {
  const batch = unchargeStart();
  unchargePage(k, batch, pfn);
  freePages(k, pfn);
  unchargeEnd(k, batch);
  return -ENOSPC;
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
  giveBack(disk.free, data[inode]!);
  if ((mode[inode]! & S_IFMT) === S_IFDIR) disk.blocks--;
}

/** The lowest number is the next to be taken (find_next_zero_bit): they stand in falling order. */
function giveBack(free: number[], number: number): void {
  let [from, to] = [0, free.length];
  while (from < to) {
    const half = (from + to) >> 1;
    if (free[half]! > number) from = half + 1;
    else to = half;
  }
  free.splice(from, 0, number);
}

/** The disk is unmounted: its cached blocks go, and are found anew when it is mounted again. */
export function ext2PutSuper(k: Kernel, sb: number): number {
  const disk = k.ext2Disks.find(sb);
  if (disk === undefined) return 0;
  k.ext2Disks.delete(sb);
  return disk.device;
}
