/**
 * What happens to a group over its life: accounted, removed, released, freed (mm/memcontrol.c, 3.8). The order of
 * states is the machine's (memcg-lifecycle.machine.ts); here is what its actions do.
 */
import { transition } from 'xstate';
import { releaseCssId } from './css-id';
import type { Kernel } from './kernel';
import { KMEM_ACTIVATED, KMEM_ACTIVE, KMEM_DEAD, memcgPath, parentMemcg } from './memcg';
import {
  LIFECYCLE_STATES,
  memcgLifecycleMachine,
  type LifecycleAction,
  type LifecycleEvent,
  type LifecycleState,
} from './memcg-lifecycle.machine';
import { hasPatch, traceWithout } from './patches';
import { callRcu, inSoftirq } from './rcu';
import { counterOf, KMEM, MEMSW, RES, resCounterInit } from './res-counter';
import { staticKeySlowDec, staticKeySlowInc } from './static-key';
import { trace } from './trace';
import { queueWork } from './workqueue';

/** State of a group's life cycle machine. */
export function lifecycleState(k: Kernel, memcg: number): LifecycleState {
  return LIFECYCLE_STATES[k.memcgs.col.state[memcg]!]!;
}

/** Snapshots never change and are the same for every group: one a state is enough. */
const snapshots = new Map<LifecycleState, Snapshot>();
type Snapshot = ReturnType<typeof memcgLifecycleMachine.resolveState>;

function snapshotOf(value: LifecycleState): Snapshot {
  const known = snapshots.get(value);
  if (known !== undefined) return known;
  const snapshot = memcgLifecycleMachine.resolveState({ value });
  snapshots.set(value, snapshot);
  return snapshot;
}

/** Gives a group's machine an event and does what it answers. True when anything came of it. */
export function lifecycleEvent(k: Kernel, memcg: number, event: LifecycleEvent): boolean {
  const before = lifecycleState(k, memcg);
  const [after, actions] = transition(memcgLifecycleMachine, snapshotOf(before), event);
  k.memcgs.col.state[memcg] = LIFECYCLE_STATES.indexOf(after.value as LifecycleState);
  for (const { type } of actions) act(k, memcg, type as LifecycleAction);
  return after.value !== before || actions.length > 0;
}

function act(k: Kernel, memcg: number, action: LifecycleAction): void {
  switch (action) {
    case 'account':
      return account(k, memcg);
    case 'markDead':
      if (!hasPatch(k, 9)) return;
      k.memcgs.col.kmemFlags[memcg]! |= KMEM_DEAD;
      return;
    case 'dropKmemReference':
      k.memcgs.col.kmemFlags[memcg]! &= ~KMEM_DEAD;
      return putMemcg(k, memcg);
    case 'queueFree':
      return queueFree(k, memcg);
    case 'disarm':
      if ((k.memcgs.col.kmemFlags[memcg]! & KMEM_ACTIVE) !== 0) staticKeySlowDec(k, memcg);
      return;
    case 'release':
      return release(k, memcg);
    default:
      action satisfies never;
  }
}

/** The key is armed between the two flags, so that no allocation is charged before all can be (memcg_update_kmem_limit). */
function account(k: Kernel, memcg: number): void {
  // Patch 9: the charges need no reference each, this one stands for them all.
  if (hasPatch(k, 9)) getMemcg(k, memcg);
  k.memcgs.col.kmemFlags[memcg]! |= KMEM_ACTIVATED;
  staticKeySlowInc(k, memcg);
  k.memcgs.col.kmemFlags[memcg]! |= KMEM_ACTIVE;
}

/** Patch 12: nothing may be freed before a grace period, and the static key only by a work item, which may sleep. */
function queueFree(k: Kernel, memcg: number): void {
  trace(k, 'mem_cgroup_put', 'removed', memcg, () => `path=${memcgPath(k, memcg)} refcnt=0`);
  const parent = parentMemcg(k, memcg);
  if (hasPatch(k, 12)) callRcu(k, 'mem_cgroup_free', memcg);
  else freeHere(k, memcg);
  if (parent !== 0) putMemcg(k, parent);
}

/** Without patch 12 the last put frees, in whatever context it happens: often in the RCU callback that freed a stack. */
function freeHere(k: Kernel, memcg: number): void {
  const where = inSoftirq(k) ? 'in softirq, which may not sleep' : 'in the context of the last put';
  traceWithout(k, 12, '__mem_cgroup_free', memcg, () => `path=${memcgPath(k, memcg)} ${where}`);
  lifecycleEvent(k, memcg, { type: 'free' });
}

function release(k: Kernel, memcg: number): void {
  trace(k, '__mem_cgroup_free', 'freed', memcg, () => `path=${memcgPath(k, memcg)}`);
  releaseCssId(k, k.memcgs.col.css[memcg]!);
  if (!hasPatch(k, 9)) releaseCounters(k, memcg);
  k.memcgs.col.used[memcg] = 0;
  k.memcgInfo.delete(memcg);
}

/** Without patch 9 somebody may still look at freed counters: their memory is another's now, their parents are lost. */
function releaseCounters(k: Kernel, memcg: number): void {
  const left = k.counters.col.usage[counterOf(memcg, KMEM)]!;
  if (left > 0) traceWithout(k, 9, '__mem_cgroup_free', memcg, () => `path=${memcgPath(k, memcg)} freed with kmem=${left} pages`);
  for (const kind of [RES, MEMSW, KMEM] as const) resCounterInit(k.counters, counterOf(memcg, kind), 0);
}

/** One more reference (mem_cgroup_get). */
export function getMemcg(k: Kernel, memcg: number): void {
  k.memcgs.col.refs[memcg]!++;
}

/** One reference less; the last one sends the group on its way to be freed (mem_cgroup_put). */
export function putMemcg(k: Kernel, memcg: number): void {
  const refs = --k.memcgs.col.refs[memcg]!;
  if (refs === 0) lifecycleEvent(k, memcg, { type: 'put', refs });
}

/** One more user of the css: it is not freed while a charge sleeps on it (css_get). */
export function getCss(k: Kernel, memcg: number): void {
  k.memcgs.col.cssRefs[memcg]!++;
}

/** One user less; the last one of a removed group frees its css (css_put). */
export function putCss(k: Kernel, memcg: number): void {
  const refs = --k.memcgs.col.cssRefs[memcg]!;
  if (refs === 0 && k.memcgs.col.used[memcg] === 2) freeCss(k, memcg);
}

/** The directory is gone and no charge is under way: what is left is kernel memory (mem_cgroup_css_free, patch 11). */
export function freeCss(k: Kernel, memcg: number): void {
  const dead = (k.memcgs.col.kmemFlags[memcg]! & KMEM_DEAD) !== 0;
  if (dead && k.counters.col.usage[counterOf(memcg, KMEM)] === 0) lifecycleEvent(k, memcg, { type: 'uncharged', dead });
  putMemcg(k, memcg);
}

/** End of the grace period: the rest is a work item's (free_rcu). */
export function freeRcu(k: Kernel, memcg: number): void {
  queueWork(k, 'mem_cgroup_free', memcg);
}

/** The work item: the group is gone (free_work). */
export function freeWork(k: Kernel, memcg: number): void {
  lifecycleEvent(k, memcg, { type: 'free' });
}
