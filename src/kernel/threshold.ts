/**
 * Usage thresholds (mm/memcontrol.c, 3.8: __mem_cgroup_threshold, mem_cgroup_usage_register_event).
 */
import { eventfdSignal } from './eventfd';
import { listenersOf, setListeners, type EventListeners, type Thresholds } from './event-listeners';
import type { Kernel } from './kernel';
import { memcgUsage } from './memory-stat';

/** Tells the descriptors whose threshold the usage of a group crossed since the last look, in either direction. */
export function signalThresholds(k: Kernel, memcg: number): void {
  if (!k.eventListeners.has(memcg)) return;
  look(k, memcg, 'usage');
  look(k, memcg, 'memsw');
}

function look(k: Kernel, memcg: number, which: 'usage' | 'memsw'): void {
  const listeners = listenersOf(k, memcg);
  const { list, crossed } = listeners[which];
  if (list.length === 0) return;
  const usage = memcgUsage(k, memcg, which === 'memsw');
  let at = crossed;
  for (; at > 0 && list[at - 1]!.pages > usage; at--) eventfdSignal(k, list[at - 1]!.event);
  for (; at < list.length && list[at]!.pages <= usage; at++) eventfdSignal(k, list[at]!.event);
  if (at !== crossed) setListeners(k, memcg, withThresholds(listeners, which, { list, crossed: at }));
}

/** Has a descriptor told from now on when the usage crosses `pages`. */
export function registerThreshold(k: Kernel, memcg: number, which: 'usage' | 'memsw', pages: number, event: number): void {
  look(k, memcg, which);
  const listeners = listenersOf(k, memcg);
  const list = [...listeners[which].list, { pages, event }].sort((a, b) => a.pages - b.pages);
  const usage = memcgUsage(k, memcg, which === 'memsw');
  const crossed = list.filter((threshold) => threshold.pages <= usage).length;
  setListeners(k, memcg, withThresholds(listeners, which, { list, crossed }));
}

function withThresholds(listeners: EventListeners, which: 'usage' | 'memsw', thresholds: Thresholds): EventListeners {
  return which === 'usage' ? { ...listeners, usage: thresholds } : { ...listeners, memsw: thresholds };
}
