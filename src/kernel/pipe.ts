/**
 * Pipes (fs/pipe.c, 3.8): 64 KiB of bytes between two open files. Its buffers are pages that nobody is charged for.
 */
import { allocPagesSlow } from './alloc-slowpath';
import { CALL_WRITE, endCall } from './call-in-flight';
import { BLOCKED, EAGAIN, EINTR, EPIPE } from './errno';
import { installFd, freeFd, sysClose } from './fd-table';
import { canWrite, FILE_PIPE, holdFile, O_CLOEXEC, O_NONBLOCK, O_RDONLY, O_WRONLY, openFile, putFile, reserveFiles } from './file';
import { newInode, PIPEFS, S_IFIFO } from './inode';
import type { Kernel } from './kernel';
import { FRAME_KERNEL } from './page';
import { freePages } from './page-allocator';
import { dropRow, ROW_COLUMNS, takeRow } from './rows';
import { blockTask } from './sched';
import { sendSignal, signalPending, SIGPIPE } from './signal';
import { slabFree, slabReserve, slabTake } from './slab';
import { Columns, ObjectStore, type Stores } from './store';
import { addToWaitQueue, createWaitQueue, destroyWaitQueue, wakeUp } from './wait';

/** Bytes a pipe holds: 16 pages. */
export const PIPE_SIZE = 65536;
/** Device number of the file system that pipes live in: below those of mounts. */
const PIPE_SB = 1;

/** A write of up to so many bytes goes in whole or not at all. */
export const PIPE_BUF = 4096;

const SCHEMA = {
  ...ROW_COLUMNS,
  readers: 'u32',
  writers: 'u32',
  waitq: 'u32',
  /** Slab of the array of its buffers (struct pipe_buffer, 16 of 40 bytes). */
  slab: 'u32',
  /** Of its pipe_inode_info, and of the nameless dentry of its inode. */
  infoSlab: 'u32',
  dentrySlab: 'u32',
} as const;

interface PipeData {
  data: string;
  /** Frames of its buffers. */
  readonly frames: number[];
}

export interface Pipes {
  readonly table: Columns<typeof SCHEMA>;
  readonly data: ObjectStore<PipeData>;
}

export function createPipes(stores: Stores): Pipes {
  return {
    table: stores.add('pipes', new Columns(SCHEMA, 1)),
    data: stores.add('pipeData', new ObjectStore<PipeData>((record) => ({ ...record, frames: [...record.frames] }))),
  };
}

/** pipe2(2): [read end, write end], -EMFILE, -ENFILE, -ENOMEM or BLOCKED. */
export function sysPipe(k: Kernel, pid: number, flags = 0): [number, number] | number {
  const reserved = reserveFiles(k, pid, 2) || reservePipe(k, pid);
  if (reserved !== 0) return reserved;
  const first = freeFd(k, pid);
  if (first < 0) return first;
  const pipe = takeRow(k.pipes.table);
  k.pipes.table.col.waitq[pipe] = createWaitQueue(k);
  const objects = k.pipes.table.col;
  objects.slab[pipe] = slabTake(k, 'pipe_buffers', pid);
  objects.infoSlab[pipe] = slabTake(k, 'pipe_inode_info', pid);
  objects.dentrySlab[pipe] = slabTake(k, 'dentry', pid);
  k.pipes.table.col.readers[pipe] = 1;
  k.pipes.table.col.writers[pipe] = 1;
  k.pipes.data.set(pipe, { data: '', frames: [] });
  const inode = newInode(k, { fs: PIPEFS, sb: PIPE_SB, mode: S_IFIFO | 0o600, slab: slabTake(k, 'inode_cache', pid), data: pipe });
  const target = { type: FILE_PIPE, dentry: 0, inode, data: pipe };
  const cloexec = (flags & O_CLOEXEC) !== 0;
  const read = installFd(k, pid, openFile(k, target, O_RDONLY | (flags & O_NONBLOCK)), cloexec);
  const writer = openFile(k, target, O_WRONLY | (flags & O_NONBLOCK));
  const write = installFd(k, pid, writer, cloexec);
  if (write >= 0) return [read, write];
  holdFile(k, writer);
  putFile(k, writer);
  sysClose(k, pid, read);
  return write;
}

function reservePipe(k: Kernel, pid: number): number {
  for (const name of ['inode_cache', 'pipe_inode_info', 'pipe_buffers', 'dentry'] as const) {
    const reserved = slabReserve(k, pid, name);
    if (reserved !== 0) return reserved;
  }
  return 0;
}

