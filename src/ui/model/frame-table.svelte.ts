import { FRAME_KINDS, type FramesView } from '../../engine/protocol';
import { isKernelKind, KIND_BITS, MAX_ORDER } from '../geometry/frame-colours';

/** What a legend tells: frames by kind, by order (taken and free), by owner (user and kernel part). */
export interface FrameCounts {
  readonly kind: Uint32Array;
  readonly order: Uint32Array;
  readonly freeOrder: Uint32Array;
  readonly owner: ReadonlyMap<number, { readonly user: number; readonly kernel: number }>;
}

/** A stretch of frames that changed since it was last drawn. */
export interface FrameRun {
  readonly from: number;
  readonly to: number;
}

/**
 * The page's copy of the frame table, kept by the views' runs. The arrays are outside Svelte's sight; `version`
 * tells that they changed.
 */
export class FrameTable {
  kind = new Uint8Array(0);
  order = new Uint8Array(0);
  owner = new Uint32Array(0);
  total = $state(0);
  version = $state(0);
  /** The highest group number any frame has had. */
  maxOwner = 1;
  #changed: FrameRun[] = [];

  /** Takes in a view's frames. */
  apply(view: FramesView): void {
    if (view.full || view.total !== this.total) {
      this.kind = new Uint8Array(view.total);
      this.order = new Uint8Array(view.total);
      this.owner = new Uint32Array(view.total);
      this.total = view.total;
    }
    if (view.full) {
      this.kind.set(view.kind.subarray(0, view.total));
      this.order.set(view.order.subarray(0, view.total));
      this.owner.set(view.owner.subarray(0, view.total));
      this.#changed = [{ from: 0, to: view.total }];
    } else this.#applyRuns(view);
    this.#seeOwners(view.owner);
    this.version++;
  }

  #seeOwners(owners: Uint32Array): void {
    let most = this.maxOwner;
    for (let i = 0; i < owners.length; i++) if (owners[i]! > most) most = owners[i]!;
    this.maxOwner = most;
  }

  #applyRuns(view: FramesView): void {
    let at = 0;
    for (let i = 0; i + 1 < view.runs.length; i += 2) {
      const from = view.runs[i]!;
      const length = view.runs[i + 1]!;
      this.kind.set(view.kind.subarray(at, at + length), from);
      this.order.set(view.order.subarray(at, at + length), from);
      this.owner.set(view.owner.subarray(at, at + length), from);
      this.#changed.push({ from, to: from + length });
      at += length;
    }
  }

  /** The stretches that changed since it was last asked. */
  takeChanged(): readonly FrameRun[] {
    const changed = this.#changed;
    this.#changed = [];
    return changed;
  }

  /** Counts everything anew; for legends, a few times a second. */
  count(): FrameCounts {
    const byOwner = new Uint32Array((this.maxOwner + 1) << KIND_BITS);
    const byOrder = new Uint32Array((MAX_ORDER + 1) << KIND_BITS);
    const { kind, order, owner, total } = this;
    for (let pfn = 0; pfn < total; pfn++) {
      byOwner[(owner[pfn]! << KIND_BITS) | kind[pfn]!]!++;
      byOrder[(order[pfn]! << KIND_BITS) | kind[pfn]!]!++;
    }
    return { ...ordersOf(byOrder), owner: ownersOf(byOwner) };
  }
}

/** Free and reserved frames belong to no side of anybody's account. */
const NOBODYS = [FRAME_KINDS.indexOf('free'), FRAME_KINDS.indexOf('reserved')];

function ordersOf(table: Uint32Array): Pick<FrameCounts, 'kind' | 'order' | 'freeOrder'> {
  const kind = new Uint32Array(FRAME_KINDS.length);
  const order = new Uint32Array(MAX_ORDER + 1);
  const freeOrder = new Uint32Array(MAX_ORDER + 1);
  table.forEach((count, at) => {
    const what = at & ((1 << KIND_BITS) - 1);
    kind[what]! += count;
    (what === 0 ? freeOrder : order)[at >> KIND_BITS]! += count;
  });
  return { kind, order, freeOrder };
}

function ownersOf(table: Uint32Array): Map<number, { user: number; kernel: number }> {
  const owners = new Map<number, { user: number; kernel: number }>();
  table.forEach((count, at) => {
    const kind = at & ((1 << KIND_BITS) - 1);
    if (count === 0 || NOBODYS.includes(kind)) return;
    const one = owners.get(at >> KIND_BITS) ?? { user: 0, kernel: 0 };
    one[isKernelKind(kind) ? 'kernel' : 'user'] += count;
    owners.set(at >> KIND_BITS, one);
  });
  return owners;
}
