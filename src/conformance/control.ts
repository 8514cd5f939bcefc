/** The task that stands outside: in the root group, bound to CPU 0. It makes groups, writes control files and kills. */
import { BLOCKED, EAGAIN } from '../kernel/errno';
import { sysEventfd } from '../kernel/eventfd';
import type { Kernel } from '../kernel/kernel';
import { SIGKILL } from '../kernel/signal';
import { swapoffArea } from '../kernel/swapoff';
import {
  O_CREAT,
  O_NONBLOCK,
  O_RDONLY,
  O_WRONLY,
  SEEK_SET,
  sysClone,
  sysClose,
  sysKill,
  sysLseek,
  sysMkdir,
  sysOpen,
  sysRead,
  sysRename,
  sysRmdir,
  sysStat,
  sysSync,
  sysUnlink,
  sysWait4,
  sysWrite,
} from '../kernel/syscalls';
import { newRigState, type Answer, type ControlOrder, type RigState } from './order';

/** Bytes asked for by one read. */
const READ_BYTES = 65536;

function answer(task: RigState, result: number, more: Partial<Answer> = {}): void {
  task.answer = result < 0 ? { counts: {}, errno: -result, ...more } : { counts: { value: result }, ...more };
  task.order = undefined;
  task.done = 0;
  task.phase = 0;
  task.text = '';
}

/** Opens in one step, reads or writes in the next ones, closes in the last. */
function useFile(k: Kernel, pid: number, task: RigState, path: string, text: string | undefined): void {
  if (task.phase === 0) {
    const fd = sysOpen(k, pid, path, text === undefined ? O_RDONLY : O_WRONLY);
    if (fd < 0) return answer(task, fd);
    task.fd = fd;
    task.phase = 1;
    return;
  }
  const result = text === undefined ? sysRead(k, pid, task.fd, READ_BYTES) : sysWrite(k, pid, task.fd, text);
  if (result === BLOCKED) return;
  if (typeof result === 'string' && result !== '') {
    task.text += result;
    return;
  }
  sysClose(k, pid, task.fd);
  if (typeof result === 'string') answer(task, 0, { text: task.text });
  else answer(task, result);
}

/** Reads a descriptor from its start to its end. */
function readAgain(k: Kernel, pid: number, task: RigState, fd: number): void {
  if (task.phase === 0) {
    sysLseek(k, pid, fd, 0, SEEK_SET);
    task.phase = 1;
  }
  const result = sysRead(k, pid, fd, READ_BYTES);
  if (result === BLOCKED) return;
  if (typeof result === 'number') answer(task, result);
  else if (result === '') answer(task, 0, { text: task.text });
  else task.text += result;
}

/** Opens an event descriptor and the file it is for, then tells the group of both. */
function listen(k: Kernel, pid: number, task: RigState, path: string, events: string, threshold: string): void {
  const event = sysEventfd(k, pid, 0, O_NONBLOCK);
  if (event < 0) return answer(task, event);
  const watched = sysOpen(k, pid, path, O_RDONLY);
  const control = sysOpen(k, pid, events, O_WRONLY);
  const refused = Math.min(watched, control);
  if (refused < 0) return answer(task, refused);
  const written = sysWrite(k, pid, control, `${event} ${watched}${threshold === '' ? '' : ` ${threshold}`}\n`);
  sysClose(k, pid, control);
  sysClose(k, pid, watched);
  answer(task, written < 0 ? written : event);
}

/** Bytes of the number an event descriptor is read as, the lowest first. */
const EVENT_BYTES = 8;

function takeEvents(k: Kernel, pid: number, task: RigState, fd: number): void {
  const read = sysRead(k, pid, fd, EVENT_BYTES);
  if (typeof read === 'number') return answer(task, read === -EAGAIN ? 0 : read);
  let count = 0;
  for (let i = EVENT_BYTES - 1; i >= 0; i--) count = count * 256 + read.charCodeAt(i);
  answer(task, count);
}

function create(k: Kernel, pid: number, task: RigState, path: string): void {
  const fd = sysOpen(k, pid, path, O_WRONLY | O_CREAT);
  if (fd === BLOCKED) return;
  if (fd >= 0) sysClose(k, pid, fd);
  answer(task, Math.min(fd, 0));
}

function kill(k: Kernel, pid: number, task: RigState, pids: readonly number[]): void {
  const target = pids[task.done];
  if (target === undefined) return answer(task, 0, { counts: { killed: task.done } });
  const result = sysKill(k, pid, target, SIGKILL);
  if (result < 0) return answer(task, result, { counts: { killed: task.done } });
  task.done++;
}

function reap(k: Kernel, pid: number, task: RigState): void {
  if (typeof sysWait4(k, pid, -1, { nohang: true }) === 'number') answer(task, 0, { counts: { reaped: task.done } });
  else task.done++;
}

function spawn(k: Kernel, pid: number, task: RigState, prog: 'control' | 'worker', cpu: number | undefined): void {
  const child = sysClone(k, pid, newRigState(prog), cpu === undefined ? {} : { cpu });
  if (child !== BLOCKED) answer(task, child);
}

/** One step of such an order. */
export function controlStep(k: Kernel, pid: number, task: RigState, order: ControlOrder): void {
  switch (order.do) {
    case 'write file':
      return useFile(k, pid, task, order.path, order.text);
    case 'read file':
      return useFile(k, pid, task, order.path, undefined);
    case 'create':
      return create(k, pid, task, order.path);
    case 'sync':
      return answer(task, sysSync(k));
    case 'swap off': {
      const off = swapoffArea(k, pid);
      return off === BLOCKED ? undefined : answer(task, off);
    }
    case 'open':
      return answer(task, sysOpen(k, pid, order.path, O_RDONLY));
    case 'read again':
      return readAgain(k, pid, task, order.fd);
    case 'listen':
      return listen(k, pid, task, order.path, order.events, order.threshold);
    case 'take events':
      return takeEvents(k, pid, task, order.fd);
    case 'close':
      return answer(task, sysClose(k, pid, order.fd));
    case 'stat': {
      const found = sysStat(k, pid, order.path);
      return answer(task, typeof found === 'number' ? found : 0);
    }
    case 'mkdir':
      return answer(task, sysMkdir(k, pid, order.path));
    case 'rmdir':
      return answer(task, sysRmdir(k, pid, order.path));
    case 'unlink':
      return answer(task, sysUnlink(k, pid, order.path));
    case 'rename':
      return answer(task, sysRename(k, pid, order.from, order.to));
    case 'spawn':
      return spawn(k, pid, task, order.prog, order.cpu);
    case 'kill':
      return kill(k, pid, task, order.pids);
    case 'reap':
      return reap(k, pid, task);
    default:
      return order satisfies never;
  }
}
