/**
 * Inodes of the file systems that keep theirs in memory (include/linux/fs.h, 3.8): one row an inode, the row is its
 * number. Contents of tmpfs files are byte strings by page.
 */
import { now } from './clock';
import type { Kernel } from './kernel';
import { dropRow, ROW_COLUMNS, takeRow } from './rows';
import { slabFree } from './slab';
import { cgroupDiput } from './cgroupfs';
import { ext2FreeInode } from './ext2';
import { evictFile } from './filemap';
import { forgetUnusedInode, putUnusedInode } from './inode-shrink';
import { Columns, ObjectStore, type Stores } from './store';
import { LRU_COLUMNS } from './unused-lru';
import { markInodeClean } from './writeback';

export const S_IFMT = 0o170000;
export const S_IFSOCK = 0o140000;
export const S_IFLNK = 0o120000;
export const S_IFREG = 0o100000;
export const S_IFBLK = 0o060000;
export const S_IFDIR = 0o040000;
export const S_IFCHR = 0o020000;
export const S_IFIFO = 0o010000;

/** File system types; the index is the value in the `fs` column. */
export const FS_TYPES = ['', 'tmpfs', 'devtmpfs', 'proc', 'cgroup', 'sysfs', 'pipefs', 'ext2', 'sockfs'] as const;
export const TMPFS = 1;
export const DEVTMPFS = 2;
export const PROC = 3;
export const CGROUP = 4;
export const SYSFS = 5;
export const PIPEFS = 6;
export const EXT2 = 7;
export const SOCKFS = 8;

const SCHEMA = {
  ...ROW_COLUMNS,
  ...LRU_COLUMNS,
  fs: 'u8',
  /** The mounted file system it belongs to (its superblock's device number). */
  sb: 'u32',
  /** Type and permissions. */
  mode: 'u16',
  nlink: 'u32',
  size: 'f64',
  /** Dentries and open files that hold it. */
  refs: 'u32',
  /** Of those the names whose structs are given back. */
  asleep: 'u32',
  /** Of a disk's: 0 when it is as on the disk, else its place in the row of the changed ones. */
  dirtied: 'f64',
  /** Slab its struct lies in, 0 for those made at boot. */
  slab: 'u32',
  /** Group of a cgroup directory, device number, pipe, socket. */
  data: 'u32',
  /** Tick of the last change. */
  mtime: 'f64',
} as const;

export type Inodes = Columns<typeof SCHEMA>;

/** Contents: of a file by page, of a symbolic link its target. */
export interface InodeData {
  readonly target?: string;
  /** Frame of each page, 0 for one that is not in memory; minus its slot for one that is in the swap area. */
  readonly pages: number[];
  /** Bytes of each page; what is missing at its end is zero. */
  readonly text: string[];
  /** Of a disk file: frames of the blocks that tell where its data lies, 0 for one that is not in memory. */
  readonly meta?: number[];
  /** So many of them the disk driver holds on to: they cannot be reclaimed. */
  readonly metaHeld?: number;
  /** Its pages count for the size of a tmpfs. */
  readonly counted?: boolean;
}

export function createInodes(stores: Stores): Inodes {
  return stores.add('inodes', new Columns(SCHEMA, 1));
}
export function createInodeData(stores: Stores): ObjectStore<InodeData> {
  const copy = (data: InodeData): InodeData => ({
    ...data,
    pages: [...data.pages],
    text: [...data.text],
    ...(data.meta === undefined ? {} : { meta: [...data.meta] }),
  });
  return stores.add('inodeData', new ObjectStore(copy));
}

/** What a new inode is. */
export interface NewInode {
  /** An inode of the same file system. */
  readonly parent?: number;
  /** Where there is no parent: type and number of the file system. */
  readonly fs?: number;
  readonly sb?: number;
  readonly mode: number;
  /** Slab its struct was taken from, 0 at boot. */
  readonly slab: number;
  readonly data?: number;
}

/** Makes an inode that nobody holds yet (new_inode). */
export function newInode(k: Kernel, { parent, fs, sb, mode, slab, data }: NewInode): number {
  const ino = takeRow(k.inodes);
  const { col } = k.inodes;
  col.fs[ino] = parent === undefined ? (fs ?? 0) : col.fs[parent]!;
  col.sb[ino] = parent === undefined ? (sb ?? 0) : col.sb[parent]!;
  col.mode[ino] = mode;
  col.nlink[ino] = (mode & S_IFMT) === S_IFDIR ? 2 : 1;
  col.slab[ino] = slab;
  col.data[ino] = data ?? 0;
  col.mtime[ino] = now(k);
  return ino;
}

/** True for file systems that live in their dentries and inodes alone. */
export function isMemoryFs(fs: number): boolean {
  return fs === TMPFS || fs === DEVTMPFS || fs === EXT2;
}

export function isDirectory(k: Kernel, ino: number): boolean {
  return (k.inodes.col.mode[ino]! & S_IFMT) === S_IFDIR;
}

/** Holds an inode (ihold). */
export function holdInode(k: Kernel, ino: number): void {
  k.inodes.col.refs[ino]!++;
}

/** Lets an inode go; the last one out frees it when it has no name left (iput, evict). */
export function putInode(k: Kernel, ino: number): void {
  const { refs, slab, fs } = k.inodes.col;
  if (--refs[ino]! > 0) {
    if (fs[ino] === EXT2) putUnusedInode(k, ino);
    return;
  }
  forgetUnusedInode(k, ino);
  markInodeClean(k, ino);
  if (fs[ino] === EXT2) ext2FreeInode(k, ino);
  if (fs[ino] === TMPFS || fs[ino] === DEVTMPFS || fs[ino] === EXT2) evictFile(k, ino);
  else if (fs[ino] === CGROUP) cgroupDiput(k, ino);
  if (slab[ino] !== 0) slabFree(k, slab[ino]!);
  dropRow(k.inodes, ino);
}
