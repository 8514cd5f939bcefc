/**
 * The slab objects a task and a memory map are made of: what a fork costs besides its stack (kernel/fork.c, 3.8). The
 * numbers of areas are those of a small static program, as recorded.
 */
import type { Kernel } from './kernel';
import { rootCache } from './kmem-cache';
import { ownVmas } from './mm-fork';
import { slabFree, slabFreeMany, slabReserve, slabTake, slabTakeMany, type ObjectName } from './slab';
import { ObjectStore, type Stores } from './store';

type Objects = readonly (readonly [ObjectName, number])[];

/** Mappings of a small program, before it maps anything itself. */
const PROGRAM_VMAS = 10;
/**
 * A memory map, its mappings; the anon_vma of those that can be written, and what links each to those of the program's
 * parents, which are a few.
 */
const MM_OBJECTS: Objects = [
  ['mm_struct', 1],
  ['vm_area_struct', PROGRAM_VMAS],
  ['anon_vma', 5],
  ['anon_vma_chain', 20],
];

type ObjectColumn = 'slabTask' | 'slabXstate' | 'slabPid' | 'slabCred' | 'slabFiles' | 'slabFs' | 'slabSighand' | 'slabSignal';
type OwnObjects = readonly (readonly [ObjectColumn, ObjectName])[];

/** Every task has these: itself, the state of its FPU, its number. */
const TASK_OBJECTS: OwnObjects = [
  ['slabTask', 'task_struct'],
  ['slabXstate', 'task_xstate'],
  ['slabPid', 'pid'],
];
/** A process has these as well; threads share them. */
const PROCESS_OBJECTS: OwnObjects = [
  ['slabCred', 'cred_jar'],
  ['slabFiles', 'files_cache'],
  ['slabFs', 'fs_cache'],
  ['slabSighand', 'sighand_cache'],
  ['slabSignal', 'signal_cache'],
];

/** What has to be there before a fork takes anything, in the order it is asked for; kinds that share a cache stand together. */
const THREAD_RESERVE: Objects = [
  ['task_struct', 1],
  ['task_xstate', 1],
  ['pid', 1],
];
const PROCESS_RESERVE: Objects = [
  ['task_struct', 1],
  ['task_xstate', 1],
  ['cred_jar', 1],
  ['pid', 1],
  ['files_cache', 1],
  ['fs_cache', 1],
  ['sighand_cache', 1],
  ['signal_cache', 1],
];
const FORK_RESERVE: Objects = [
  ...PROCESS_RESERVE.filter(([name]) => name !== 'fs_cache'),
  ...MM_OBJECTS.filter(([name]) => name !== 'anon_vma_chain'),
  ['fs_cache', 1],
  ['anon_vma_chain', 20],
];

/** Slabs the objects of a memory map lie in, by map, each with the number of objects in it: slab, count, slab, count … */
export type MmObjects = ObjectStore<{ readonly slabs: readonly number[] }>;

export function createMmObjects(stores: Stores): MmObjects {
  return stores.add('mmObjects', new ObjectStore<{ readonly slabs: readonly number[] }>((record) => ({ ...record })));
}

/** Makes sure of what a fork asks for before the stack (alloc_task_struct_node): 0, BLOCKED or -ENOMEM. */
export function reserveTaskStruct(k: Kernel, pid: number): number {
  return slabReserve(k, pid, 'task_struct');
}

/** Makes sure of all objects of a new task and of its copy of the memory map: 0, BLOCKED or -ENOMEM. */
export function reserveForkObjects(k: Kernel, pid: number, isThread: boolean, sharesMm: boolean): number {
  const reserved = reserveAll(k, pid, isThread ? THREAD_RESERVE : sharesMm ? PROCESS_RESERVE : FORK_RESERVE);
  const own = reserved !== 0 || isThread || sharesMm ? 0 : ownVmas(k, k.tasks.col.mm[pid]!);
  return own === 0 ? reserved : slabReserve(k, pid, 'vm_area_struct', PROGRAM_VMAS + own);
}

function reserveAll(k: Kernel, pid: number, objects: Objects): number {
  for (let i = 0; i < objects.length;) {
    const [name] = objects[i]!;
    let count = 0;
    // Kinds that share a cache and stand together are asked for as one.
    for (const cache = rootCache(k, name); i < objects.length && rootCache(k, objects[i]![0]) === cache; i++) count += objects[i]![1];
    const reserved = slabReserve(k, pid, name, count);
    if (reserved !== 0) return reserved;
  }
  return 0;
}

/** Takes the objects of a new task, which `pid` reserved before. */
export function takeTaskObjects(k: Kernel, pid: number, child: number, isThread: boolean): void {
  for (const [column, name] of TASK_OBJECTS) k.tasks.col[column][child] = slabTake(k, name, pid);
  if (!isThread) for (const [column, name] of PROCESS_OBJECTS) k.tasks.col[column][child] = slabTake(k, name, pid);
}

/** Gives one of a task's objects back, if it has it. */
export function freeTaskObject(k: Kernel, pid: number, which: ObjectColumn): void {
  const column = k.tasks.col[which];
  const slab = column[pid]!;
  if (slab === 0) return;
  column[pid] = 0;
  slabFree(k, slab);
}

/** What is left of a task after its grace period (free_task, put_signal_struct, put_cred_rcu, put_pid). */
export function freeTaskStructs(k: Kernel, pid: number): void {
  for (const which of ['slabSignal', 'slabCred', 'slabPid', 'slabXstate', 'slabTask'] as const) freeTaskObject(k, pid, which);
}

/** Makes sure of the objects of a new memory map: 0, BLOCKED or -ENOMEM. */
export function reserveMmObjects(k: Kernel, pid: number): number {
  return reserveAll(k, pid, MM_OBJECTS);
}

/** Takes the objects of a new memory map, which `pid` reserved before. */
export function takeMmObjects(k: Kernel, pid: number, mm: number): void {
  const slabs: number[] = [];
  for (const [name, count] of MM_OBJECTS) slabTakeMany(k, name, count, pid, slabs);
  k.mmObjects.set(mm, { slabs });
}

/** Gives them back when the last user of the map is gone. */
export function freeMmObjects(k: Kernel, mm: number): void {
  const record = k.mmObjects.find(mm);
  if (record === undefined) return;
  k.mmObjects.delete(mm);
  for (let i = 0; i < record.slabs.length; i += 2) slabFreeMany(k, record.slabs[i]!, record.slabs[i + 1]!);
}
