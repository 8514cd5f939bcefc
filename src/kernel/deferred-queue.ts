/**
 * A first-in first-out queue of calls to be made later, in plain data: what RCU and the work queue are made of. A call
 * is a kind (which function) and one number.
 */
import { Columns, type Stores } from './store';

const ITEM_SCHEMA = { due: 'f64', kind: 'u8', arg: 'u32' } as const;
const HEAD_SCHEMA = { first: 'u32', length: 'u32' } as const;

export interface DeferredQueue {
  /** A ring; its length is a power of two. */
  readonly items: Columns<typeof ITEM_SCHEMA>;
  readonly head: Columns<typeof HEAD_SCHEMA>;
}

/** One call taken off a queue. */
export interface DeferredCall {
  readonly kind: number;
  readonly arg: number;
}

export function createDeferredQueue(stores: Stores, name: string): DeferredQueue {
  return { items: stores.add(name, new Columns(ITEM_SCHEMA, 64)), head: stores.add(`${name}Head`, new Columns(HEAD_SCHEMA, 1)) };
}

export function queueLength(queue: DeferredQueue): number {
  return queue.head.col.length[0]!;
}

/** Adds a call that may be made from tick `due` on; later calls are never due earlier. */
export function enqueueCall(queue: DeferredQueue, due: number, kind: number, arg: number): void {
  if (queue.head.col.length[0] === queue.items.length) unroll(queue);
  const { first, length } = queue.head.col;
  const at = (first[0]! + length[0]!) & (queue.items.length - 1);
  queue.items.col.due[at] = due;
  queue.items.col.kind[at] = kind;
  queue.items.col.arg[at] = arg;
  length[0]!++;
}

/** The oldest call if it is due at `tick`. */
export function dequeueCall(queue: DeferredQueue, tick: number): DeferredCall | undefined {
  const { first, length } = queue.head.col;
  const at = first[0]!;
  if (length[0] === 0 || queue.items.col.due[at]! > tick) return undefined;
  const call = { kind: queue.items.col.kind[at]!, arg: queue.items.col.arg[at]! };
  queue.items.clear(at);
  first[0] = (at + 1) & (queue.items.length - 1);
  length[0]!--;
  return call;
}

/** Every call waiting, oldest first: for the invariants. */
export function queuedCalls(queue: DeferredQueue): DeferredCall[] {
  const { first, length } = queue.head.col;
  const calls: DeferredCall[] = [];
  for (let i = 0; i < length[0]!; i++) {
    const at = (first[0]! + i) & (queue.items.length - 1);
    calls.push({ kind: queue.items.col.kind[at]!, arg: queue.items.col.arg[at]! });
  }
  return calls;
}

/** Doubles a full ring, so that what wrapped around stands behind the rest. */
function unroll(queue: DeferredQueue): void {
  const old = queue.items.length;
  queue.items.grow(old * 2);
  const { due, kind, arg } = queue.items.col;
  const first = queue.head.col.first[0]!;
  for (let at = 0; at < first; at++) {
    due[old + at] = due[at]!;
    kind[old + at] = kind[at]!;
    arg[old + at] = arg[at]!;
    queue.items.clear(at);
  }
}
