/**
 * The slab objects a task and a memory map are made of: what a fork costs besides its stack (kernel/fork.c, 3.8). The
 * numbers of areas are those of a small static program, as recorded.
 */
import type { Kernel } from './kernel';
import { slabFree, slabReserve, slabTake, type CacheName } from './slab';
import { ObjectStore, type Stores } from './store';

/** Mappings of a small program and the anon_vma of those that can be written. */
const VMAS = 10;
const ANON_VMAS = 5;

const MM_OBJECTS: readonly (readonly [CacheName, number])[] = [
  ['mm_struct', 1],
  ['vm_area_struct', VMAS],
  ['anon_vma', ANON_VMAS],
];
const PROCESS_OBJECTS: readonly CacheName[] = ['files_cache', 'sighand_cache', 'signal_cache'];

/** Slabs the objects of a memory map lie in, by map. */
export type MmObjects = ObjectStore<{ readonly slabs: readonly number[] }>;

export function createMmObjects(stores: Stores): MmObjects {
  return stores.add('mmObjects', new ObjectStore<{ readonly slabs: readonly number[] }>((record) => ({ ...record })));
}

/** Makes sure of the objects of a new task: 0, BLOCKED or -ENOMEM. */
export function reserveTaskObjects(k: Kernel, pid: number, isThread: boolean): number {
  const reserved = slabReserve(k, pid, 'task_struct');
  if (reserved !== 0 || isThread) return reserved;
  for (const name of PROCESS_OBJECTS) {
    const done = slabReserve(k, pid, name);
    if (done !== 0) return done;
  }
  return 0;
}

/** Takes the objects of a new task, reserved before. */
export function takeTaskObjects(k: Kernel, child: number, isThread: boolean): void {
  const { slabTask, slabFiles, slabSighand, slabSignal } = k.tasks.col;
  slabTask[child] = slabTake(k, 'task_struct');
  if (isThread) return;
  slabFiles[child] = slabTake(k, 'files_cache');
  slabSighand[child] = slabTake(k, 'sighand_cache');
  slabSignal[child] = slabTake(k, 'signal_cache');
}

/** Gives one of a task's objects back, if it has it. */
export function freeTaskObject(k: Kernel, pid: number, which: 'slabTask' | 'slabFiles' | 'slabSighand' | 'slabSignal'): void {
  const column = k.tasks.col[which];
  const slab = column[pid]!;
  if (slab === 0) return;
  column[pid] = 0;
  slabFree(k, slab);
}

/** Makes sure of the objects of a new memory map: 0, BLOCKED or -ENOMEM. */
export function reserveMmObjects(k: Kernel, pid: number): number {
  for (const [name, count] of MM_OBJECTS) {
    const done = slabReserve(k, pid, name, count);
    if (done !== 0) return done;
  }
  return 0;
}

/** Takes the objects of a new memory map, reserved before. */
export function takeMmObjects(k: Kernel, mm: number): void {
  const slabs: number[] = [];
  for (const [name, count] of MM_OBJECTS) for (let i = 0; i < count; i++) slabs.push(slabTake(k, name));
  k.mmObjects.set(mm, { slabs });
}

/** Gives them back when the last user of the map is gone. */
export function freeMmObjects(k: Kernel, mm: number): void {
  const record = k.mmObjects.find(mm);
  if (record === undefined) return;
  k.mmObjects.delete(mm);
  for (const slab of record.slabs) slabFree(k, slab);
}
