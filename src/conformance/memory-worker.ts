/**
 * The orders of a worker that touch memory other than its own anonymous pages: files, shared and locked memory.
 */
import { BLOCKED } from '../kernel/errno';
import type { Kernel } from '../kernel/kernel';
import {
  O_APPEND,
  O_CREAT,
  O_RDONLY,
  O_WRONLY,
  sysClose,
  sysMlock,
  sysMmap,
  sysOpen,
  sysRead,
  sysSync,
  sysTouch,
  sysWrite,
} from '../kernel/syscalls';
import { swapoffArea } from '../kernel/swapoff';
import type { MemoryOrder, Piece, RigState } from './order';

const PAGE_BYTES = 4096;
/** Bytes passed a system call. */
const BYTES_A_STEP = 32 * PAGE_BYTES;
/** Pages used a system call, the most the kernel takes. */
const PAGES_A_STEP = 32;

type OrderOf<D extends MemoryOrder['do']> = Extract<MemoryOrder, { readonly do: D }>;

function answer(task: RigState, errno = 0, counts: Record<string, number> = {}): void {
  task.answer = errno === 0 ? { counts } : { counts, errno };
  task.order = undefined;
  task.done = 0;
  task.phase = 0;
}

function piecesOf(task: RigState, region: string): Piece[] {
  return (task.regions[region] ??= []);
}

/** Opens the file in its first step: true when it is open. */
function opened(k: Kernel, pid: number, task: RigState, path: string, flags: number): boolean {
  if (task.phase > 0) return true;
  const fd = sysOpen(k, pid, path, flags);
  if (fd === BLOCKED) return false;
  if (fd < 0) answer(task, -fd);
  else {
    task.fd = fd;
    task.phase = 1;
  }
  return false;
}

function readPages(k: Kernel, pid: number, task: RigState, order: OrderOf<'read pages'>): void {
  if (!opened(k, pid, task, order.path, O_RDONLY)) return;
  const left = order.bytes - task.done;
  const got = left <= 0 ? '' : sysRead(k, pid, task.fd, Math.min(left, BYTES_A_STEP));
  if (got === BLOCKED) return;
  if (typeof got === 'string' && got !== '') {
    task.done += got.length;
    return;
  }
  sysClose(k, pid, task.fd);
  answer(task, typeof got === 'string' ? 0 : -got);
}

function writePages(k: Kernel, pid: number, task: RigState, order: OrderOf<'append'>): void {
  if (!opened(k, pid, task, order.path, O_WRONLY | O_CREAT | O_APPEND)) return;
  const left = order.bytes - task.done;
  const got = left <= 0 ? 0 : sysWrite(k, pid, task.fd, '\0'.repeat(Math.min(left, BYTES_A_STEP)));
  if (got === BLOCKED) return;
  if (got > 0) {
    task.done += got;
    return;
  }
  sysClose(k, pid, task.fd);
  sysSync(k);
  answer(task, -got);
}

/** Maps in the first step, uses each page in the next ones. */
function mapShared(k: Kernel, pid: number, task: RigState, order: OrderOf<'map memory'>): void {
  if (task.phase === 0) {
    const id = sysMmap(k, pid, { pages: order.pages, kind: order.kind });
    if (id === BLOCKED) return;
    if (id < 0) return answer(task, -id);
    piecesOf(task, order.region).push({ id, pages: order.pages });
    task.phase = 1;
  }
  const { id } = piecesOf(task, order.region).at(-1)!;
  if (!order.lock) return usePages(k, pid, task, id, order.pages, true);
  const locked = sysMlock(k, pid, id);
  if (locked !== BLOCKED) answer(task, -locked);
}

function usePages(k: Kernel, pid: number, task: RigState, id: number, pages: number, write: boolean): void {
  if (task.done < pages) {
    const n = sysTouch(k, pid, id, task.done, Math.min(PAGES_A_STEP, pages - task.done), write);
    if (n === BLOCKED) return;
    if (n < 0) return answer(task, -n);
    task.done += n;
  }
  if (task.done >= pages) answer(task);
}

function mapFile(k: Kernel, pid: number, task: RigState, order: OrderOf<'map file'>): void {
  if (!opened(k, pid, task, order.path, O_RDONLY)) {
    if (task.phase === 0) return;
    const id = sysMmap(k, pid, { pages: order.pages, kind: 'file', fd: task.fd });
    sysClose(k, pid, task.fd);
    if (id < 0) return answer(task, -id);
    piecesOf(task, order.region).push({ id, pages: order.pages });
    return;
  }
  if (!order.touch) return answer(task);
  usePages(k, pid, task, piecesOf(task, order.region).at(-1)!.id, order.pages, false);
}

/** Reads a byte of each of the first pages of a region. */
function readRegion(k: Kernel, pid: number, task: RigState, order: OrderOf<'use region'>): void {
  const pieces = piecesOf(task, order.region);
  const piece = pieces[task.phase];
  const before = pieces.slice(0, task.phase).reduce((sum, { pages }) => sum + pages, 0);
  const pages = Math.min(order.pages - before, piece?.pages ?? 0);
  if (piece === undefined || pages <= 0) return answer(task);
  const n = sysTouch(k, pid, piece.id, task.done, Math.min(PAGES_A_STEP, pages - task.done), order.write);
  if (n === BLOCKED) return;
  if (n < 0) return answer(task, -n);
  task.done += n;
  if (task.done < pages) return;
  task.phase++;
  task.done = 0;
}

function swapoff(k: Kernel, pid: number, task: RigState): void {
  const done = swapoffArea(k, pid);
  if (done !== BLOCKED) answer(task, -done);
}

/** One step of such an order. */
export function memoryStep(k: Kernel, pid: number, task: RigState, order: MemoryOrder): void {
  switch (order.do) {
    case 'read pages':
      return readPages(k, pid, task, order);
    case 'append':
      return writePages(k, pid, task, order);
    case 'map memory':
      return mapShared(k, pid, task, order);
    case 'map file':
      return mapFile(k, pid, task, order);
    case 'use region':
      return readRegion(k, pid, task, order);
    case 'swapoff':
      return swapoff(k, pid, task);
    default:
      return order satisfies never;
  }
}
