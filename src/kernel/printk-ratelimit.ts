/**
 * Messages that may come in floods (kernel/printk.c and lib/ratelimit.c, 3.8): ten in five seconds, then how many were
 * left out.
 */
import { now } from './clock';
import type { Kernel } from './kernel';
import { printk } from './printk';
import { Columns, type Stores } from './store';

const INTERVAL_TICKS = 5000;
const BURST = 10;

const SCHEMA = { begin: 'f64', printed: 'u32', missed: 'u32' } as const;
export type PrintkRatelimit = Columns<typeof SCHEMA>;

export function createPrintkRatelimit(stores: Stores): PrintkRatelimit {
  return stores.add('printkRatelimit', new Columns(SCHEMA, 1));
}

/** Logs one message of several lines, or counts it as left out (printk_ratelimit). */
export function printkRatelimited(k: Kernel, lines: () => readonly string[]): void {
  const { begin, printed, missed } = k.printkRatelimit.col;
  if (begin[0] === 0 || now(k) > begin[0]! + INTERVAL_TICKS) {
    if (missed[0]! > 0) printk(k, `__ratelimit: ${missed[0]} callbacks suppressed`);
    begin[0] = now(k);
    printed[0] = 0;
    missed[0] = 0;
  }
  if (printed[0]! >= BURST) {
    missed[0]!++;
    return;
  }
  printed[0]!++;
  for (const line of lines()) printk(k, line);
}
