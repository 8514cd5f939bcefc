/** One page frame in words, and the frame table as the page's map wants it. */
import { memcgPath } from '../kernel/memcg';
import { FRAME_FREE, PAGE_BUDDY } from '../kernel/page';
import { blockHead } from '../kernel/page-allocator';
import { slabCacheName } from '../kernel/slab';
import { commOf } from '../kernel/task';
import type { Kernel } from '../kernel';
import type { FrameTable } from './machine';
import { FRAME_KINDS, type FrameInfo, type FrameKindName } from './protocol';

/** What frame `pfn` holds; undefined outside of memory. */
export function describeFrame(k: Kernel, pfn: number): FrameInfo | undefined {
  const { kind, order, owner } = k.frames.col;
  if (pfn < 0 || pfn >= k.config.ramPages) return undefined;
  const head = blockHead(k, pfn);
  const name = FRAME_KINDS[kind[pfn]!]!;
  const ownerId = owner[pfn]!;
  return {
    ...{ pfn, kind: name, order: order[head]!, head, ownerId },
    owner: ownerId === 0 ? '' : memcgPath(k, ownerId),
    holds: inWords(k, name, head),
  };
}

function inWords(k: Kernel, kind: FrameKindName, head: number): string {
  const { info } = k.frames.col;
  const what = info[head]!;
  switch (kind) {
    case 'free':
      return 'free';
    case 'reserved':
      return 'kernel image and its tables, never freed';
    case 'anon':
      return `anonymous page of ${mmInWords(k, what)}`;
    case 'cache':
      return `page of inode ${what}`;
    case 'stack':
      return `kernel stack of ${taskInWords(k, what)}`;
    case 'slab':
      return `slab of ${slabCacheName(k, what)}`;
    case 'pagetable':
      return `page table of ${mmInWords(k, what)}`;
    case 'kernel':
      return 'kernel data';
    default:
      return kind satisfies never;
  }
}

function taskInWords(k: Kernel, pid: number): string {
  const comm = commOf(k, pid);
  return comm === '' ? `pid ${pid}, already reaped` : `pid ${pid} (${comm})`;
}

function mmInWords(k: Kernel, mm: number): string {
  const owner = k.mms.col.owner[mm] ?? 0;
  return owner === 0 ? 'no process any more' : taskInWords(k, owner);
}

/** Gives the frame table out with the order of each free block in all its frames: the kernel writes it in the first only. */
export class FrameReader {
  #order = new Uint8Array(0);

  read(k: Kernel): FrameTable {
    const { kind, order, owner, mapcount } = k.frames.col;
    const total = k.config.ramPages;
    if (this.#order.length !== order.length) this.#order = new Uint8Array(order.length);
    const orders = this.#order;
    orders.set(order);
    for (let pfn = 0; pfn < total; pfn++) {
      if (kind[pfn] !== FRAME_FREE || mapcount[pfn] !== PAGE_BUDDY) continue;
      const end = pfn + (1 << order[pfn]!);
      orders.fill(order[pfn]!, pfn, end);
      pfn = end - 1;
    }
    return { total, kind, order: orders, owner };
  }
}

/** Frames whose owner is a group. */
export function framesOf(k: Kernel, memcg: number): number {
  const { owner } = k.frames.col;
  let frames = 0;
  for (let pfn = 0; pfn < k.config.ramPages; pfn++) if (owner[pfn] === memcg) frames++;
  return frames;
}
