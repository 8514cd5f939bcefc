/**
 * Sleeping for a time, or until a signal (kernel/hrtimer.c and kernel/signal.c, 3.8).
 */
import { CALL_NANOSLEEP, endCall } from './call-in-flight';
import { now } from './clock';
import { BLOCKED, EINTR } from './errno';
import type { Kernel } from './kernel';
import { blockTask, sleepUntil } from './sched';
import { signalPending } from './signal';

/** nanosleep(2) in ticks: 0 when they went by, -EINTR when a caught signal came, BLOCKED. */
export function sysNanosleep(k: Kernel, pid: number, ticks: number): number {
  const { call, callDone } = k.tasks.col;
  if (call[pid] !== CALL_NANOSLEEP) {
    if (!(ticks > 0)) return 0;
    call[pid] = CALL_NANOSLEEP;
    callDone[pid] = now(k) + ticks;
  }
  const due = callDone[pid]!;
  if (now(k) >= due || signalPending(k, pid)) {
    endCall(k, pid);
    return now(k) >= due ? 0 : -EINTR;
  }
  blockTask(k, pid, 'hrtimer_nanosleep', { interruptible: true });
  sleepUntil(k, pid, due);
  return BLOCKED;
}

/** pause(2): sleeps until a caught signal comes, then -EINTR. */
export function sysPause(k: Kernel, pid: number): number {
  if (signalPending(k, pid)) return -EINTR;
  blockTask(k, pid, 'sys_pause', { interruptible: true });
  return BLOCKED;
}
