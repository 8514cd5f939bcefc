/**
 * The ideal task of the case format: it has no page of its own, sleeps until it is given an order, and carries the
 * order out through system calls, at most one that can sleep a step.
 */
import { allocPagesSlow } from '../kernel/alloc-slowpath';
import { BLOCKED } from '../kernel/errno';
import type { Kernel } from '../kernel/kernel';
import { kmemCommitCharge, kmemNewpageCharge, kmemUnchargePages } from '../kernel/kmem';
import { mmRss } from '../kernel/mm';
import { FRAME_KERNEL } from '../kernel/page';
import { freePages } from '../kernel/page-allocator';
import { SIGKILL } from '../kernel/signal';
import { sysClone, sysExit, sysExitThread, sysFork, sysKill, sysMmap, sysMunmap, sysPause, sysTouch, sysWait4 } from '../kernel/syscalls';
import { memoryStep } from './memory-worker';
import type { KernelName } from './case';
import { treeStep } from './tree-worker';
import { copyRigState, newRigState, pagesOf, type Answer, type Piece, type RigState, type WorkerOrder } from './order';

/** Pages written a system call, the most the kernel takes. */
const PAGES_A_STEP = 32;
/** The region of a fresh child's own writes, which no order names. */
const CHILD_REGION = ' child';
/**
 * What a recorded worker held before it joined a group, charged to the root: pages of its own, which each full fork
 * shares and writing to copies, and its mapped program. As many as one took along by move_charge.
 */
export const OWN_REGION = ' own';
export const OWN_PAGES: Readonly<Record<KernelName, number>> = { 'kmemcg-v3': 159, '3.8': 158 };
export const PROGRAM_REGION = ' program';
export const PROGRAM_PAGES: Readonly<Record<KernelName, number>> = { 'kmemcg-v3': 306, '3.8': 217 };
/** Written to behind each fork, and behind each refused one. */
const STACK_PAGE = 0;
const ERRNO_PAGE = 1;

type OrderOf<D extends WorkerOrder['do']> = Extract<WorkerOrder, { readonly do: D }>;

function answer(task: RigState, counts: Answer['counts'], errno?: number): void {
  task.answer = errno === undefined ? { counts } : { counts, errno };
  task.order = undefined;
  task.done = 0;
  task.phase = 0;
}

function piecesOf(task: RigState, region: string): Piece[] {
  return (task.regions[region] ??= []);
}

/** Maps `pages` more behind a region; the errno if it cannot be. */
function extend(k: Kernel, pid: number, task: RigState, region: string, pages: number): number {
  const id = sysMmap(k, pid, { pages, kind: 'anon' });
  if (id >= 0) piecesOf(task, region).push({ id, pages });
  return id;
}

/** Pages the map of a task holds. */
function pagesHeld(k: Kernel, pid: number): number {
  return mmRss(k, k.tasks.col.mm[pid]!);
}

/** Writes to the pages of one mapping from page `task.done` on: true when all are written. */
function writePages(k: Kernel, pid: number, task: RigState, region: number, pages: number, fail: (errno: number) => void): boolean {
  if (task.done < pages) {
    const n = sysTouch(k, pid, region, task.done, Math.min(PAGES_A_STEP, pages - task.done));
    if (n === BLOCKED) {
      task.reached = pagesHeld(k, pid) - task.before;
      return false;
    }
    if (n < 0) {
      fail(-n);
      return false;
    }
    task.done += n;
    task.reached = task.done;
  }
  return task.done >= pages;
}

function touch(k: Kernel, pid: number, task: RigState, order: OrderOf<'touch'>): void {
  const report = (errno?: number): void => {
    answer(task, { touched: task.done, total: pagesOf(task, order.region) }, errno);
  };
  if (task.phase === 0) {
    task.phase = 1;
    task.before = pagesHeld(k, pid);
    task.reached = 0;
    const id = order.pages === 0 ? 0 : extend(k, pid, task, order.region, order.pages);
    if (id < 0) return report(-id);
  }
  const piece = piecesOf(task, order.region).at(-1);
  if (order.pages === 0 || piece === undefined || writePages(k, pid, task, piece.id, order.pages, report)) report();
}