/** read(2) from a pipe: bytes, '' when all writers are gone, -EINTR, -EAGAIN or BLOCKED (pipe_read). */
export function pipeRead(k: Kernel, pid: number, file: number, max: number): string | number {
  const pipe = k.files.table.col.data[file]!;
  const { data } = k.pipes.data.get(pipe);
  if (data !== '') {
    const record = k.pipes.data.edit(pipe);
    record.data = data.slice(max);
    while (record.frames.length > pagesOf(record.data.length)) freePages(k, record.frames.pop()!);
    wakeUp(k, k.pipes.table.col.waitq[pipe]!);
    return data.slice(0, max);
  }
  if (max === 0 || k.pipes.table.col.writers[pipe] === 0) return '';
  return sleepOnPipe(k, pid, file, pipe);
}

/** write(2) to a pipe: bytes written, -EPIPE with SIGPIPE, -EINTR, -EAGAIN or BLOCKED (pipe_write). */
export function pipeWrite(k: Kernel, pid: number, file: number, bytes: string): number {
  const pipe = k.files.table.col.data[file]!;
  const { call, callDone } = k.tasks.col;
  const done = call[pid] === CALL_WRITE ? callDone[pid]! : 0;
  if (bytes.length === 0) return 0;
  if (k.pipes.table.col.readers[pipe] === 0) {
    endCall(k, pid);
    if (done > 0) return done;
    sendSignal(k, pid, SIGPIPE);
    return -EPIPE;
  }
  const left = bytes.length - done;
  const space = PIPE_SIZE - k.pipes.data.get(pipe).data.length;
  const now = left <= PIPE_BUF && bytes.length <= PIPE_BUF ? (space >= left ? left : 0) : Math.min(space, left);
  if (now > 0) {
    const grown = growBuffers(k, pid, pipe, now);
    if (grown !== 0) return grown;
    const record = k.pipes.data.edit(pipe);
    record.data += bytes.slice(done, done + now);
    wakeUp(k, k.pipes.table.col.waitq[pipe]!);
  }
  if (done + now === bytes.length) {
    endCall(k, pid);
    return bytes.length;
  }
  call[pid] = CALL_WRITE;
  callDone[pid] = done + now;
  const slept = sleepOnPipe(k, pid, file, pipe);
  if (slept === BLOCKED) return BLOCKED;
  endCall(k, pid);
  return done + now > 0 ? done + now : slept;
}

function sleepOnPipe(k: Kernel, pid: number, file: number, pipe: number): number {
  if ((k.files.table.col.flags[file]! & O_NONBLOCK) !== 0) return -EAGAIN;
  if (signalPending(k, pid)) return -EINTR;
  blockTask(k, pid, 'pipe_wait', { interruptible: true });
  addToWaitQueue(k, k.pipes.table.col.waitq[pipe]!, pid);
  return BLOCKED;
}

function growBuffers(k: Kernel, pid: number, pipe: number, bytes: number): number {
  const wanted = pagesOf(k.pipes.data.get(pipe).data.length + bytes);
  while (k.pipes.data.get(pipe).frames.length < wanted) {
    const pfn = allocPagesSlow(k, pid, 0, FRAME_KERNEL, 0);
    if (pfn < 0) return pfn;
    k.pipes.data.edit(pipe).frames.push(pfn);
  }
  return 0;
}

function pagesOf(bytes: number): number {
  return (bytes + PIPE_BUF - 1) >> 12;
}

/** The last descriptor of one end is closed: who waits at the other is woken; with both gone the pipe goes (pipe_release). */
export function pipeRelease(k: Kernel, file: number): void {
  const pipe = k.files.table.col.data[file]!;
  const { readers, writers, waitq, slab, infoSlab, dentrySlab } = k.pipes.table.col;
  if (canWrite(k, file)) writers[pipe]!--;
  else readers[pipe]!--;
  wakeUp(k, waitq[pipe]!);
  if (readers[pipe]! + writers[pipe]! > 0) return;
  for (const pfn of k.pipes.data.get(pipe).frames) freePages(k, pfn);
  destroyWaitQueue(k, waitq[pipe]!);
  for (const column of [slab, infoSlab, dentrySlab]) slabFree(k, column[pipe]!);
  k.pipes.data.delete(pipe);
  dropRow(k.pipes.table, pipe);
}
