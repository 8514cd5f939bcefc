/**
 * A small machine for the tests of the memory controller: tasks that only do what the test makes them do.
 */
import { BLOCKED } from './errno';
import { cgroupByPath } from './cgroup';
import { readControlFile, writeControlFile } from './cgroup-files';
import type { MachineConfig } from './config';
import { sysClone, sysFork } from './fork';
import { touchAnon } from './fault';
import { createKernel, type Kernel } from './kernel';
import { createInit } from './kthread';
import { counterValue } from './memcg';
import { mmap, munmap } from './mm';
import { KMEM, MEMSW, RES } from './res-counter';
import { setCurrent, tick } from './sched';
import { sysMkdir, sysPause } from './syscalls';

const IDLE = { prog: 'idle' };
const HIERARCHY = '/sys/fs/cgroup/memory';

/** Boots a machine whose tasks sleep for ever. Answers it and the outside task that writes control files. */
export function bootForTests(cpus = 1, ramPages = 16384, other: Partial<MachineConfig> = {}): { k: Kernel; outside: number } {
  const config: MachineConfig = { ramPages, cpus, swapPages: 0, kernel: 'kmemcg-v3', without: [], seed: 1, ...other };
  const k = createKernel(config, { step: (kernel, pid) => void sysPause(kernel, pid), copy: (state) => ({ ...state }) });
  const outside = createInit(k, IDLE);
  setCurrent(k, 0, outside);
  tick(k);
  return { k, outside };
}

export function group(k: Kernel, path: string): number {
  return cgroupByPath(k, path);
}

/** Makes a group and answers its id. */
export function mkdir(k: Kernel, path: string): number {
  const made = sysMkdir(k, 1, `${HIERARCHY}${path}`);
  if (made !== 0) throw new Error(`mkdir ${path}: ${made}`);
  return group(k, path);
}

/** Writes a line as the outside task: bytes written, newline included, or -errno. */
export function write(k: Kernel, path: string, file: string, text: string | number): number {
  return writeControlFile(k, group(k, path), file, `${text}\n`, 1);
}
/** Reads a file without its last newline; -errno as a number. */
export function read(k: Kernel, path: string, file: string): string | number {
  const text = readControlFile(k, group(k, path), file, 1);
  return typeof text === 'string' ? text.replace(/\n$/, '') : text;
}

/** A process of the outside task that stands in a group: it brings no charge. */
export function spawn(k: Kernel, path: string, cpu = 0): number {
  setCurrent(k, 0, 1);
  const pid = sysFork(k, 1, IDLE);
  if (pid < 0) throw new Error(`fork: ${pid}`);
  k.tasks.col.cpu[pid] = cpu;
  write(k, path, 'tasks', pid);
  return pid;
}

/** A child that shares its parent's memory: its pid or -errno. */
export function cloneVm(k: Kernel, pid: number): number {
  setCurrent(k, k.tasks.col.cpu[pid]!, pid);
  return sysClone(k, pid, IDLE, { vm: true });
}

/** Maps and writes `pages` new pages: how many were written before it stopped. */
export function touch(k: Kernel, pid: number, pages: number): { region: number; done: number; blocked: boolean } {
  const region = mmap(k, k.tasks.col.mm[pid]!, pages, 'anon');
  return { region, ...touchMore(k, pid, region, 0, pages) };
}

/** Writes on from a page of a region. */
export function touchMore(k: Kernel, pid: number, region: number, from: number, pages: number): { done: number; blocked: boolean } {
  let done = from;
  while (done < pages) {
    setCurrent(k, k.tasks.col.cpu[pid]!, pid);
    const n = touchAnon(k, pid, region, done, 1);
    if (n === BLOCKED) return { done, blocked: true };
    if (n < 0) break;
    done += n;
  }
  return { done, blocked: false };
}

export function untouch(k: Kernel, pid: number, region: number, from: number, pages: number): void {
  munmap(k, k.tasks.col.mm[pid]!, region, from, pages);
}

/** Pages of a group's counters: usage, max and failcnt of res, memsw and kmem. */
export function counters(k: Kernel, path: string): { res: number[]; memsw: number[]; kmem: number[] } {
  const memcg = group(k, path);
  const of = (kind: typeof RES | typeof MEMSW | typeof KMEM): number[] =>
    (['usage', 'max', 'failcnt'] as const).map((field) => counterValue(k, memcg, kind, field));
  return { res: of(RES), memsw: of(MEMSW), kmem: of(KMEM) };
}
