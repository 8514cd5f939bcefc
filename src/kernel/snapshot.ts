/**
 * The whole state of a machine at one tick, and back (what is printed or traced but not yet taken is none of it).
 */
import type { Kernel } from './kernel';
import type { StoresImage } from './store';
import { setCurrent } from './sched';

/** An image that shares with `previous` whatever did not change since. */
export function checkpoint(k: Kernel, previous?: StoresImage): StoresImage {
  const parts = checkpointParts(k, previous);
  for (;;) {
    const part = parts.next();
    if (part.done === true) return part.value;
  }
}

/** As `checkpoint`, a part at a time; the machine must stand still until it is done. */
export function checkpointParts(k: Kernel, previous?: StoresImage): Iterator<void, StoresImage> {
  return k.stores.checkpoint(previous);
}

/** Puts the machine back; output and trace not taken yet belong to a future that is gone. */
export function restore(k: Kernel, image: StoresImage): void {
  k.stores.restore(image);
  if (k.tracer.records !== undefined) k.tracer.records = [];
  if (k.tracer.charges !== undefined) k.tracer.charges = [];
  if (k.tracer.charge !== undefined) k.tracer.charge = undefined;
  if (k.tracer.becauses !== undefined) k.tracer.becauses = [];
  k.ttys.output.forEach((_, tty) => (k.ttys.output[tty] = []));
  setCurrent(k, 0, 0);
}
