/**
 * The end of the machine (kernel/panic.c, 3.8).
 */
import type { Kernel } from './kernel';
import { KERN_EMERG, printk } from './printk';
import { ObjectStore, type Stores } from './store';
import { trace } from './trace';

export type PanicRecord = ObjectStore<{ readonly text: string }>;

export function createPanic(stores: Stores): PanicRecord {
  return stores.add('panic', new ObjectStore<{ readonly text: string }>((record) => ({ ...record })));
}

/** Stops the machine for good; nothing runs after this tick. The first reason stands. */
export function panic(k: Kernel, why: string): void {
  if (k.panic.has(0)) return;
  const text = `Kernel panic - not syncing: ${why}`;
  k.panic.set(0, { text });
  k.clock.col.panicked[0] = 1;
  printk(k, KERN_EMERG, text);
  trace(k, 'panic', 'panic', 0, () => text);
}

/** Text of the panic, undefined while the machine lives. */
export function panicked(k: Kernel): string | undefined {
  return k.clock.col.panicked[0] === 0 ? undefined : k.panic.find(0)?.text;
}
