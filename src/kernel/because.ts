/**
 * Why a call was refused: the rule, and the facts it looked at. For people only: told to whoever listens, no state. The
 * conditions stand where the call is made; here they are asked again, in the same order, once it has failed.
 */
import { EBUSY, ENOMEM, ESRCH } from './errno';
import type { Kernel } from './kernel';
import { ROOT_MEMCG } from './memcg';
import { lifecycleState } from './memcg-lifecycle';
import { parseSize } from './memparse';
import { type CounterKind, counterOf, groupOfCounter, KMEM, kindOfCounter, MEMSW, RES, TCP } from './res-counter';
import { leaderOf } from './task';

/** Rules that refuse. */
export type Rule =
  | 'charge'
  | 'kmem-first-tasks'
  | 'kmem-first-children'
  | 'kmem-below-usage'
  | 'limit-below-usage'
  | 'limit-above-memsw'
  | 'memsw-below-limit'
  | 'root'
  | 'text'
  | 'value'
  | 'read-only'
  | 'hierarchy-parent'
  | 'hierarchy-children'
  | 'within-hierarchy'
  | 'has-tasks'
  | 'has-children'
  | 'no-task'
  | 'bound-thread';

/** A refusal with what it rests on; amounts in pages. */
export interface Because {
  readonly tick: number;
  readonly pid: number;
  /** Its terminal, -1 none. */
  readonly tty: number;
  readonly errno: number;
  readonly rule: Rule;
  readonly group: number;
  /** Control file, '' when it was none. */
  readonly file: string;
  /** Of which counter the amounts are; -1 none. */
  readonly kind: CounterKind | -1;
  readonly usage: number;
  readonly limit: number;
  readonly asked: number;
  readonly tasks: number;
  readonly children: number;
}

type Reason = { readonly rule: Rule; readonly kind?: CounterKind; readonly asked?: number };

function tell(k: Kernel, errno: number, memcg: number, file: string, { rule, kind, asked }: Reason): void {
  const { pid } = k.tracer;
  const { usage, limit } = k.counters.col;
  const counter = kind === undefined ? 0 : counterOf(memcg, kind);
  k.tracer.becauses!.push({
    tick: k.clock.col.tick[0]!,
    pid,
    tty: (k.tasks.col.tty[leaderOf(k, pid)] ?? 0) - 1,
    errno,
    rule,
    group: memcg,
    file,
    kind: kind ?? -1,
    usage: usage[counter] ?? 0,
    limit: limit[counter] ?? 0,
    asked: asked ?? 0,
    tasks: k.memcgs.col.tasks[memcg]!,
    children: k.memcgs.col.children[memcg]!,
  });
}

/** A charge for kernel memory was refused by `counter`: what asked for it fails with ENOMEM. */
export function becauseOfCharge(k: Kernel, counter: number, pages: number): void {
  if (k.tracer.becauses === undefined || counter === 0) return;
  tell(k, ENOMEM, groupOfCounter(counter), '', { rule: 'charge', kind: kindOfCounter(counter), asked: pages });
}

/** rmdir of a group was refused. */
export function becauseOfRmdir(k: Kernel, memcg: number): void {
  if (k.tracer.becauses !== undefined) tell(k, EBUSY, memcg, '', busy(k, memcg));
}

/** A write to control file `file` failed with -`errno`. */
export function becauseOfWrite(k: Kernel, memcg: number, file: string, text: string, errno: number): void {
  if (k.tracer.becauses === undefined) return;
  const reason = reasonOf(k, memcg, file, text, errno);
  if (reason !== undefined) tell(k, errno, memcg, file, reason);
}

function reasonOf(k: Kernel, memcg: number, file: string, text: string, errno: number): Reason | undefined {
  if (errno === ESRCH) return { rule: 'no-task' };
  if (file === 'tasks' || file === 'cgroup.procs') {
    if (errno !== ENOMEM) return { rule: 'bound-thread' };
    const counter = k.refusals.col.counter[k.tracer.pid] ?? 0;
    return counter === 0 ? undefined : { rule: 'charge', kind: kindOfCounter(counter), asked: k.refusals.col.asked[k.tracer.pid]! };
  }
  if (file.endsWith('.limit_in_bytes')) return limitReason(k, memcg, kindOfFile(file), text, errno);
  const { useHierarchy, parent } = k.memcgs.col;
  switch (file) {
    case 'memory.use_hierarchy':
      if (errno === EBUSY) return { rule: 'hierarchy-children' };
      return { rule: memcg !== ROOT_MEMCG && useHierarchy[parent[memcg]!] !== 0 ? 'hierarchy-parent' : 'value' };
    case 'memory.swappiness':
    case 'memory.oom_control':
      if (memcg === ROOT_MEMCG) return { rule: 'root' };
      return { rule: useHierarchy[parent[memcg]!] !== 0 || useHierarchy[memcg] !== 0 ? 'within-hierarchy' : 'value' };
    case 'memory.force_empty':
      return errno === EBUSY ? busy(k, memcg) : { rule: 'root' };
    case 'memory.move_charge_at_immigrate':
    case 'memory.soft_limit_in_bytes':
      return { rule: 'value' };
    default:
      return { rule: 'read-only' };
  }
}

function limitReason(k: Kernel, memcg: number, kind: CounterKind, text: string, errno: number): Reason {
  const parsed = parseSize(text);
  if (!parsed.ok) return { rule: 'text' };
  if (memcg === ROOT_MEMCG) return { rule: 'root' };
  const asked = parsed.value;
  if (errno !== EBUSY) {
    const other = kind === RES ? MEMSW : RES;
    return { rule: kind === RES ? 'limit-above-memsw' : 'memsw-below-limit', kind: other, asked };
  }
  if (kind !== KMEM) return { rule: 'limit-below-usage', kind, asked };
  if (lifecycleState(k, memcg) !== 'unaccounted') return { rule: 'kmem-below-usage', kind, asked };
  return { rule: k.memcgs.col.tasks[memcg]! > 0 ? 'kmem-first-tasks' : 'kmem-first-children', kind, asked };
}

function busy(k: Kernel, memcg: number): Reason {
  if (memcg === ROOT_MEMCG) return { rule: 'root' };
  return { rule: k.memcgs.col.tasks[memcg]! > 0 ? 'has-tasks' : 'has-children' };
}

function kindOfFile(file: string): CounterKind {
  if (file.startsWith('memory.kmem.tcp.')) return TCP;
  if (file.startsWith('memory.kmem.')) return KMEM;
  return file.startsWith('memory.memsw.') ? MEMSW : RES;
}

/** The refusals since the call before. */
export function drainBecauses(k: Kernel): readonly Because[] {
  const told = k.tracer.becauses;
  if (told === undefined || told.length === 0) return [];
  k.tracer.becauses = [];
  return told;
}
