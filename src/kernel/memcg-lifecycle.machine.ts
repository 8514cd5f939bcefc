/**
 * The life of a memory control group, as an XState machine that the kernel really runs: guards are the kernel's
 * conditions, actions are what `memcg-lifecycle.ts` then does. A group stores only its state's name; facts that the
 * guards need come with the event (mm/memcontrol.c, 3.8; patches 8, 9, 11 and 12 of the series).
 */
import { setup } from 'xstate';

/** States in the order of their numbers in the `state` column. */
export const LIFECYCLE_STATES = ['unaccounted', 'accounted', 'offline', 'rcu', 'freed'] as const;
export type LifecycleState = (typeof LIFECYCLE_STATES)[number];

export type LifecycleEvent =
  /** Made below an accounted hierarchical parent, or not (memcg_propagate_kmem). */
  | { readonly type: 'born'; readonly parentAccounted: boolean }
  /** A kmem limit is written (memcg_update_kmem_limit). */
  | {
      readonly type: 'limit';
      readonly unlimited: boolean;
      readonly tasks: number;
      readonly children: number;
      readonly hierarchical: boolean;
    }
  /** rmdir (cgroup_destroy_locked). */
  | { readonly type: 'rmdir'; readonly tasks: number; readonly children: number }
  /** Its kmem counter went to 0, or the group went offline with it at 0 (memcg_uncharge_kmem, kmem_cgroup_destroy). */
  | { readonly type: 'uncharged'; readonly dead: boolean }
  /** A reference was given back; so many are left (mem_cgroup_put). */
  | { readonly type: 'put'; readonly refs: number }
  /** The grace period is over and the work item runs (free_work). */
  | { readonly type: 'free' };

export type LifecycleAction = 'account' | 'markDead' | 'dropKmemReference' | 'queueFree' | 'disarm' | 'release';

/** Definition of the machine. Actions are names: the kernel does them, in this order. */
export const memcgLifecycleMachine = setup({
  types: { events: {} as LifecycleEvent },
  guards: {
    bornAccounted: ({ event }) => event.type === 'born' && event.parentAccounted,
    firstLimit: ({ event }) =>
      event.type === 'limit' && !event.unlimited && event.tasks === 0 && !(event.hierarchical && event.children > 0),
    empty: ({ event }) => event.type === 'rmdir' && event.tasks === 0 && event.children === 0,
    dead: ({ event }) => event.type === 'uncharged' && event.dead,
    lastReference: ({ event }) => event.type === 'put' && event.refs === 0,
  },
  actions: { account: () => {}, markDead: () => {}, dropKmemReference: () => {}, queueFree: () => {}, disarm: () => {}, release: () => {} },
}).createMachine({
  id: 'memcg',
  initial: 'unaccounted',
  states: {
    unaccounted: {
      on: {
        born: { guard: 'bornAccounted', target: 'accounted', actions: ['account'] },
        limit: { guard: 'firstLimit', target: 'accounted', actions: ['account'] },
        rmdir: { guard: 'empty', target: 'offline' },
      },
    },
    accounted: {
      on: {
        rmdir: { guard: 'empty', target: 'offline', actions: ['markDead'] },
      },
    },
    offline: {
      on: {
        uncharged: { guard: 'dead', actions: ['dropKmemReference'] },
        put: { guard: 'lastReference', target: 'rcu', actions: ['queueFree'] },
      },
    },
    rcu: {
      on: {
        free: { target: 'freed', actions: ['disarm', 'release'] },
      },
    },
    freed: { type: 'final' },
  },
});
