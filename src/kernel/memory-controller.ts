/**
 * All state of the memory controller and of user memory, gathered for `Kernel`: each part is made in its own file.
 */
import type { MachineConfig } from './config';
import { createMemcgInfos, createMemcgs, type MemcgInfos, type Memcgs } from './memcg';
import { createChargesInFlight, type ChargesInFlight } from './charge-in-flight';
import { createCgroupNames, type CgroupNames } from './cgroup-names';
import { createTaskLinks, type TaskLinks } from './cgroup-tasks';
import { createCssIds, type CssIds } from './css-id';
import { createEventListeners, type EventListeners } from './event-listeners';
import { createEventfds, type Eventfds } from './eventfd';
import { createKswapd, type Kswapd } from './kswapd';
import { createLrus, createReclaimStats, type Lrus, type ReclaimStats } from './lru';
import { createReclaimIters, type ReclaimIters } from './mem-cgroup-iter';
import { createMemcgCaches, type MemcgCaches } from './memcg-cache';
import { createMemcgEvents, type MemcgEvents } from './memcg-events';
import { createMmMaps, createMms, type MmMaps, type Mms } from './mm';
import { createPagevecs, type Pagevecs } from './pagevec';
import { createPageCgroups, type PageCgroups } from './page-cgroup';
import { createPageTables, type PageTables } from './page-table';
import { createRefusals, type Refusals } from './refusal';
import { createCounters, type Counters } from './res-counter';
import { createSockets, type Sockets } from './socket';
import { createStaticKeys, type StaticKeys } from './static-key';
import { createStocks, type Stocks } from './stock';
import type { ObjectStore, Stores } from './store';
import { createSwapArea, type SwapArea } from './swap-area';
import { createWriteback, type Writeback } from './writeback';

export interface MemoryController {
  readonly counters: Counters;
  readonly memcgs: Memcgs;
  readonly memcgInfo: MemcgInfos;
  readonly cgroupNames: CgroupNames;
  readonly cssIds: CssIds;
  /** Links of the tasks of a group, by pid. */
  readonly taskLinks: TaskLinks;
  readonly stocks: Stocks;
  /** Charges that sleep, and what they hold, by pid. */
  readonly charges: ChargesInFlight;
  readonly refusals: Refusals;
  readonly staticKeys: StaticKeys;
  /** Each accounted group's own slab caches. */
  readonly memcgCaches: MemcgCaches;
  /** page_cgroup flags, by frame. */
  readonly pageCgroups: PageCgroups;
  readonly lrus: Lrus;
  readonly pagevecs: Pagevecs;
  readonly reclaimStats: ReclaimStats;
  readonly reclaimIters: ReclaimIters;
  readonly memcgEvents: MemcgEvents;
  /** Who is told what happens in a group, by group. */
  readonly eventListeners: ObjectStore<EventListeners>;
  readonly eventfds: Eventfds;
  readonly swap: SwapArea;
  readonly kswapd: Kswapd;
  readonly writeback: Writeback;
  readonly sockets: Sockets;
  readonly mms: Mms;
  readonly mmMaps: MmMaps;
  readonly pageTables: PageTables;
}

/** Makes the empty stores; `cgroupInit` then makes the root group. */
export function createMemoryController(stores: Stores, config: MachineConfig): MemoryController {
  return {
    counters: createCounters(stores),
    memcgs: createMemcgs(stores),
    memcgInfo: createMemcgInfos(stores),
    cgroupNames: createCgroupNames(stores),
    cssIds: createCssIds(stores),
    taskLinks: createTaskLinks(stores),
    stocks: createStocks(stores, config),
    charges: createChargesInFlight(stores),
    refusals: createRefusals(stores),
    staticKeys: createStaticKeys(stores),
    memcgCaches: createMemcgCaches(stores),
    pageCgroups: createPageCgroups(stores, config),
    lrus: createLrus(stores),
    pagevecs: createPagevecs(stores, config),
    reclaimStats: createReclaimStats(stores),
    reclaimIters: createReclaimIters(stores),
    memcgEvents: createMemcgEvents(stores),
    eventListeners: createEventListeners(stores),
    eventfds: createEventfds(stores),
    swap: createSwapArea(stores, config),
    kswapd: createKswapd(stores),
    writeback: createWriteback(stores),
    sockets: createSockets(stores),
    mms: createMms(stores),
    mmMaps: createMmMaps(stores),
    pageTables: createPageTables(stores),
  };
}
