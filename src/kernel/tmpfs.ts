/**
 * tmpfs (mm/shmem.c, 3.8): a file system that lives in its dentries, inodes and pages. A data page is charged, as cache,
 * to the group of who touches it first; the structs are slab objects.
 */
import { allocPagesSlow } from './alloc-slowpath';
import { CALL_WRITE, endCall } from './call-in-flight';
import { now } from './clock';
import { PAGE_SIZE } from './config';
import { addDentry, deleteDentry, isEmptyDirectory } from './dcache';
import { BLOCKED, EFBIG, EMLINK, ENOSPC, ENOTEMPTY } from './errno';
import { isDirectory, newInode, S_IFDIR, S_IFLNK, S_IFMT } from './inode';
import type { Kernel } from './kernel';
import { O_APPEND } from './file';
import { FRAME_CACHE } from './page';
import { freePages } from './page-allocator';
import { shmemChargePage, shmemUnchargePage } from './shmem';
import { slabReserve, slabTake } from './slab';
import { Columns, type Stores } from './store';

/** Pages a write may add in one step. */
const PAGES_PER_STEP = 32;
/** Largest file: what plain data can hold without strain. */
const MAX_FILE_PAGES = 1048576;
const LINK_MAX = 65000;

const SCHEMA = {
  /** Data pages in all tmpfs together. */
  pages: 'u32',
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
  deleteDentry(k, dentry);
  return 0;
}

/** Removes an empty directory (shmem_rmdir). */
export function shmemRmdir(k: Kernel, dentry: number): number {
  if (!isEmptyDirectory(k, dentry)) return -ENOTEMPTY;
  const { inode, parent } = k.dcache.dentries.col;
  k.inodes.col.nlink[inode[parent[dentry]!]!]!--;
  return shmemUnlink(k, dentry);
}

/** Bytes from `pos`, at most `max`; '' behind the end. Holes read as zeros. */
export function shmemRead(k: Kernel, inode: number, pos: number, max: number): string {
  const end = Math.min(k.inodes.col.size[inode]!, pos + max);
  const data = k.inodeData.find(inode);
  let bytes = '';
  for (let at = pos; at < end;) {
    const offset = at % PAGE_SIZE;
    const take = Math.min(PAGE_SIZE - offset, end - at);
    const piece = (data?.text[(at - offset) / PAGE_SIZE] ?? '').slice(offset, offset + take);
    bytes += piece + '\0'.repeat(take - piece.length);
    at += take;
  }
  return bytes;
}

/**
 * Writes bytes at the file's position, or at the end with O_APPEND: bytes written, -ENOSPC, -ENOMEM, -EFBIG, BLOCKED.
 * What was written before a page was refused counts (generic_perform_write).
 */
export function shmemWrite(k: Kernel, pid: number, file: number, bytes: string): number {
  const { inode: inodes, pos, flags } = k.files.table.col;
  const inode = inodes[file]!;
  const { call, callDone } = k.tasks.col;
  const resumed = call[pid] === CALL_WRITE;
  let done = resumed ? callDone[pid]! : 0;
  if (!resumed && (flags[file]! & O_APPEND) !== 0) pos[file] = k.inodes.col.size[inode]!;
  let failed = 0;
  for (let fresh = 0; done < bytes.length;) {
    const at = pos[file]!;
    const page = Math.floor(at / PAGE_SIZE);
    const has = (k.inodeData.find(inode)?.pages[page] ?? 0) !== 0;
    if (!has && fresh++ === PAGES_PER_STEP) return suspend(k, pid, done);
    failed = has ? 0 : addPage(k, pid, inode, page);
    if (failed === BLOCKED) return suspend(k, pid, done);
    if (failed !== 0) break;
    const take = Math.min(PAGE_SIZE - (at % PAGE_SIZE), bytes.length - done);
    writeInPage(k, inode, at, bytes.slice(done, done + take));
    done += take;
    pos[file] = at + take;
  }
  endCall(k, pid);
  k.inodes.col.mtime[inode] = now(k);
  return done > 0 || failed === 0 ? done : failed;
}

/** The call goes on in the task's next step. */
function suspend(k: Kernel, pid: number, done: number): number {
  k.tasks.col.call[pid] = CALL_WRITE;
  k.tasks.col.callDone[pid] = done;
  return BLOCKED;
}

/** One more page of a file, charged to the caller's group (shmem_getpage_gfp). */
function addPage(k: Kernel, pid: number, inode: number, page: number): number {
  if (page >= MAX_FILE_PAGES) return -EFBIG;
  if (sizeLimitReached(k)) return -ENOSPC;
  const pfn = allocPagesSlow(k, pid, 0, FRAME_CACHE, inode);
  if (pfn < 0) return pfn;
  k.frames.col.index[pfn] = page;
  const charged = shmemChargePage(k, pid, pfn);
  if (charged !== 0) {
    freePages(k, pfn);
    return charged;
  }
  if (!k.inodeData.has(inode)) k.inodeData.set(inode, { pages: [], text: [] });
  const data = k.inodeData.edit(inode);
  for (let i = data.pages.length; i <= page; i++) {
    data.pages.push(0);
    data.text.push('');
  }
  data.pages[page] = pfn;
  k.tmpfs.col.pages[0]!++;
  return 0;
}

/** A tmpfs holds at most half of memory. */
function sizeLimitReached(k: Kernel): boolean {
  return k.tmpfs.col.pages[0]! >= k.zone.pages.col.managed[0]! >> 1;
}

function writeInPage(k: Kernel, inode: number, at: number, bytes: string): void {
  const { text } = k.inodeData.edit(inode);
  const page = Math.floor(at / PAGE_SIZE);
  const offset = at % PAGE_SIZE;
  const old = text[page]!;
  const head = old.length < offset ? old + '\0'.repeat(offset - old.length) : old.slice(0, offset);
  text[page] = head + bytes + old.slice(offset + bytes.length);
  const { size } = k.inodes.col;
  size[inode] = Math.max(size[inode]!, at + bytes.length);
}

/** Cuts a file short or lets it grow by a hole (shmem_truncate_range): 0 or -EFBIG. */
export function shmemTruncate(k: Kernel, inode: number, size: number): number {
  const keep = Math.ceil(size / PAGE_SIZE);
  if (keep > MAX_FILE_PAGES) return -EFBIG;
  const data = k.inodeData.find(inode);
  if (data !== undefined && data.pages.length > 0) {
    const edited = k.inodeData.edit(inode);
    while (edited.pages.length > keep) {
      const pfn = edited.pages.pop()!;
      edited.text.pop();
      if (pfn !== 0) freeCachePage(k, pfn);
    }
    const last = keep - 1;
    if (size % PAGE_SIZE !== 0 && last < edited.text.length) edited.text[last] = edited.text[last]!.slice(0, size % PAGE_SIZE);
  }
  k.inodes.col.size[inode] = size;
  k.inodes.col.mtime[inode] = now(k);
  return 0;
}

function freeCachePage(k: Kernel, pfn: number): void {
  shmemUnchargePage(k, pfn);
  freePages(k, pfn);
  k.tmpfs.col.pages[0]!--;
}

/** The last name and the last open file are gone (shmem_evict_inode). */
export function shmemEvictInode(k: Kernel, inode: number): void {
  if (!isDirectory(k, inode)) shmemTruncate(k, inode, 0);
  k.inodeData.delete(inode);
}
