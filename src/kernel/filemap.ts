/**
 * The page cache (mm/filemap.c, 3.8): pages of files by inode and page number. A page is charged, as cache, to the group
 * of who brings it in, and belongs to it until it leaves; whoever uses it later pays nothing.
 */
import { allocPagesSlow } from './alloc-slowpath';
import { dropBufferHead } from './buffer-head';
import { CALL_READ, CALL_WRITE, endCall } from './call-in-flight';
import { now } from './clock';
import { PAGE_SIZE } from './config';
import { BLOCKED, EFBIG, EINTR, ENOMEM } from './errno';
import { O_APPEND } from './file';
import { EXT2 } from './inode';
import type { Kernel } from './kernel';
import { markPageAccessed } from './lru';
import { ROOT_MEMCG } from './memcg';
import { FRAME_CACHE } from './page';
import { freePages } from './page-allocator';
import { commitCharge, PG_DIRTY, PG_PAGEVEC } from './page-cgroup';
import { tryToUnmap } from './rmap';
import { MAX_FILE_PAGES, shmemGetpage } from './shmem';
import { freeSwapAndCache } from './swap-cache';
import { tryCharge } from './try-charge';
import { unchargeEnd, unchargePage, unchargeStart, type UnchargeBatch } from './uncharge';
import { balanceDirtyPages, markInodeDirty, markPageDirty } from './writeback';

/** Pages that come in anew in one step. */
const PAGES_PER_STEP = 32;
/** Blocks an inode names itself; behind them stand indirect blocks (EXT2_NDIR_BLOCKS). */
const DIRECT_BLOCKS = 12;
/** Page numbers of a file's own metadata blocks begin here: they are pages of the disk, not of the file. */
export const META_INDEX = 2 ** 31;

/** The frame of a page of a file, 0 when it is not in memory (find_get_page). */
export function findPage(k: Kernel, inode: number, index: number): number {
  const pfn = k.inodeData.find(inode)?.pages[index] ?? 0;
  return pfn > 0 ? pfn : 0;
}

/** The frame of a page of a file, brought in if it is not there; BLOCKED or -errno. `pid` pays. */
export function grabPage(k: Kernel, pid: number, inode: number, index: number): number {
  const known = findPage(k, inode, index);
  if (known !== 0) return known;
  if (k.inodes.col.fs[inode] !== EXT2) return shmemGetpage(k, pid, inode, index);
  const meta = readMetadata(k, pid, inode, index);
  return meta !== 0 ? meta : addPage(k, pid, inode, index);
}

/** A fresh page of a disk file: allocated, charged, put into the file (add_to_page_cache_lru). */
function addPage(k: Kernel, pid: number, inode: number, index: number): number {
  if (index >= MAX_FILE_PAGES) return -EFBIG;
  const pfn = newCachePage(k, pid, inode, index, 0);
  if (pfn < 0) return pfn;
  const data = k.inodeData.has(inode) ? k.inodeData.edit(inode) : emptyData(k, inode);
  for (let i = data.pages.length; i <= index; i++) data.pages.push(0);
  data.pages[index] = pfn;
  return pfn;
}

function emptyData(k: Kernel, inode: number): { pages: number[]; text: string[] } {
  const data = { pages: [], text: [] };
  k.inodeData.set(inode, data);
  return data;
}

/** Blocks that tell where a long file's data lies are cached, and charged, like it (ext2_get_branch, sb_bread). */
function readMetadata(k: Kernel, pid: number, inode: number, index: number): number {
  const data = k.inodeData.find(inode);
  if (index < DIRECT_BLOCKS || data?.meta === undefined) return 0;
  for (let i = 0; i < data.meta.length; i++) {
    const known = k.inodeData.get(inode).meta![i]!;
    if (known !== 0) {
      markPageAccessed(k, known);
      continue;
    }
    const pfn = newCachePage(k, pid, inode, META_INDEX + i, 0);
    if (pfn < 0) return pfn;
    k.inodeData.edit(inode).meta![i] = pfn;
    markPageAccessed(k, pfn);
  }
  return 0;
}

/** A frame for a page of a file, charged to the group of who brings it in: the frame, BLOCKED or -ENOMEM. */
export function newCachePage(k: Kernel, pid: number, inode: number, index: number, flags: number): number {
  const pfn = allocPagesSlow(k, pid, 0, FRAME_CACHE, inode);
  if (pfn < 0) return pfn;
  k.frames.col.index[pfn] = index;
  const charged = cacheCharge(k, pid, pfn, flags);
  if (charged === 0) return pfn;
  freePages(k, pfn);
  return charged;
}

/** Charges a fresh frame as cache to the group of the memory map of task `pid`: 0, -ENOMEM or BLOCKED (mem_cgroup_cache_charge). */
export function cacheCharge(k: Kernel, pid: number, pfn: number, flags: number): number {
  const mm = k.tasks.col.mm[pid]!;
  const memcg = mm === 0 ? ROOT_MEMCG : tryCharge(k, pid, mm, 0, 1, true);
  if (memcg === BLOCKED) return BLOCKED;
  if (memcg < 0 && memcg !== -EINTR) return -ENOMEM;
  commitCharge(k, pfn, memcg === -EINTR ? ROOT_MEMCG : memcg, 'cache', flags);
  return 0;
}

