/**
 * Memory of TCP sockets (net/ipv4/tcp_memcontrol.c and include/net/sock.h, 3.8: memcg_memory_allocated_add). A counter of
 * its own, and no part of kernel memory; it never refuses, it only tells the sockets to be careful.
 */
import { PAGE_SIZE } from './config';
import type { Kernel } from './kernel';
import { memcgOfTask, ROOT_MEMCG } from './memcg';
import { counterOf, resCounterChargeNofail, resCounterUncharge, TCP } from './res-counter';
import { ObjectStore, type Stores } from './store';

/** What the sockets under one name hold of a group's counter. */
export interface TcpBuffer {
  readonly name: string;
  readonly memcg: number;
  readonly pages: number;
}
export type TcpBuffers = ObjectStore<TcpBuffer>;

export function createTcpBuffers(stores: Stores): TcpBuffers {
  return stores.add('tcpBuffers', new ObjectStore<TcpBuffer>((buffer) => ({ ...buffer })));
}

/** Charges `bytes` of buffers to the group a task stands in, as it was when it made the socket. */
export function tcpCharge(k: Kernel, pid: number, name: string, bytes: number): void {
  const memcg = memcgOfTask(k, pid);
  const pages = Math.ceil(bytes / PAGE_SIZE);
  if (memcg !== ROOT_MEMCG) resCounterChargeNofail(k.counters, counterOf(memcg, TCP), pages);
  const ids = k.tcpBuffers.ids();
  k.tcpBuffers.set((ids.at(-1) ?? 0) + 1, { name, memcg, pages });
}

/** Closes the sockets of that name. */
export function tcpUncharge(k: Kernel, name: string): void {
  for (const id of k.tcpBuffers.ids()) {
    const buffer = k.tcpBuffers.get(id);
    if (buffer.name !== name) continue;
    if (buffer.memcg !== ROOT_MEMCG) resCounterUncharge(k.counters, counterOf(buffer.memcg, TCP), buffer.pages);
    k.tcpBuffers.delete(id);
  }
}
