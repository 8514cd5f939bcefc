/**
 * Tasks of the random tests: each makes the system calls it is told to, one after the other, and pauses between them.
 */
import { PAGE_SIZE } from './config';
import { BLOCKED } from './errno';
import { sysEventfd } from './eventfd';
import type { Kernel, UserHooks, UserState } from './kernel';
import { createTask, INIT_PID } from './kthread';
import { wakeTask } from './sched';
import { fatalSignalPending, SIGUSR1 } from './signal';
import {
  O_APPEND,
  O_CREAT,
  O_NONBLOCK,
  O_RDONLY,
  O_RDWR,
  O_WRONLY,
  sysChdir,
  sysClone,
  sysClose,
  sysExecve,
  sysExit,
  sysExitThread,
  sysFork,
  sysFtruncate,
  sysKill,
  sysLink,
  sysMkdir,
  sysMlock,
  sysMmap,
  sysMunlock,
  sysMunmap,
  sysNanosleep,
  sysOpen,
  sysPause,
  sysPipe,
  sysRead,
  sysRename,
  sysRmdir,
  sysSigaction,
  sysSocket,
  sysStat,
  sysSwapoff,
  sysSwapon,
  sysSync,
  sysTouch,
  sysUmount,
  sysUnlink,
  sysWait4,
  sysWrite,
  takeSignal,
} from './syscalls';
import { isAlive } from './task';

/** The root of the hierarchy of groups. */
export const HIERARCHY = '/sys/fs/cgroup/memory';
/** The disk the swap area is on. */
export const SWAP_DISK = '/dev/ram1';

/** What a task is to do with a file that it opens for it. */
type FileUse = 'read file' | 'append' | 'map file' | 'truncate';

/** One system call a driven task is to make, or a few that belong together, as plain data. */
export type Call =
  | { readonly do: 'mkdir' | 'rmdir' | 'unlink' | 'chdir' | 'stat' | 'umount'; readonly path: string }
  | { readonly do: 'rename' | 'link'; readonly path: string; readonly to: string }
  | { readonly do: 'write'; readonly path: string; readonly text: string }
  | { readonly do: FileUse; readonly path: string; readonly pages: number }
  /** Opens a file, or makes a pipe or an event descriptor, and keeps it. */
  | { readonly do: 'open'; readonly path: string }
  | { readonly do: 'pipe' | 'eventfd' | 'socket'; readonly nonblock: boolean }
  /** With descriptors that are kept, counted from the newest. */
  | { readonly do: 'close' | 'drain'; readonly nth: number }
  | { readonly do: 'fill'; readonly nth: number; readonly bytes: number }
  /** Registers the newest descriptor but one, an event's, for the newest, a control file's. */
  | { readonly do: 'listen'; readonly path: string; readonly at: string }
  | { readonly do: 'fork' | 'vm' | 'thread' | 'reap' | 'exit' | 'exit thread' | 'catch' | 'sync' | 'swapon' | 'swapoff' }
  | { readonly do: 'exec'; readonly pages: number }
  | { readonly do: 'sleep'; readonly ticks: number }
  | { readonly do: 'map'; readonly pages: number; readonly kind: 'anon' | 'shared' | 'locked' }
  | { readonly do: 'mlock' | 'munlock'; readonly region: number }
  /** Writes to pages of a region, reads them or gives them back; region -1 is the newest. */
  | { readonly do: 'touch' | 'look' | 'unmap'; readonly region: number; readonly from: number; readonly pages: number }
  | { readonly do: 'kill'; readonly target: number; readonly sig: number };

interface Driven extends UserState {
  readonly prog: 'driven';
  calls: readonly Call[];
  regions: readonly number[];
  /** Descriptors kept. */
  fds: readonly number[];
  /** Descriptor of the call under way, -1 none. */
  fd: number;
}

/** A task without orders; `of` is who forked it, whose regions and descriptors it has. */
export function drivenTask(of?: Driven, calls: readonly Call[] = []): Driven {
  return { prog: 'driven', calls, regions: of?.regions ?? [], fds: of?.fds ?? [], fd: -1 };
}

/** Runs every task as a driven one; a release agent removes the group it is told of, and ends. */
export const DRIVEN_HOOKS: UserHooks = {
  step,
  copy: (state) => ({ ...(state as Driven) }),
  usermodeHelper(k, [, path = '']) {
    createTask(k, INIT_PID, drivenTask(undefined, [{ do: 'rmdir', path: `${HIERARCHY}${path}` }, { do: 'exit' }]), 'agent');
  },
};

