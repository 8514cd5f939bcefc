/**
 * What is looked at only now and then (mm/memcontrol.c, 3.8: memcg_check_events): every 128 pages charged or uncharged
 * in a group on a CPU its usage is held against the thresholds somebody listens for.
 */
import type { Kernel } from './kernel';
import { parentMemcg } from './memcg';
import { Columns, type Stores } from './store';
import { signalThresholds } from './threshold';

/** Page events from one look at the thresholds to the next (THRESHOLDS_EVENTS_TARGET). */
export const THRESHOLDS_EVENTS_TARGET = 128;

const SCHEMA = {
  /** Pages charged and uncharged. */
  events: 'f64',
  /** The count at which it is time for a look. */
  threshold: 'f64',
} as const;

/** Row `memcg * cpus + cpu` (struct mem_cgroup_stat_cpu). */
export type MemcgEvents = Columns<typeof SCHEMA>;

export function createMemcgEvents(stores: Stores): MemcgEvents {
  return stores.add('memcgEvents', new Columns(SCHEMA));
}

/** One more page event on this CPU; true when it is time for a look (mem_cgroup_event_ratelimit). */
export function countPageEvents(k: Kernel, memcg: number): boolean {
  const row = memcg * k.config.cpus + k.tracer.cpu;
  if (row >= k.memcgEvents.length) k.memcgEvents.grow(row + 1);
  const { events, threshold } = k.memcgEvents.col;
  const count = ++events[row]!;
  if (count <= threshold[row]!) return false;
  threshold[row] = count + THRESHOLDS_EVENTS_TARGET;
  return true;
}

/** Looks at the thresholds of a group and of those its charges pass to (mem_cgroup_threshold). */
export function memcgCheckEvents(k: Kernel, memcg: number): void {
  if (k.eventListeners.size === 0) return;
  for (let group = memcg; group !== 0; group = parentMemcg(k, group)) signalThresholds(k, group);
}
