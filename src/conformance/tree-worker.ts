/** The orders on directories and files as objects: chains of directories, many empty files, and their removal. */
import { BLOCKED } from '../kernel/errno';
import type { Kernel } from '../kernel/kernel';
import { O_CREAT, O_WRONLY, sysChdir, sysClose, sysMkdir, sysMount, sysOpen, sysRmdir, sysStat, sysUmount } from '../kernel/syscalls';
import type { RigState, TreeOrder } from './order';

/** Name of every directory of a chain below the first. */
const LINK = 'x';
/** Digits of the names in a full directory: 400 of them took two blocks, 3,000 took twelve. */
const NAME_DIGITS = 5;

type OrderOf<D extends TreeOrder['do']> = Extract<TreeOrder, { readonly do: D }>;

function answer(task: RigState, name: string, errno = 0): void {
  task.answer = errno === 0 ? { counts: { [name]: task.done } } : { counts: { [name]: task.done }, errno };
  task.order = undefined;
  task.done = 0;
  task.phase = 0;
}

/** Out of the chain, so that it can be removed. */
function leave(k: Kernel, pid: number, task: RigState, errno = 0): void {
  if (sysChdir(k, pid, '/') !== BLOCKED) answer(task, 'depth', errno);
}

/** mkdir, chdir, mkdir, chdir … : the first is the chain's own directory. */
function makeChain(k: Kernel, pid: number, task: RigState, { dir, n }: OrderOf<'make chain'>): void {
  if (task.done === n) return leave(k, pid, task);
  const name = task.done === 0 ? dir : LINK;
  const made = task.phase === 0 ? sysMkdir(k, pid, name) : sysChdir(k, pid, name);
  if (made === BLOCKED) return;
  if (made < 0) return leave(k, pid, task, -made);
  if (task.phase === 1) task.done++;
  task.phase = 1 - task.phase;
}

/** Makes `n` empty files or directories in a directory. */
function fillDirectory(k: Kernel, pid: number, task: RigState, { dir, n, what }: OrderOf<'fill directory'>): void {
  if (task.done === n) return answer(task, what);
  const path = `${dir}/${what[0]}${String(task.done).padStart(NAME_DIGITS, '0')}`;
  const made = what === 'files' ? sysOpen(k, pid, path, O_CREAT | O_WRONLY) : sysMkdir(k, pid, path);
  if (made === BLOCKED) return;
  if (made < 0) return answer(task, what, -made);
  if (what === 'files') sysClose(k, pid, made);
  task.done++;
}

/** Walks down a chain, then removes it from its end. */
function removeChain(k: Kernel, pid: number, task: RigState, { dir }: OrderOf<'remove chain'>): void {
  if (task.phase === 0) {
    const at = sysChdir(k, pid, task.done === 0 ? dir : LINK);
    if (at === BLOCKED) return;
    if (at === 0) task.done++;
    else task.phase = task.done;
    if (task.phase === 0 && at !== 0) answer(task, 'removed', -at);
    return;
  }
  const last = task.phase === 1;
  sysChdir(k, pid, last ? '/' : '..');
  const removed = sysRmdir(k, pid, last ? dir : LINK);
  if (removed < 0) return answer(task, 'removed', -removed);
  if (last) return answer(task, 'removed');
  task.phase--;
}

/** One step of such an order. */
export function treeStep(k: Kernel, pid: number, task: RigState, order: TreeOrder): void {
  switch (order.do) {
    case 'make chain':
      return makeChain(k, pid, task, order);
    case 'fill directory':
      return fillDirectory(k, pid, task, order);
    case 'look for': {
      if (task.done === order.n) return answer(task, 'created');
      const found = sysStat(k, pid, `${order.dir}/missing${task.done}`);
      if (found === BLOCKED) return;
      if (typeof found === 'number' && found !== -2) return answer(task, 'created', -found);
      task.done++;
      return;
    }
    case 'hold files': {
      if (task.done === order.n) return answer(task, 'created');
      const fd = sysOpen(k, pid, '/dev/null', O_WRONLY);
      if (fd === BLOCKED) return;
      if (fd < 0) return answer(task, 'created', -fd);
      task.held[order.tag] = [...(task.held[order.tag] ?? []), fd];
      task.done++;
      return;
    }
    case 'drop files':
      for (const fd of task.held[order.tag] ?? []) sysClose(k, pid, fd);
      delete task.held[order.tag];
      return answer(task, 'ended');
    case 'remove chain':
      return removeChain(k, pid, task, order);
    case 'mount': {
      sysMkdir(k, pid, order.dir);
      const mounted = sysMount(k, pid, '/dev/ram1', order.dir, order.fs);
      return answer(task, 'created', Math.max(0, -mounted));
    }
    case 'umount':
      return answer(task, 'created', Math.max(0, -sysUmount(k, pid, order.dir)));
    default:
      return order satisfies never;
  }
}
