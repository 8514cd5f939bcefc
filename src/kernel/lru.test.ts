import { describe, expect, it } from 'vitest';
import { LRU_ACTIVE_ANON, LRU_INACTIVE_FILE, LRU_UNEVICTABLE, lruAdd, lruDel, lruOf, lruPages, pageLru } from './lru';
import { bootForTests } from './machine-for-tests';
import { PG_ACTIVE, PG_MLOCKED, PG_SWAPBACKED } from './page-cgroup';
import { moveAccount, commitCharge } from './page-cgroup';
import { lruAddDrain } from './pagevec';

describe('LRU lists', () => {
  it('are told apart by the flags of a page', () => {
    expect(pageLru(PG_ACTIVE | PG_SWAPBACKED)).toBe(LRU_ACTIVE_ANON);
    expect(pageLru(0)).toBe(LRU_INACTIVE_FILE);
    expect(pageLru(PG_ACTIVE | PG_MLOCKED)).toBe(LRU_UNEVICTABLE);
  });

  it('hold the newest page at the head', () => {
    const { k } = bootForTests();
    const pages = [5000, 5001, 5002];
    for (const pfn of pages) commitCharge(k, pfn, 1, 'anon', PG_ACTIVE | PG_SWAPBACKED);
    lruAddDrain(k);
    const row = lruOf(1, LRU_ACTIVE_ANON);
    expect([k.lrus.col.head[row], k.lrus.col.tail[row], lruPages(k, 1, LRU_ACTIVE_ANON)]).toEqual([5002, 5000, 3]);
    lruDel(k, 5001);
    lruDel(k, 5001);
    expect([k.frames.col.next[5002], k.frames.col.prev[5000]]).toEqual([5000, 5002]);
    lruAdd(k, 5001);
    expect(k.lrus.col.head[row]).toBe(5001);
  });

  it('follow a page to another group', () => {
    const { k } = bootForTests();
    k.memcgs.grow(3);
    commitCharge(k, 5000, 1, 'cache', 0);
    lruAddDrain(k);
    moveAccount(k, 5000, 2);
    lruAddDrain(k);
    expect([lruPages(k, 1, LRU_INACTIVE_FILE), lruPages(k, 2, LRU_INACTIVE_FILE)]).toEqual([0, 1]);
    expect([k.memcgs.col.cache[1], k.memcgs.col.cache[2], k.memcgs.col.pgpgin[2]]).toEqual([0, 1, 1]);
  });
});
