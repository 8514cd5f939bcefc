/**
 * Open files (include/linux/fs.h, 3.8: struct file): one row an open, shared by every descriptor that was duplicated
 * or inherited from it.
 */
import { holdDentry, putDentry } from './dcache';
import { BLOCKED, ENFILE } from './errno';
import { eventfdRelease } from './eventfd';
import { holdInode, putInode } from './inode';
import type { Kernel } from './kernel';
import { pipeRelease } from './pipe';
import { dropRow, ROW_COLUMNS, takeRow } from './rows';
import { slabFree, slabReserve, slabTake } from './slab';
import { socketRelease } from './socket';
import { Columns, ObjectStore, type Stores } from './store';

export const O_RDONLY = 0;
export const O_WRONLY = 1;
export const O_RDWR = 2;
export const O_ACCMODE = 3;
export const O_CREAT = 0o100;
export const O_EXCL = 0o200;
export const O_NOCTTY = 0o400;
export const O_TRUNC = 0o1000;
export const O_APPEND = 0o2000;
export const O_NONBLOCK = 0o4000;
export const O_DIRECTORY = 0o200000;
export const O_NOFOLLOW = 0o400000;
export const O_CLOEXEC = 0o2000000;

/** What reading and writing an open file means. */
export const FILE_DIRECTORY = 1;
/** Contents in pages: tmpfs. */
export const FILE_REGULAR = 2;
/** Text made when it is read: a control file, a file of /proc. */
export const FILE_TEXT = 3;
/** /dev/null and its like; `data` is the device. */
export const FILE_DEVICE = 4;
export const FILE_PIPE = 5;
/** `data` is the terminal. */
export const FILE_TTY = 6;
/** `data` is the event descriptor. */
export const FILE_EVENTFD = 7;
/** `data` is the socket. */
export const FILE_SOCKET = 8;

const SCHEMA = {
  ...ROW_COLUMNS,
  /** Descriptors that name it, in all processes. */
  refs: 'u32',
  type: 'u8',
  flags: 'u32',
  pos: 'f64',
  /** 0 for a pipe. */
  dentry: 'u32',
  inode: 'u32',
  /** Device, terminal or pipe. */
  data: 'u32',
  /** Of a terminal: 1 what goes to standard output, 2 to standard error, where somebody keeps the two apart. */
  stream: 'u8',
  slab: 'u32',
} as const;

/** Of a file whose text is made: which one, and the text as it was when reading began. */
export interface FileText {
  readonly sub: string;
  readonly text?: string;
}

export interface Files {
  readonly table: Columns<typeof SCHEMA>;
  readonly text: ObjectStore<FileText>;
}

export function createFiles(stores: Stores): Files {
  return {
    table: stores.add('files', new Columns(SCHEMA, 1)),
    text: stores.add('fileText', new ObjectStore<FileText>((record) => ({ ...record }))),
  };
}

/** Makes sure of `count` structs: 0, BLOCKED, or -ENFILE as get_empty_filp answers when there is no memory for one. */
export function reserveFiles(k: Kernel, pid: number, count = 1): number {
  const reserved = slabReserve(k, pid, 'filp', count);
  return reserved === 0 || reserved === BLOCKED ? reserved : -ENFILE;
}

/** What an open file is of. */
export interface FileTarget {
  readonly type: number;
  readonly dentry: number;
  readonly inode: number;
  readonly sub?: string;
  readonly data?: number;
}

/** A new open file with no descriptor yet; it holds its dentry and inode. Reserved before (alloc_file). */
export function openFile(k: Kernel, target: FileTarget, flags: number): number {
  const file = takeRow(k.files.table);
  const { col } = k.files.table;
  col.type[file] = target.type;
  col.flags[file] = flags;
  col.dentry[file] = target.dentry;
  col.inode[file] = target.inode;
  col.data[file] = target.data ?? 0;
  col.stream[file] = 1;
  col.slab[file] = slabTake(k, 'filp');
  if (target.dentry !== 0) holdDentry(k, target.dentry);
  if (target.inode !== 0) holdInode(k, target.inode);
  if (target.sub !== undefined) k.files.text.set(file, { sub: target.sub });
  return file;
}

/** One more descriptor names it (get_file). */
export function holdFile(k: Kernel, file: number): void {
  k.files.table.col.refs[file]!++;
}

/** One descriptor less; the last one closes it (fput). */
export function putFile(k: Kernel, file: number): void {
  const { refs, type, dentry, inode, slab } = k.files.table.col;
  if (--refs[file]! > 0) return;
  if (type[file] === FILE_PIPE) pipeRelease(k, file);
  if (type[file] === FILE_EVENTFD) eventfdRelease(k, file);
  if (type[file] === FILE_SOCKET) socketRelease(k, file);
  if (dentry[file] !== 0) putDentry(k, dentry[file]!);
  if (inode[file] !== 0) putInode(k, inode[file]!);
  slabFree(k, slab[file]!);
  k.files.text.delete(file);
  dropRow(k.files.table, file);
}

export function canRead(k: Kernel, file: number): boolean {
  return (k.files.table.col.flags[file]! & O_ACCMODE) !== O_WRONLY;
}
export function canWrite(k: Kernel, file: number): boolean {
  return (k.files.table.col.flags[file]! & O_ACCMODE) !== O_RDONLY;
}
