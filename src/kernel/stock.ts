/**
 * The per-CPU stock (mm/memcontrol.c, 3.8: struct memcg_stock_pcp): pages already charged to one group, handed out
 * without touching its counters. One row a CPU.
 */
import type { MachineConfig } from './config';
import type { Kernel } from './kernel';
import { isSameOrSubtree } from './memcg';
import { hasPatch, traceWithout } from './patches';
import { counterOf, MEMSW, RES, resCounterUncharge } from './res-counter';
import { Columns, type Stores } from './store';
import { trace } from './trace';

/** Pages a charge asks for at once, and the most a stock serves (CHARGE_BATCH). */
export const CHARGE_BATCH = 32;

const SCHEMA = {
  /** Group the pages are charged to; stays after they are used up. */
  cached: 'u32',
  pages: 'u32',
} as const;

export type Stocks = Columns<typeof SCHEMA>;

export function createStocks(stores: Stores, config: MachineConfig): Stocks {
  return stores.add('stocks', new Columns(SCHEMA, config.cpus));
}

/**
 * Takes `pages` from this CPU's stock if it is this group's and holds enough (consume_stock). Without patch 1 a stock
 * serves single pages only.
 */
export function consumeStock(k: Kernel, cpu: number, memcg: number, pages: number): boolean {
  const { cached, pages: held } = k.stocks.col;
  if (pages > CHARGE_BATCH || cached[cpu] !== memcg || held[cpu]! < pages) return false;
  if (pages > 1 && !hasPatch(k, 1)) return passStockBy(k, cpu, memcg, pages);
  held[cpu]! -= pages;
  return true;
}

function passStockBy(k: Kernel, cpu: number, memcg: number, pages: number): false {
  traceWithout(k, 1, 'consume_stock', memcg, () => `cpu=${cpu} pages=${pages} stock=${k.stocks.col.pages[cpu]!} not used`);
  return false;
}

/** Gives what a CPU's stock holds back to the counters (drain_stock). */
export function drainStock(k: Kernel, cpu: number): void {
  const { cached, pages } = k.stocks.col;
  const memcg = cached[cpu]!;
  const held = pages[cpu]!;
  if (held > 0) {
    resCounterUncharge(k.counters, counterOf(memcg, RES), held);
    resCounterUncharge(k.counters, counterOf(memcg, MEMSW), held);
    pages[cpu] = 0;
    trace(k, 'drain_stock', 'info', memcg, () => `cpu=${cpu} pages=${held}`);
  }
  cached[cpu] = 0;
}

/** A text without a closure of its own: refilling is what every batch ends with. */
const currentStock = (k: Kernel): string => `cpu=${k.tracer.cpu} pages=${k.stocks.col.pages[k.tracer.cpu]!}`;

/** Puts charged pages into this CPU's stock, which first gives back what it held of another group (refill_stock). */
export function refillStock(k: Kernel, cpu: number, memcg: number, pages: number): void {
  if (k.stocks.col.cached[cpu] !== memcg) {
    drainStock(k, cpu);
    k.stocks.col.cached[cpu] = memcg;
  }
  k.stocks.col.pages[cpu]! += pages;
  trace(k, 'refill_stock', 'info', memcg, currentStock);
}

/** Drains the stocks, on every CPU, that hold pages of a group of the subtree of `root` (drain_all_stock). */
export function drainAllStock(k: Kernel, root: number): void {
  const { cached, pages } = k.stocks.col;
  for (let cpu = 0; cpu < k.stocks.length; cpu++) {
    if (pages[cpu]! > 0 && isSameOrSubtree(k, root, cached[cpu]!)) drainStock(k, cpu);
  }
}

/** Pages of a group that wait in stocks, over all CPUs. */
export function stockOf(k: Kernel, memcg: number): number {
  const { cached, pages } = k.stocks.col;
  let sum = 0;
  for (let cpu = 0; cpu < k.stocks.length; cpu++) if (cached[cpu] === memcg) sum += pages[cpu]!;
  return sum;
}
