/**
 * The static key memcg_kmem_enabled_key (include/linux/memcontrol.h, 3.8; patch 10): while it is off, every kernel
 * memory hook costs nothing for anybody.
 */
import type { Kernel } from './kernel';
import { hasPatch, traceWithout } from './patches';
import { KERN_ERR, printk } from './printk';
import { inSoftirq } from './rcu';
import { Columns, type Stores } from './store';
import { trace } from './trace';

const SCHEMA = {
  /** Groups accounted and not freed yet. */
  enabled: 'u32',
  /** Calls of the hook in a kernel without the key, where every allocation makes one. */
  calls: 'f64',
} as const;

export type StaticKeys = Columns<typeof SCHEMA>;

export function createStaticKeys(stores: Stores): StaticKeys {
  return stores.add('staticKeys', new Columns(SCHEMA, 1));
}

/** True from the first accounted group until the last one is freed; always without patch 10 (memcg_kmem_enabled). */
export function memcgKmemEnabled(k: Kernel): boolean {
  return k.staticKeys.col.enabled[0] !== 0 || !hasPatch(k, 10);
}

/** Every so many of these calls is shown at a trace point. */
const CALLS_SHOWN = 256;

/** What an allocation pays where no key spares it: a call that asks whether there is anything to charge (without patch 10). */
export function callHook(k: Kernel, order: number): void {
  const calls = ++k.staticKeys.col.calls[0]!;
  if (calls % CALLS_SHOWN === 1) traceWithout(k, 10, 'memcg_kmem_newpage_charge', 0, () => `calls=${calls} order=${order}`);
}

/** One more accounted group (static_key_slow_inc). */
export function staticKeySlowInc(k: Kernel, memcg: number): void {
  if (!hasPatch(k, 10)) return;
  const enabled = ++k.staticKeys.col.enabled[0]!;
  trace(k, 'static_key_slow_inc', 'info', memcg, () => `memcg_kmem_enabled_key=${enabled}`);
}

/** An accounted group was freed; takes a mutex, so that it may sleep (static_key_slow_dec). */
export function staticKeySlowDec(k: Kernel, memcg: number): void {
  if (!hasPatch(k, 10)) return;
  mightSleep(k);
  const enabled = --k.staticKeys.col.enabled[0]!;
  trace(k, 'static_key_slow_dec', 'info', memcg, () => `memcg_kmem_enabled_key=${enabled}`);
}

/** What the kernel says of a mutex taken where nothing may sleep (__might_sleep). */
function mightSleep(k: Kernel): void {
  if (!inSoftirq(k)) return;
  printk(k, KERN_ERR, 'BUG: sleeping function called from invalid context at kernel/mutex.c:269');
  printk(k, KERN_ERR, 'in_atomic(): 1, irqs_disabled(): 0, pid: 0, name: swapper/0');
}
