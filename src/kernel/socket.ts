/**
 * TCP sockets (net/socket.c, net/core/sock.c and net/ipv4/tcp.c, 3.8), as far as their memory goes: each is connected to
 * itself over the loopback, so what is written to it waits in its own queue until it is read.
 */
import { now } from './clock';
import { BLOCKED, EAGAIN, EINTR, ENFILE, ENOBUFS } from './errno';
import { freeFd, installFd } from './fd-table';
import { FILE_SOCKET, O_CLOEXEC, O_NONBLOCK, O_RDWR, openFile, reserveFiles } from './file';
import { newInode, S_IFSOCK, SOCKFS } from './inode';
import type { Kernel } from './kernel';
import { dropRow, ROW_COLUMNS, takeRow } from './rows';
import { blockTask, sleepUntil } from './sched';
import { signalPending } from './signal';
import { slabFree, slabReserve, slabTake, type ObjectName } from './slab';
import { Columns, ObjectStore, type Stores } from './store';
import { skMemReclaim, skMemSchedule, sockReleaseMemcg, sockUpdateMemcg } from './tcp-memcontrol';

/** Device number of the file system that sockets live in. */
const SOCKET_SB = 3;
/** Memory is charged by whole pages (SK_MEM_QUANTUM). */
const SK_MEM_QUANTUM = 4096;
/** What an empty buffer counts for: sk_buff, skb_shared_info and the room for headers, as kmalloc gives it (truesize). */
const SKB_TRUESIZE = 1280;
/** Ticks until a sender without memory looks again: the shortest of the kernel's random times (sk_stream_wait_memory). */
const WAIT_TICKS = 20;

const SCHEMA = {
  ...ROW_COLUMNS,
  /** Group charged for its buffers, held by the socket; 0 nobody. */
  memcg: 'u32',
  /** Pages of its buffers. */
  pages: 'u32',
  /** Slabs of the nameless dentry of its inode, its wait queue and itself; of the buffer in its queue, 0 while it is empty. */
  dentrySlab: 'u32',
  wqSlab: 'u32',
  sockSlab: 'u32',
  skbSlab: 'u32',
  headSlab: 'u32',
} as const;

export interface Sockets {
  readonly table: Columns<typeof SCHEMA>;
  /** Bytes that nobody has read. */
  readonly queue: ObjectStore<{ readonly data: string }>;
}

export function createSockets(stores: Stores): Sockets {
  return {
    table: stores.add('sockets', new Columns(SCHEMA, 1)),
    queue: stores.add('socketQueues', new ObjectStore<{ readonly data: string }>((record) => ({ ...record }))),
  };
}

/** What a socket is made of, in the order it is asked for, and the error where it is refused. */
const SOCKET_OBJECTS: readonly (readonly [ObjectName, number])[] = [
  ['sock_inode_cache', ENFILE],
  ['kmalloc-64', ENFILE],
  ['TCP', ENOBUFS],
  ['dentry', ENFILE],
];

/** socket(2) of a TCP socket, and its connection to itself: a descriptor, -EMFILE, -ENFILE, -ENOBUFS or BLOCKED. */
export function sysSocket(k: Kernel, pid: number, flags = 0): number {
  for (const [name, errno] of SOCKET_OBJECTS) {
    const reserved = slabReserve(k, pid, name);
    if (reserved !== 0) return reserved === BLOCKED ? BLOCKED : -errno;
  }
  const fd = freeFd(k, pid);
  if (fd < 0) return fd;
  const reserved = reserveFiles(k, pid);
  if (reserved !== 0) return reserved;
  const sock = takeRow(k.sockets.table);
  const { col } = k.sockets.table;
  col.wqSlab[sock] = slabTake(k, 'kmalloc-64', pid);
  col.sockSlab[sock] = slabTake(k, 'TCP', pid);
  col.dentrySlab[sock] = slabTake(k, 'dentry', pid);
  col.memcg[sock] = sockUpdateMemcg(k, pid);
  k.sockets.queue.set(sock, { data: '' });
  const slab = slabTake(k, 'sock_inode_cache', pid);
  const inode = newInode(k, { fs: SOCKFS, sb: SOCKET_SB, mode: S_IFSOCK | 0o777, slab, data: sock });
  const file = openFile(k, { type: FILE_SOCKET, dentry: 0, inode, data: sock }, O_RDWR | (flags & O_NONBLOCK));
  return installFd(k, pid, file, (flags & O_CLOEXEC) !== 0);
}