function map(k: Kernel, pid: number, task: RigState, order: OrderOf<'map'>): void {
  const id = extend(k, pid, task, order.region, order.pages);
  answer(task, {}, id < 0 ? -id : undefined);
}

function writeMapped(k: Kernel, pid: number, task: RigState, order: OrderOf<'write pages'>): void {
  const piece = piecesOf(task, order.region)[task.phase];
  const before = piecesOf(task, order.region)
    .slice(0, task.phase)
    .reduce((sum, { pages }) => sum + pages, 0);
  const pages = Math.min(order.pages - before, piece?.pages ?? 0);
  if (piece === undefined || pages <= 0) return answer(task, { touched: before });
  const fail = (errno: number): void => {
    answer(task, { touched: before + task.done }, errno);
  };
  if (!writePages(k, pid, task, piece.id, pages, fail)) return;
  task.phase++;
  task.done = 0;
}

/** One munmap a step, from the end of the region. */
function unmap(k: Kernel, pid: number, task: RigState, order: OrderOf<'unmap'>): void {
  const pieces = piecesOf(task, order.region);
  const last = pieces.at(-1);
  const left = order.pages === 'all' ? Infinity : order.pages - task.done;
  if (last === undefined || left <= 0) return answer(task, { total: pagesOf(task, order.region) });
  const pages = Math.min(left, last.pages);
  sysMunmap(k, pid, last.id, last.pages - pages, pages);
  last.pages -= pages;
  task.done += pages;
  if (last.pages === 0) pieces.pop();
}

/** The state a child starts with: a worker of its own after a full fork, a sleeper where the memory map is shared. */
function childState(task: RigState, order: OrderOf<'clone'>): RigState {
  if (order.how !== 'fork') return newRigState('sleeper');
  const child = { ...copyRigState(task), ...newRigState('worker'), regions: copyRigState(task).regions };
  return { ...child, firstTouch: order.touch };
}

/** Writes to one of the worker's own pages; true when it is written, false when the task sleeps. */
function writeOwn(k: Kernel, pid: number, task: RigState, order: OrderOf<'clone'>, page: number): boolean {
  const [piece] = piecesOf(task, OWN_REGION);
  return !order.own || piece === undefined || sysTouch(k, pid, piece.id, page, 1) !== BLOCKED;
}

/** Phase 0 makes a child; 1 writes behind a child made, 2 behind a refusal, whose errno stands in `fd`. */
function clone(k: Kernel, pid: number, task: RigState, order: OrderOf<'clone'>): void {
  if (task.phase === 1) {
    if (writeOwn(k, pid, task, order, STACK_PAGE)) task.phase = 0;
    return;
  }
  if (task.phase === 2) {
    if (writeOwn(k, pid, task, order, ERRNO_PAGE)) answer(task, { created: task.done }, task.fd);
    return;
  }
  if (task.done === order.n) return answer(task, { created: task.done });
  const state = childState(task, order);
  const child =
    order.how === 'fork' ? sysFork(k, pid, state) : sysClone(k, pid, state, order.how === 'vm' ? { vm: true } : { thread: true });
  if (child === BLOCKED) return;
  if (child < 0) {
    task.fd = -child;
    task.phase = 2;
    return;
  }
  (order.how === 'thread' ? task.threads : task.children).push(child);
  task.done++;
  task.phase = 1;
}

/** As a driver does for whoever calls it: charge, allocate, commit. */
function kernelPages(k: Kernel, pid: number, task: RigState, order: OrderOf<'kernel pages'>): void {
  if (task.done === order.n) return answer(task, { created: task.done });
  const charged = kmemNewpageCharge(k, pid, order.order);
  if (charged === BLOCKED) return;
  if (charged < 0) return answer(task, { created: task.done }, -charged);
  const pfn = allocPagesSlow(k, pid, order.order, FRAME_KERNEL, pid);
  if (pfn === BLOCKED) return;
  kmemCommitCharge(k, pid, pfn < 0 ? -1 : pfn);
  if (pfn < 0) return answer(task, { created: task.done }, -pfn);
  task.kernelPages[order.tag] = [...(task.kernelPages[order.tag] ?? []), { pfn, order: order.order }];
  task.done++;
}

