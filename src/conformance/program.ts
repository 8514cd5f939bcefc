/** The program that every task of a rig runs. */
import type { Kernel } from '../kernel/kernel';
import { sysWait4 } from '../kernel/syscalls';
import { controlStep } from './control';
import type { Order, RigState, WorkerOrder, ControlOrder } from './order';
import { workerStep } from './worker';

const CONTROL_ORDERS: ReadonlySet<Order['do']> = new Set<ControlOrder['do']>([
  'write file',
  'read file',
  'open',
  'read again',
  'close',
  'create',
  'sync',
  'swap off',
  'listen',
  'take events',
  'stat',
  'mkdir',
  'rmdir',
  'unlink',
  'rename',
  'spawn',
  'kill',
  'reap',
]);

function isControlOrder(order: Order): order is ControlOrder {
  return CONTROL_ORDERS.has(order.do);
}

/** One step in user mode. */
export function programStep(k: Kernel, pid: number, task: RigState): void {
  const { order } = task;
  if (order !== undefined && isControlOrder(order)) {
    controlStep(k, pid, task, order);
  } else if (task.prog === 'init') {
    // Reaps the orphans, one a step.
    sysWait4(k, pid, -1);
  } else {
    workerStep(k, pid, task, order as WorkerOrder | undefined);
  }
}
