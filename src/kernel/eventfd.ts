/**
 * Event descriptors (fs/eventfd.c, 3.8): a counter behind a descriptor, raised by whoever has something to tell.
 */
import { BLOCKED, EAGAIN, EINTR, EINVAL } from './errno';
import { dropEventListener } from './event-listeners';
import { freeFd, installFd } from './fd-table';
import { FILE_EVENTFD, O_CLOEXEC, O_NONBLOCK, O_RDWR, openFile, reserveFiles } from './file';
import type { Kernel } from './kernel';
import { dropRow, ROW_COLUMNS, takeRow } from './rows';
import { blockTask } from './sched';
import { signalPending } from './signal';
import { Columns, type Stores } from './store';
import { addToWaitQueue, createWaitQueue, destroyWaitQueue, wakeUp } from './wait';

/** Bytes a read or write passes: one 64-bit number, the lowest byte first. */
const COUNT_BYTES = 8;

const SCHEMA = { ...ROW_COLUMNS, count: 'f64', waitq: 'u32' } as const;

/** The row stands in the `data` of the open file. */
export type Eventfds = Columns<typeof SCHEMA>;

export function createEventfds(stores: Stores): Eventfds {
  return stores.add('eventfds', new Columns(SCHEMA, 1));
}

/** eventfd2(2): a descriptor, -EMFILE, -ENFILE or BLOCKED. */
export function sysEventfd(k: Kernel, pid: number, count: number, flags = 0): number {
  const fd = freeFd(k, pid);
  if (fd < 0) return fd;
  const reserved = reserveFiles(k, pid);
  if (reserved !== 0) return reserved;
  const event = takeRow(k.eventfds);
  k.eventfds.col.count[event] = count;
  k.eventfds.col.waitq[event] = createWaitQueue(k);
  const file = openFile(k, { type: FILE_EVENTFD, dentry: 0, inode: 0, data: event }, O_RDWR | (flags & O_NONBLOCK));
  return installFd(k, pid, file, (flags & O_CLOEXEC) !== 0);
}

/** Raises the counter of an event descriptor by one (eventfd_signal). */
export function eventfdSignal(k: Kernel, event: number): void {
  k.eventfds.col.count[event]!++;
  wakeUp(k, k.eventfds.col.waitq[event]!);
}

/** read(2): the count as 8 bytes, which is then 0; BLOCKED while it is 0, -EAGAIN, -EINTR, -EINVAL for fewer bytes. */
export function eventfdRead(k: Kernel, pid: number, file: number, max: number): string | number {
  if (max < COUNT_BYTES) return -EINVAL;
  const { data, flags } = k.files.table.col;
  const event = data[file]!;
  const { count, waitq } = k.eventfds.col;
  if (count[event] === 0) {
    if ((flags[file]! & O_NONBLOCK) !== 0) return -EAGAIN;
    if (signalPending(k, pid)) return -EINTR;
    addToWaitQueue(k, waitq[event]!, pid);
    blockTask(k, pid, 'eventfd_ctx_read', { interruptible: true });
    return BLOCKED;
  }
  let bytes = '';
  for (let i = 0, left = count[event]!; i < COUNT_BYTES; i++, left = Math.floor(left / 256)) bytes += String.fromCharCode(left % 256);
  count[event] = 0;
  return bytes;
}

/** write(2): adds the number to the count; 8, or -EINVAL for anything but 8 bytes. */
export function eventfdWrite(k: Kernel, file: number, bytes: string): number {
  if (bytes.length < COUNT_BYTES) return -EINVAL;
  const event = k.files.table.col.data[file]!;
  let added = 0;
  for (let i = COUNT_BYTES - 1; i >= 0; i--) added = added * 256 + bytes.charCodeAt(i);
  k.eventfds.col.count[event]! += added;
  if (added > 0) wakeUp(k, k.eventfds.col.waitq[event]!);
  return COUNT_BYTES;
}

/** The last descriptor is closed: nobody listens any more (eventfd_release). */
export function eventfdRelease(k: Kernel, file: number): void {
  const event = k.files.table.col.data[file]!;
  dropEventListener(k, event);
  destroyWaitQueue(k, k.eventfds.col.waitq[event]!);
  dropRow(k.eventfds, event);
}
