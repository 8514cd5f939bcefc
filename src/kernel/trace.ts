/**
 * Trace points: what happened, in the kernel's own names. Their count is state (an *event* of the run is one trace
 * point); their texts are not, and are built only while somebody listens.
 */
import type { Because } from './because';
import type { ChargeRecord } from './charge-path';
import type { Kernel } from './kernel';

export type TraceTone = 'info' | 'refused' | 'reclaim' | 'oom' | 'created' | 'removed' | 'freed' | 'warning' | 'panic';

/** One trace point as it is handed to the listener. */
export interface TraceRecord {
  /** Number of the event in the run, from 1. */
  readonly n: number;
  readonly tick: number;
  readonly cpu: number;
  /** Task it happened to; 0 for the kernel's own work. */
  readonly pid: number;
  readonly comm: string;
  /** Kernel function or event: `res_counter_charge`, `oom_kill_process`, … */
  readonly point: string;
  /** Group it happened in or that refused; 0 none. */
  readonly group: number;
  /** `key=value` pairs in a fixed order. */
  readonly text: string;
  readonly tone: TraceTone;
}

/** Listening, not state: where records go until somebody drains them. */
export interface Tracer {
  /** Undefined while nobody listens. */
  records: TraceRecord[] | undefined;
  /** Charges watched on their way (charge-path.ts), and the one under way; undefined while nobody watches. */
  charges: ChargeRecord[] | undefined;
  charge: ChargeRecord | undefined;
  /** Why calls were refused (because.ts), while somebody listens. */
  becauses: Because[] | undefined;
  /** Whose step is running now; set by the scheduler and by every system call. */
  cpu: number;
  pid: number;
  /** RCU callbacks run now, in softirq. */
  softirq: boolean;
}

export function createTracer(): Tracer {
  return { records: undefined, charges: undefined, charge: undefined, becauses: undefined, cpu: 0, pid: 0, softirq: false };
}

/** Passes a trace point of group `group` (0 none); `text` is asked only when somebody listens. */
export function trace(k: Kernel, point: string, tone: TraceTone, group: number, text: (k: Kernel) => string): void {
  const n = k.clock.col.events[0]! + 1;
  k.clock.col.events[0] = n;
  const records = k.tracer.records;
  if (records === undefined) return;
  const { cpu, pid } = k.tracer;
  const comm = k.taskInfo.find(pid)?.comm ?? '';
  records.push({ n, tick: k.clock.col.tick[0]!, cpu, pid, comm, point, group, text: text(k), tone });
}

/** Starts or stops listening. */
export function listen(k: Kernel, on: boolean): void {
  k.tracer.records = on ? [] : undefined;
  k.tracer.becauses = on ? [] : undefined;
}

/** The records since the call before; empty while nobody listens. */
export function drainTrace(k: Kernel): readonly TraceRecord[] {
  const records = k.tracer.records;
  if (records === undefined || records.length === 0) return [];
  k.tracer.records = [];
  return records;
}
