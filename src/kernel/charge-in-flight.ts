/**
 * Charges under way, one row a pid: what a task that sleeps inside a charge has to remember, as plain data. The system
 * call is issued again when it wakes and goes on from here; a task killed meanwhile is cleaned up from here.
 */
import { Columns, type Stores } from './store';

/** No charge of this task sleeps. */
export const CHARGE_NONE = 0;
/** In memcg_oom_waitq (mem_cgroup_handle_oom). */
export const CHARGE_WAITING = 1;
/** Woken: not yet run again. */
export const CHARGE_WOKEN = 2;
/** Gives dying tasks a tick before it tries again (schedule_timeout_uninterruptible(1)). */
export const CHARGE_GRACE = 3;
/** It came through when its task ran again, and waits for the call to ask for it: till the end of that step. */
export const CHARGE_DONE = 4;

const SCHEMA = {
  phase: 'u8',
  /** What was asked for: pages, for the owner of a memory map or (0) for a group by its id. */
  pages: 'u32',
  mm: 'u32',
  asked: 'u32',
  /** Group being charged: one reference to its css is held while the task sleeps. 0 once done: the limits were bypassed. */
  memcg: 'u32',
  /** Group whose counter refused and in whose name it waits. */
  over: 'u32',
  /** It holds the OOM lock of that group's subtree. */
  locked: 'u8',
  /** Links of the wait queue, last sleeper first; row 0 heads it. */
  next: 'u32',
  prev: 'u32',
  /** Group that holds a kernel allocation's charge in its kmem counter: not yet in res, or not yet committed. */
  kmemGroup: 'u32',
  kmemPages: 'u32',
  /** The kernel allocation is charged everywhere and waits for its frames. */
  kmemCharged: 'u8',
  /** Cache for whose next slab that charge is, 0 none. */
  slabCache: 'u32',
  /** Frame of a fault that is not yet charged. */
  faultPfn: 'u32',
  /** Copy of the task's memory map that its fork has begun. */
  forkMm: 'u32',
} as const;

/** By pid; every task in a group has its row (`linkTask`). */
export type ChargesInFlight = Columns<typeof SCHEMA>;

export function createChargesInFlight(stores: Stores): ChargesInFlight {
  return stores.add('charges', new Columns(SCHEMA, 1));
}