function freeKernelPages(k: Kernel, task: RigState, order: OrderOf<'free kernel pages'>): void {
  for (const block of task.kernelPages[order.tag] ?? []) {
    kmemUnchargePages(k, block.pfn, block.order);
    freePages(k, block.pfn);
  }
  delete task.kernelPages[order.tag];
  answer(task, {});
}

function forget(task: RigState, pid: number): void {
  task.children = task.children.filter((child) => child !== pid);
}

function reap(k: Kernel, pid: number, task: RigState): void {
  const found = sysWait4(k, pid, -1, { nohang: true });
  if (typeof found === 'number') return answer(task, { reaped: task.done });
  forget(task, found.pid);
  task.done++;
}

function reapThese(k: Kernel, pid: number, task: RigState, order: OrderOf<'reap these'>): void {
  const next = order.pids[task.done];
  if (next === undefined) return answer(task, { reaped: task.done });
  if (sysWait4(k, pid, next) === BLOCKED) return;
  forget(task, next);
  task.done++;
}

function killThese(k: Kernel, pid: number, task: RigState, order: OrderOf<'kill these'>): void {
  const next = order.pids[task.done];
  if (next === undefined) return answer(task, { killed: task.done });
  sysKill(k, pid, next, SIGKILL);
  task.done++;
}

function carryOut(k: Kernel, pid: number, task: RigState, order: WorkerOrder): void {
  switch (order.do) {
    case 'touch':
      return touch(k, pid, task, order);
    case 'map':
      return map(k, pid, task, order);
    case 'write pages':
      return writeMapped(k, pid, task, order);
    case 'unmap':
      return unmap(k, pid, task, order);
    case 'clone':
      return clone(k, pid, task, order);
    case 'kernel pages':
      return kernelPages(k, pid, task, order);
    case 'free kernel pages':
      return freeKernelPages(k, task, order);
    case 'reap':
      return reap(k, pid, task);
    case 'reap these':
      return reapThese(k, pid, task, order);
    case 'kill these':
      return killThese(k, pid, task, order);
    case 'read pages':
    case 'append':
    case 'map memory':
    case 'map file':
    case 'use region':
    case 'swapoff':
      return memoryStep(k, pid, task, order);
    case 'make chain':
    case 'fill directory':
    case 'look for':
    case 'hold files':
    case 'drop files':
    case 'remove chain':
    case 'mount':
    case 'umount':
      return treeStep(k, pid, task, order);
    case 'exit':
      return sysExit(k, pid, 0);
    case 'exit thread':
      return sysExitThread(k, pid);
    default:
      return order satisfies never;
  }
}

/** What a fresh child writes before it sleeps; true when it is through. */
function settleIn(k: Kernel, pid: number, task: RigState): boolean {
  if (task.firstTouch === 0) return true;
  if (task.phase === 0) {
    extend(k, pid, task, CHILD_REGION, task.firstTouch);
    task.phase = 1;
  }
  const stop = (): void => {
    task.done = task.firstTouch;
  };
  const piece = piecesOf(task, CHILD_REGION)[0];
  if (piece !== undefined && !writePages(k, pid, task, piece.id, task.firstTouch, stop)) return false;
  task.firstTouch = 0;
  task.done = 0;
  task.phase = 0;
  return false;
}

/** One step of a worker or of a sleeping child or thread. */
export function workerStep(k: Kernel, pid: number, task: RigState, order: WorkerOrder | undefined): void {
  if (!settleIn(k, pid, task)) return;
  if (order === undefined) sysPause(k, pid);
  else carryOut(k, pid, task, order);
}