/** Adds a call to what a task has to do. */
export function order(k: Kernel, pid: number, call: Call): void {
  if (!isAlive(k, pid) || !k.user.has(pid)) return;
  const task = k.user.edit(pid) as Driven;
  task.calls = [...task.calls, call];
  if (task.calls.length === 1) wakeTask(k, pid);
}

/** True when a task has done all it was told. */
export function isIdle(k: Kernel, pid: number): boolean {
  return (k.user.find(pid) as Driven | undefined)?.calls.length === 0;
}

/** Tasks that have done all they were told and still hold something of a call: one line in words each. */
export function checkIdle(k: Kernel): readonly string[] {
  const { phase, kmemGroup, faultPfn, forkMm } = k.charges.col;
  const broken: string[] = [];
  for (let pid = 1; pid < k.charges.length; pid++) {
    if (phase[pid] === 0 && kmemGroup[pid] === 0 && faultPfn[pid] === 0 && forkMm[pid] === 0) continue;
    // A fresh image still writes its pages.
    if (isIdle(k, pid) && k.tasks.col.execPages[pid] === 0 && !fatalSignalPending(k, pid))
      broken.push(`task ${pid} has nothing to do and holds what a call had got`);
  }
  return broken;
}

function step(k: Kernel, pid: number): void {
  takeSignal(k, pid);
  const task = k.user.edit(pid) as Driven;
  const [call, ...rest] = task.calls;
  if (call === undefined) {
    // Init reaps whoever comes to it.
    const reaped = pid === INIT_PID ? sysWait4(k, pid, -1) : 0;
    if (typeof reaped === 'number' && reaped !== BLOCKED) sysPause(k, pid);
    return;
  }
  if (makeCall(k, pid, task, call) !== BLOCKED && isAlive(k, pid) && k.user.find(pid) === task) task.calls = rest;
}

function makeCall(k: Kernel, pid: number, task: Driven, call: Call): number {
  switch (call.do) {
    case 'fork':
      return sysFork(k, pid, drivenTask(task));
    case 'vm':
      return sysClone(k, pid, drivenTask(task), { vm: true });
    case 'thread':
      return sysClone(k, pid, drivenTask(task), { thread: true });
    case 'exec':
      return exec(k, pid, task, call.pages);
    case 'reap': {
      const found = sysWait4(k, pid, -1, { nohang: true });
      return typeof found === 'number' ? found : found.pid;
    }
    case 'exit':
    case 'exit thread':
      if (call.do === 'exit') sysExit(k, pid, 0);
      else sysExitThread(k, pid);
      return 0;
    case 'kill':
      return sysKill(k, pid, call.target, call.sig);
    case 'catch':
      return sysSigaction(k, pid, SIGUSR1, 'catch');
    case 'sleep':
      return sysNanosleep(k, pid, call.ticks);
    case 'map':
    case 'touch':
    case 'look':
    case 'unmap':
    case 'mlock':
    case 'munlock':
      return useMemory(k, pid, task, call);
    case 'swapon':
      return sysSwapon(k, pid, SWAP_DISK);
    case 'swapoff':
      return sysSwapoff(k, pid, SWAP_DISK);
    case 'sync':
      return sysSync(k);
    case 'open':
    case 'pipe':
    case 'eventfd':
    case 'socket':
    case 'close':
    case 'drain':
    case 'fill':
      return useDescriptors(k, pid, task, call);
    case 'write':
      return withFile(k, pid, task, call.path, O_WRONLY, (fd) => sysWrite(k, pid, fd, call.text));
    case 'listen':
      return withFile(k, pid, task, `${call.path}/cgroup.event_control`, O_WRONLY, (fd) =>
        sysWrite(k, pid, fd, `${task.fds.at(-2) ?? -1} ${task.fds.at(-1) ?? -1} ${call.at}`),
      );
    case 'read file':
    case 'append':
    case 'map file':
    case 'truncate':
      return withFile(k, pid, task, call.path, O_RDWR | O_CREAT | O_APPEND, (fd) => useFile(k, pid, task, fd, call.do, call.pages));
    default:
      return useName(k, pid, call);
  }
}

function exec(k: Kernel, pid: number, task: Driven, pages: number): number {
  const [, ...calls] = task.calls;
  return sysExecve(k, pid, { comm: 'image', argv: ['image'], anonPages: pages }, { ...drivenTask(task, calls), regions: [1] } as Driven);
}

type NameCall = Extract<Call, { path: string }> & { do: 'mkdir' | 'rmdir' | 'unlink' | 'chdir' | 'stat' | 'umount' | 'rename' | 'link' };

