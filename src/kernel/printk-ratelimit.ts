/**
 * Messages that may come in floods (lib/ratelimit.c ___ratelimit, 3.8): ten in five seconds, then how many were left out.
 */
import { now } from './clock';
import type { Kernel } from './kernel';
import { KERN_WARNING, printk } from './printk';
import { Columns, type Stores } from './store';

const INTERVAL_TICKS = 5000;
const BURST = 10;

/** What all callers of printk_ratelimit share, and what the OOM killer has for itself (oom_rs). */
export const PRINTK_RATELIMIT = 0;
export const OOM_RATELIMIT = 1;

const SCHEMA = { begin: 'f64', printed: 'u32', missed: 'u32' } as const;
export type PrintkRatelimit = Columns<typeof SCHEMA>;

export function createPrintkRatelimit(stores: Stores): PrintkRatelimit {
  return stores.add('printkRatelimit', new Columns(SCHEMA, 2));
}

/** True when function `caller` may log now; else it is counted, and told once the five seconds are over. */
export function ratelimit(k: Kernel, state: typeof PRINTK_RATELIMIT | typeof OOM_RATELIMIT, caller: string): boolean {
  const { begin, printed, missed } = k.printkRatelimit.col;
  if (begin[state] === 0) begin[state] = now(k);
  if (now(k) > begin[state]! + INTERVAL_TICKS) {
    if (missed[state]! > 0) printk(k, KERN_WARNING, `${caller}: ${missed[state]} callbacks suppressed`);
    // The next five seconds begin with the next message.
    begin[state] = 0;
    printed[state] = 0;
    missed[state] = 0;
  }
  if (printed[state]! >= BURST) {
    missed[state]!++;
    return false;
  }
  printed[state]!++;
  return true;
}
