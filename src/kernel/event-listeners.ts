/**
 * Who is told what happens in a group (mm/memcontrol.c, 3.8: struct mem_cgroup_thresholds, oom_notify): event
 * descriptors registered through cgroup.event_control.
 */
import { eventfdSignal } from './eventfd';
import type { Kernel } from './kernel';
import { subtree } from './memcg';
import { ObjectStore, type Stores } from './store';

/** One descriptor that is told when usage crosses so many pages. */
export interface Threshold {
  readonly pages: number;
  readonly event: number;
}

/** The thresholds of one usage file, in ascending order; the first `crossed` of them are at or below the usage. */
export interface Thresholds {
  readonly list: readonly Threshold[];
  readonly crossed: number;
}

/** The listeners of one group. */
export interface EventListeners {
  readonly usage: Thresholds;
  readonly memsw: Thresholds;
  /** Told of every OOM of the group or above it. */
  readonly oom: readonly number[];
}

const NONE: EventListeners = { usage: { list: [], crossed: 0 }, memsw: { list: [], crossed: 0 }, oom: [] };

/** By group; a group nobody listens to has no record. */
export function createEventListeners(stores: Stores): ObjectStore<EventListeners> {
  return stores.add('eventListeners', new ObjectStore<EventListeners>((record) => ({ ...record })));
}

export function listenersOf(k: Kernel, memcg: number): EventListeners {
  return k.eventListeners.find(memcg) ?? NONE;
}

export function setListeners(k: Kernel, memcg: number, listeners: EventListeners): void {
  const { usage, memsw, oom } = listeners;
  if (usage.list.length + memsw.list.length + oom.length === 0) k.eventListeners.delete(memcg);
  else k.eventListeners.set(memcg, listeners);
}

/** Takes a descriptor from every group that would tell it something. */
export function dropEventListener(k: Kernel, event: number): void {
  const without = ({ list, crossed }: Thresholds): Thresholds => {
    const gone = list.slice(0, crossed).filter((threshold) => threshold.event === event).length;
    return { list: list.filter((threshold) => threshold.event !== event), crossed: crossed - gone };
  };
  for (const memcg of k.eventListeners.ids()) {
    const { usage, memsw, oom } = listenersOf(k, memcg);
    setListeners(k, memcg, { usage: without(usage), memsw: without(memsw), oom: oom.filter((other) => other !== event) });
  }
}

/** An OOM in `memcg`: tells who listens to it or to a group below it (mem_cgroup_oom_notify). */
export function oomNotify(k: Kernel, memcg: number): void {
  if (k.eventListeners.size === 0) return;
  for (const group of subtree(k, memcg)) for (const event of listenersOf(k, group).oom) eventfdSignal(k, event);
}

/** The group is gone: whoever listened is told a last time (cgroup_event_remove). */
export function removeListeners(k: Kernel, memcg: number): void {
  if (!k.eventListeners.has(memcg)) return;
  const { usage, memsw, oom } = listenersOf(k, memcg);
  k.eventListeners.delete(memcg);
  for (const { event } of [...usage.list, ...memsw.list]) eventfdSignal(k, event);
  for (const event of oom) eventfdSignal(k, event);
}
