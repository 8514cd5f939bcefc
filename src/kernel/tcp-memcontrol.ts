/**
 * Memory of TCP sockets (net/ipv4/tcp_memcontrol.c, mm/memcontrol.c and include/net/sock.h, 3.8). A counter of its own and
 * no part of kernel memory. It counts only the sockets that are made while a group has a limit on it; a charge is never
 * refused by the counter, but a sender who finds it over its limit takes his back.
 */
import type { Kernel } from './kernel';
import { memcgOfTask, ROOT_MEMCG } from './memcg';
import { getMemcg, putMemcg } from './memcg-lifecycle';
import { counterOf, resCounterChargeNofail, resCounterUncharge, TCP } from './res-counter';
import { trace } from './trace';

/** Group whose counter a new socket of task `pid` is charged to, 0 for none; the socket holds it (sock_update_memcg). */
export function sockUpdateMemcg(k: Kernel, pid: number): number {
  const memcg = memcgOfTask(k, pid);
  if (memcg === ROOT_MEMCG || k.memcgs.col.tcpActive[memcg] === 0) return 0;
  getMemcg(k, memcg);
  return memcg;
}

/** The socket is gone (sock_release_memcg). */
export function sockReleaseMemcg(k: Kernel, memcg: number): void {
  if (memcg !== 0) putMemcg(k, memcg);
}

/** Pages for a socket of group `memcg`: false when a limit is overrun, and then nothing is charged (__sk_mem_schedule). */
export function skMemSchedule(k: Kernel, memcg: number, pages: number): boolean {
  if (memcg === 0 || pages === 0) return true;
  const over = resCounterChargeNofail(k.counters, counterOf(memcg, TCP), pages);
  if (over === 0) return true;
  resCounterUncharge(k.counters, counterOf(memcg, TCP), pages);
  trace(k, '__sk_mem_schedule', 'refused', memcg, () => `pages=${pages}`);
  return false;
}

/** Gives pages of a socket back (__sk_mem_reclaim). */
export function skMemReclaim(k: Kernel, memcg: number, pages: number): void {
  if (memcg !== 0 && pages > 0) resCounterUncharge(k.counters, counterOf(memcg, TCP), pages);
}

/** Pages of all TCP sockets, accounted or not: what the root's usage file shows (tcp_memory_allocated). */
export function tcpMemoryAllocated(k: Kernel): number {
  const { used, pages } = k.sockets.table.col;
  let sum = 0;
  for (let sock = 1; sock < k.sockets.table.length; sock++) if (used[sock] === 1) sum += pages[sock]!;
  return sum;
}