/**
 * write(2) to a socket: all bytes, which then wait to be read. A counter over its limit lets nobody send: -EAGAIN from a
 * socket that does not wait, else the task looks again and again until there is room, or a signal (tcp_sendmsg).
 */
export function socketWrite(k: Kernel, pid: number, file: number, bytes: string): number {
  const { data, flags } = k.files.table.col;
  const sock = data[file]!;
  const { memcg, pages, skbSlab, headSlab } = k.sockets.table.col;
  if (bytes.length === 0) return 0;
  const buffered = skbSlab[sock] === 0 ? slabReserve(k, pid, 'skbuff_fclone_cache') || slabReserve(k, pid, 'kmalloc-1024') : 0;
  if (buffered === BLOCKED) return BLOCKED;
  const queued = k.sockets.queue.get(sock).data;
  const more = pagesOf(queued.length + bytes.length) - pages[sock]!;
  if (buffered !== 0 || !skMemSchedule(k, memcg[sock]!, more)) {
    if ((flags[file]! & O_NONBLOCK) !== 0) return -EAGAIN;
    if (signalPending(k, pid)) return -EINTR;
    blockTask(k, pid, 'sk_stream_wait_memory', { interruptible: true });
    sleepUntil(k, pid, now(k) + WAIT_TICKS);
    return BLOCKED;
  }
  pages[sock]! += more;
  if (skbSlab[sock] === 0) {
    skbSlab[sock] = slabTake(k, 'skbuff_fclone_cache', pid);
    headSlab[sock] = slabTake(k, 'kmalloc-1024', pid);
  }
  k.sockets.queue.set(sock, { data: queued + bytes });
  return bytes.length;
}

/** read(2) from a socket: what waits, -EAGAIN or -EINTR; its peer is itself, so there is no end (tcp_recvmsg). */
export function socketRead(k: Kernel, pid: number, file: number, max: number): string | number {
  const { data, flags } = k.files.table.col;
  const sock = data[file]!;
  const queued = k.sockets.queue.get(sock).data;
  if (queued === '') {
    if ((flags[file]! & O_NONBLOCK) !== 0) return -EAGAIN;
    if (signalPending(k, pid)) return -EINTR;
    blockTask(k, pid, 'sk_wait_data', { interruptible: true });
    return BLOCKED;
  }
  k.sockets.queue.set(sock, { data: queued.slice(max) });
  shrinkQueue(k, sock);
  return queued.slice(0, max);
}

function shrinkQueue(k: Kernel, sock: number): void {
  const { memcg, pages, skbSlab, headSlab } = k.sockets.table.col;
  const kept = pagesOf(k.sockets.queue.get(sock).data.length);
  skMemReclaim(k, memcg[sock]!, pages[sock]! - kept);
  pages[sock] = kept;
  if (kept > 0 || skbSlab[sock] === 0) return;
  slabFree(k, skbSlab[sock]!);
  slabFree(k, headSlab[sock]!);
  skbSlab[sock] = 0;
  headSlab[sock] = 0;
}

function pagesOf(queued: number): number {
  return queued === 0 ? 0 : Math.ceil((queued + SKB_TRUESIZE) / SK_MEM_QUANTUM);
}

/** The last descriptor is closed (sock_release). */
export function socketRelease(k: Kernel, file: number): void {
  const sock = k.files.table.col.data[file]!;
  k.sockets.queue.set(sock, { data: '' });
  shrinkQueue(k, sock);
  const { memcg, dentrySlab, wqSlab, sockSlab } = k.sockets.table.col;
  for (const slab of [dentrySlab[sock]!, wqSlab[sock]!, sockSlab[sock]!]) slabFree(k, slab);
  const group = memcg[sock]!;
  k.sockets.queue.delete(sock);
  dropRow(k.sockets.table, sock);
  sockReleaseMemcg(k, group);
}
