/**
 * What engine, userland, case runner and command line use of the kernel.
 */
export { createKernel, type Kernel, type UserHooks, type UserState } from './kernel';
export { KernelConfigError, type KernelVersion, type MachineConfig } from './config';
export { createInit, INIT_PID } from './kthread';
export { isQuiet, tick } from './sched';
export { panicked } from './panic';
export { stateHash } from './state-hash';
export { checkpoint, checkpointParts, restore } from './snapshot';
export { checkInvariants } from './invariants';
export { drainTrace, listen, type TraceRecord, type TraceTone } from './trace';
export { lastRefusal, type Refusal } from './refusal';
export { dmesgText, lastLogLine, logSince, type LogLine } from './printk';
export { setControllingTty, takeTtyChunks, takeTtyOutput, ttyEof, ttyInput, ttyInterrupt, ttyWaited, type TtyChunk } from './tty';
export * from './syscalls';