/** Takes a page that nobody maps out of its file; the frame is free afterwards (delete_from_page_cache). */
export function deletePage(k: Kernel, batch: UnchargeBatch, pfn: number): void {
  const { info, index } = k.frames.col;
  const data = k.inodeData.edit(info[pfn]!);
  if (index[pfn]! >= META_INDEX) data.meta![index[pfn]! - META_INDEX] = 0;
  else data.pages[index[pfn]!] = 0;
  dropPage(k, batch, pfn);
}

/** The frame of a page that its file does not name any more. */
function dropPage(k: Kernel, batch: UnchargeBatch, pfn: number): void {
  if ((k.pageCgroups.col.flags[pfn]! & PG_DIRTY) !== 0) markPageDirty(k, pfn, false);
  if (k.frames.col.mapcount[pfn]! > 0) tryToUnmap(k, pfn);
  if (k.inodes.col.fs[k.frames.col.info[pfn]!] !== EXT2) k.tmpfs.col.pages[0]!--;
  dropBufferHead(k, pfn);
  unchargePage(k, batch, pfn);
  freePages(k, pfn);
}

/** Takes the pages of a disk file out of the cache: those that are clean and unused, or `all` (invalidate_mapping_pages, truncate_inode_pages). */
export function dropInodePages(k: Kernel, inode: number, all: boolean): number {
  const data = k.inodeData.find(inode);
  if (data === undefined) return 0;
  const { mapcount } = k.frames.col;
  const { flags } = k.pageCgroups.col;
  const batch = unchargeStart();
  let dropped = 0;
  for (const pfn of [...data.pages, ...(data.meta ?? []).slice(all ? 0 : (data.metaHeld ?? 0))]) {
    if (pfn <= 0 || (!all && (mapcount[pfn]! > 0 || (flags[pfn]! & (PG_DIRTY | PG_PAGEVEC)) !== 0))) continue;
    deletePage(k, batch, pfn);
    dropped++;
  }
  unchargeEnd(k, batch);
  return dropped;
}

/** Bytes from `pos`, at most `max`; '' behind the end, BLOCKED, -errno. Holes read as zeros (generic_file_aio_read). */
export function fileRead(k: Kernel, pid: number, file: number, max: number): string | number {
  const { inode: inodes, pos } = k.files.table.col;
  const inode = inodes[file]!;
  const { call, callDone } = k.tasks.col;
  const from = pos[file]!;
  const end = Math.min(k.inodes.col.size[inode]!, from + max);
  let at = call[pid] === CALL_READ ? callDone[pid]! : from;
  for (let fresh = 0; at < end; at = (Math.floor(at / PAGE_SIZE) + 1) * PAGE_SIZE) {
    const index = Math.floor(at / PAGE_SIZE);
    let pfn = findPage(k, inode, index);
    if (pfn === 0 && !isHole(k, inode, index)) {
      if (fresh++ === PAGES_PER_STEP) return suspend(k, pid, CALL_READ, at);
      pfn = grabPage(k, pid, inode, index);
      if (pfn === BLOCKED) return suspend(k, pid, CALL_READ, at);
      if (pfn < 0) break;
    }
    if (pfn !== 0 && at % PAGE_SIZE === 0) markPageAccessed(k, pfn);
  }
  if (call[pid] === CALL_READ) endCall(k, pid);
  const text = fileText(k, inode, from, Math.min(at, end));
  pos[file]! += text.length;
  return text;
}

/** A page of a tmpfs that was never written: read, it costs nothing. */
function isHole(k: Kernel, inode: number, index: number): boolean {
  return k.inodes.col.fs[inode] !== EXT2 && (k.inodeData.find(inode)?.pages[index] ?? 0) === 0;
}

/** Contents of a file from `from` to `end`, wherever they are. */
export function fileText(k: Kernel, inode: number, from: number, end: number): string {
  const text = k.inodeData.find(inode)?.text;
  let bytes = '';
  for (let at = from; at < end;) {
    const offset = at % PAGE_SIZE;
    const take = Math.min(PAGE_SIZE - offset, end - at);
    const piece = (text?.[(at - offset) / PAGE_SIZE] ?? '').slice(offset, offset + take);
    bytes += piece + '\0'.repeat(take - piece.length);
    at += take;
  }
  return bytes;
}

/**
 * Writes bytes at the file's position, or at the end with O_APPEND: bytes written, -ENOSPC, -ENOMEM, -EFBIG, BLOCKED.
 * What was written before a page was refused counts (generic_perform_write).
 */