function useName(k: Kernel, pid: number, call: NameCall): number {
  switch (call.do) {
    case 'mkdir':
      return sysMkdir(k, pid, call.path);
    case 'rmdir':
      return sysRmdir(k, pid, call.path);
    case 'unlink':
      return sysUnlink(k, pid, call.path);
    case 'chdir':
      return sysChdir(k, pid, call.path);
    case 'umount':
      return sysUmount(k, pid, call.path);
    case 'rename':
      return sysRename(k, pid, call.path, call.to);
    case 'link':
      return sysLink(k, pid, call.path, call.to);
    case 'stat': {
      const stat = sysStat(k, pid, call.path);
      return typeof stat === 'number' ? stat : 0;
    }
    default:
      return call satisfies never;
  }
}

type MemoryCall = Extract<Call, { do: 'map' | 'touch' | 'look' | 'unmap' | 'mlock' | 'munlock' }>;

function useMemory(k: Kernel, pid: number, task: Driven, call: MemoryCall): number {
  if (call.do === 'map') {
    const made = sysMmap(k, pid, { pages: call.pages, kind: call.kind });
    if (made > 0) task.regions = [...task.regions, made];
    return made;
  }
  const region = call.region < 0 ? task.regions.at(-1) : task.regions[call.region % Math.max(task.regions.length, 1)];
  if (region === undefined) return 0;
  switch (call.do) {
    case 'mlock':
      return sysMlock(k, pid, region);
    case 'munlock':
      return sysMunlock(k, pid, region);
    case 'unmap':
      return sysMunmap(k, pid, region, call.from, call.pages);
    default:
      return sysTouch(k, pid, region, call.from, call.pages, call.do === 'touch');
  }
}

type DescriptorCall = Extract<Call, { do: 'open' | 'pipe' | 'eventfd' | 'socket' | 'close' | 'drain' | 'fill' }>;

function useDescriptors(k: Kernel, pid: number, task: Driven, call: DescriptorCall): number {
  const keep = (...fds: readonly number[]): number => {
    task.fds = [...task.fds, ...fds];
    return 0;
  };
  switch (call.do) {
    case 'open': {
      const fd = sysOpen(k, pid, call.path, O_RDONLY);
      return fd < 0 ? fd : keep(fd);
    }
    case 'pipe': {
      const ends = sysPipe(k, pid, call.nonblock ? O_NONBLOCK : 0);
      return typeof ends === 'number' ? ends : keep(...ends);
    }
    // Who waits for room of his own would wait for ever.
    case 'socket': {
      const fd = sysSocket(k, pid, O_NONBLOCK);
      return fd < 0 ? fd : keep(fd);
    }
    case 'eventfd': {
      const fd = sysEventfd(k, pid, 0, call.nonblock ? O_NONBLOCK : 0);
      return fd < 0 ? fd : keep(fd);
    }
    default: {
      const fd = task.fds.at(-1 - (call.nth % Math.max(task.fds.length, 1)));
      if (fd === undefined) return 0;
      if (call.do === 'fill') return sysWrite(k, pid, fd, '\0'.repeat(call.bytes));
      if (call.do === 'close') {
        task.fds = task.fds.filter((other) => other !== fd);
        return sysClose(k, pid, fd);
      }
      const read = sysRead(k, pid, fd, 16 * PAGE_SIZE);
      return typeof read === 'string' ? read.length : read;
    }
  }
}

/** Opens a file, does one thing to it, and closes it. */
function withFile(k: Kernel, pid: number, task: Driven, path: string, flags: number, use: (fd: number) => number): number {
  if (task.fd < 0) task.fd = sysOpen(k, pid, path, flags);
  const fd = task.fd;
  const done = fd < 0 ? fd : use(fd);
  if (done === BLOCKED) return BLOCKED;
  task.fd = -1;
  if (fd >= 0) sysClose(k, pid, fd);
  return done;
}

function useFile(k: Kernel, pid: number, task: Driven, fd: number, what: FileUse, pages: number): number {
  switch (what) {
    case 'read file': {
      const read = sysRead(k, pid, fd, pages * PAGE_SIZE);
      return typeof read === 'string' ? read.length : read;
    }
    case 'append':
      return sysWrite(k, pid, fd, '\0'.repeat(pages * PAGE_SIZE));
    case 'truncate':
      return sysFtruncate(k, pid, fd, pages * PAGE_SIZE);
    default: {
      const region = sysMmap(k, pid, { pages, kind: 'file', fd });
      if (region > 0) task.regions = [...task.regions, region];
      return region;
    }
  }
}
