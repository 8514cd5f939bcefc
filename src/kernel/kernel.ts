/**
 * One simulated machine: every piece of its state, made by the file of its concept and kept in one registry.
 */
import { cgroupInit } from './cgroup';
import { createBufferHeads, type BufferHeads } from './buffer-head';
import { createCgroupObjects, type CgroupObjects } from './cgroupfs';
import { createClock, type Clock } from './clock';
import { checkConfig, type MachineConfig } from './config';
import { createDcache, type Dcache } from './dcache';
import type { DeferredQueue } from './deferred-queue';
import { createExt2Disks, type Ext2Disks } from './ext2';
import { createFiles, type Files } from './file';
import { createFdTables, type FdTable } from './fd-table';
import { createInodeData, createInodes, type InodeData, type Inodes } from './inode';
import { createMemoryController, type MemoryController } from './memory-controller';
import { createMountCount, createMounts, mountAtBoot, type Mount, type MountCount } from './mount';
import { createFrames, type Frames } from './page';
import { createZone, initZone, type Zone } from './page-allocator';
import { createPanic, type PanicRecord } from './panic';
import { createPatches, type Patches } from './patches';
import { createPipes, type Pipes } from './pipe';
import { createKernelLog, type KernelLog } from './printk';
import { createPrintkRatelimit, type PrintkRatelimit } from './printk-ratelimit';
import { createRcu } from './rcu';
import { startKernelThreads } from './kthread';
import { createRunqueues, type Runqueues } from './sched';
import { createSlabCpus, createSlabs, type SlabCpus, type Slabs } from './kmem-cache';
import { ObjectStore, type Plain, Stores } from './store';
import { createSigqueues, type Sigqueues } from './sigqueue';
import { createTaskInfo, createTaskTable, createTasks, type TaskInfo, type TaskTable, type Tasks } from './task';
import { createSuperBlocks, type SuperBlocks } from './super-block';
import { createSysctl, type Sysctl } from './sysctl';
import { createMmObjects, type MmObjects } from './task-objects';
import { createTimers, type Timers } from './timer';
import { createTmpfs, type Tmpfs } from './tmpfs';
import { createTracer, type Tracer } from './trace';
import { createTtys, type Ttys } from './tty';
import { createWaitQueues, type WaitQueues } from './wait';
import { createWorkqueue } from './workqueue';

/** A program's own state: plain data, owned by userland, one record a task (threads too). */
export interface UserState {
  readonly prog: string;
}

/** What the kernel asks of userland. */
export interface UserHooks {
  /** One step in user mode: at most one system call that may sleep. */
  step(k: Kernel, pid: number): void;
  /** A copy deep enough for what `step` writes. */
  copy(state: UserState): UserState;
  /** The state as the state hash takes it, where that is not the record itself. */
  plain?(state: UserState): Plain;
  /** Starts a program on the kernel's own behalf (call_usermodehelper). */
  usermodeHelper?(k: Kernel, argv: readonly string[]): void;
}

export interface Kernel extends MemoryController {
  readonly config: MachineConfig;
  /** Patches of the series that are in, by number; follows from the configuration. */
  readonly patches: Patches;
  readonly hooks: UserHooks;
  readonly stores: Stores;
  /** Listening, not state. */
  readonly tracer: Tracer;
  readonly clock: Clock;
  readonly log: KernelLog;
  readonly printkRatelimit: PrintkRatelimit;
  readonly panic: PanicRecord;
  readonly frames: Frames;
  readonly zone: Zone;
  readonly slabs: Slabs;
  readonly slabCpus: SlabCpus;
  readonly tasks: Tasks;
  readonly taskTable: TaskTable;
  /** Slab objects of each memory map. */
  readonly mmObjects: MmObjects;
  readonly sigqueues: Sigqueues;
  readonly taskInfo: ObjectStore<TaskInfo>;
  /** What userland keeps of each task, by pid. */
  readonly user: ObjectStore<UserState>;
  readonly runqueues: Runqueues;
  readonly waitQueues: WaitQueues;
  readonly timers: Timers;
  readonly rcu: DeferredQueue;
  readonly work: DeferredQueue;
  readonly inodes: Inodes;
  readonly bufferHeads: BufferHeads;
  readonly ext2Disks: Ext2Disks;
  readonly superBlocks: SuperBlocks;
  readonly inodeData: ObjectStore<InodeData>;
  readonly dcache: Dcache;
  readonly tmpfs: Tmpfs;
  readonly cgroupObjects: ObjectStore<CgroupObjects>;
  readonly mounts: ObjectStore<Mount>;
  readonly mountCount: MountCount;
  readonly files: Files;
  /** Descriptors, by process. */
  readonly fds: ObjectStore<FdTable>;
  readonly pipes: Pipes;
  readonly ttys: Ttys;
  readonly sysctl: Sysctl;
}

/** Boots a machine without any process of userland; see `createInit`. Throws `KernelConfigError`. */
export function createKernel(config: MachineConfig, hooks: UserHooks): Kernel {
  checkConfig(config);
  const stores = new Stores();
  const k: Kernel = {
    // First: what is spread behind others lies outside of the object, one load further from every charge.
    ...createMemoryController(stores, config),
    config,
    patches: createPatches(config),
    hooks,
    stores,
    tracer: createTracer(),
    clock: createClock(stores, config),
    log: createKernelLog(stores),
    printkRatelimit: createPrintkRatelimit(stores),
    panic: createPanic(stores),
    frames: createFrames(stores, config),
    zone: createZone(stores),
    slabs: createSlabs(stores, config),
    slabCpus: createSlabCpus(stores, config),
    tasks: createTasks(stores),
    taskTable: createTaskTable(stores, config),
    mmObjects: createMmObjects(stores),
    sigqueues: createSigqueues(stores),
    taskInfo: createTaskInfo(stores),
    user: stores.add('user', new ObjectStore<UserState>((state) => hooks.copy(state), hooks.plain?.bind(hooks))),
    runqueues: createRunqueues(stores, config.cpus),
    waitQueues: createWaitQueues(stores),
    timers: createTimers(stores),
    rcu: createRcu(stores),
    work: createWorkqueue(stores),
    inodes: createInodes(stores),
    bufferHeads: createBufferHeads(stores),
    ext2Disks: createExt2Disks(stores),
    superBlocks: createSuperBlocks(stores),
    inodeData: createInodeData(stores),
    dcache: createDcache(stores),
    tmpfs: createTmpfs(stores),
    cgroupObjects: createCgroupObjects(stores),
    mounts: createMounts(stores),
    mountCount: createMountCount(stores),
    files: createFiles(stores),
    fds: createFdTables(stores),
    pipes: createPipes(stores),
    ttys: createTtys(stores),
    sysctl: createSysctl(stores),
  };
  initZone(k, config);
  cgroupInit(k);
  mountAtBoot(k);
  startKernelThreads(k);
  return k;
}