export function fileWrite(k: Kernel, pid: number, file: number, bytes: string): number {
  const { inode: inodes, pos, flags } = k.files.table.col;
  const inode = inodes[file]!;
  const { call, callDone } = k.tasks.col;
  const resumed = call[pid] === CALL_WRITE;
  let done = resumed ? callDone[pid]! : 0;
  if (!resumed && (flags[file]! & O_APPEND) !== 0) pos[file] = k.inodes.col.size[inode]!;
  let failed = 0;
  for (let fresh = 0; done < bytes.length;) {
    const at = pos[file]!;
    const index = Math.floor(at / PAGE_SIZE);
    if (findPage(k, inode, index) === 0 && fresh++ === PAGES_PER_STEP) return suspend(k, pid, CALL_WRITE, done);
    const pfn = grabPage(k, pid, inode, index);
    if (pfn === BLOCKED) return suspend(k, pid, CALL_WRITE, done);
    if (pfn < 0) {
      failed = pfn;
      break;
    }
    markPageAccessed(k, pfn);
    if (k.inodes.col.fs[inode] === EXT2) markPageDirty(k, pfn, true);
    const take = Math.min(PAGE_SIZE - (at % PAGE_SIZE), bytes.length - done);
    writeInPage(k, inode, at, bytes.slice(done, done + take));
    done += take;
    pos[file] = at + take;
  }
  endCall(k, pid);
  balanceDirtyPages(k);
  k.inodes.col.mtime[inode] = now(k);
  return done > 0 || failed === 0 ? done : failed;
}

/** The call goes on in the task's next step. */
function suspend(k: Kernel, pid: number, call: number, done: number): number {
  k.tasks.col.call[pid] = call;
  k.tasks.col.callDone[pid] = done;
  return BLOCKED;
}

function writeInPage(k: Kernel, inode: number, at: number, bytes: string): void {
  const { text } = k.inodeData.edit(inode);
  const page = Math.floor(at / PAGE_SIZE);
  for (let i = text.length; i <= page; i++) text.push('');
  const offset = at % PAGE_SIZE;
  const old = text[page]!;
  const head = old.length < offset ? old + '\0'.repeat(offset - old.length) : old.slice(0, offset);
  text[page] = head + bytes + old.slice(offset + bytes.length);
  const { size } = k.inodes.col;
  size[inode] = Math.max(size[inode]!, at + bytes.length);
}

/** Cuts a file short or lets it grow by a hole (truncate_inode_pages_range): 0 or -EFBIG. */
export function fileTruncate(k: Kernel, inode: number, size: number): number {
  const keep = Math.ceil(size / PAGE_SIZE);
  if (keep > MAX_FILE_PAGES) return -EFBIG;
  if (k.inodeData.has(inode)) cutPages(k, inode, keep, size);
  k.inodes.col.size[inode] = size;
  k.inodes.col.mtime[inode] = now(k);
  if (k.inodes.col.fs[inode] === EXT2) markInodeDirty(k, inode);
  return 0;
}

function cutPages(k: Kernel, inode: number, keep: number, size: number): void {
  const data = k.inodeData.edit(inode);
  const batch = unchargeStart();
  while (data.pages.length > keep) {
    const pfn = data.pages.pop()!;
    if (pfn !== 0 && k.inodes.col.fs[inode] !== EXT2 && data.counted) k.tmpfs.col.blocks[0]!--;
    if (pfn > 0) dropPage(k, batch, pfn);
    else if (pfn < 0) freeSwapAndCache(k, -pfn);
  }
  if (keep === 0) {
    for (const [i, pfn] of (data.meta ?? []).entries()) {
      if (pfn === 0) continue;
      data.meta![i] = 0;
      dropPage(k, batch, pfn);
    }
  }
  unchargeEnd(k, batch);
  if (data.text.length > keep) data.text.length = keep;
  const last = keep - 1;
  if (size % PAGE_SIZE !== 0 && last < data.text.length) data.text[last] = data.text[last]!.slice(0, size % PAGE_SIZE);
}

/** The last name and the last holder of a file are gone (evict_inode). */
export function evictFile(k: Kernel, inode: number): void {
  if (k.inodeData.has(inode)) cutPages(k, inode, 0, 0);
  k.inodeData.delete(inode);
}

/** Pages behind which a file's own blocks are more than one. */
const ONE_META_BLOCK = 512;
const MANY_META_BLOCKS = 5;
/** Of those so many are in use by the file system for good. */
const HELD_META_BLOCKS = 2;

/**
 * Says how many blocks of the disk tell where the data of a file lies: none for a file of up to 12 pages, one for a
 * short one; for one of 600 pages a real ext2 was seen to bring in five, two of which never went again.
 */
export function layOutFile(k: Kernel, inode: number, pages: number): void {
  const blocks = pages <= DIRECT_BLOCKS ? 0 : pages <= ONE_META_BLOCK ? 1 : MANY_META_BLOCKS;
  const data = k.inodeData.find(inode) ?? emptyData(k, inode);
  k.inodeData.set(inode, { ...data, meta: new Array<number>(blocks).fill(0), metaHeld: blocks > 1 ? HELD_META_BLOCKS : 0 });
}
