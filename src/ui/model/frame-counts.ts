import { FRAME_KINDS } from '../../engine/protocol';
import { isKernelKind, KIND_BITS, MAX_ORDER } from '../geometry/frame-colours';

/** What a legend tells: frames by kind, by order (taken and free), by owner (user and kernel part). */
export interface FrameCounts {
  readonly kind: Uint32Array;
  readonly order: Uint32Array;
  readonly freeOrder: Uint32Array;
  readonly owner: ReadonlyMap<number, { readonly user: number; readonly kernel: number }>;
}

/** What is counted: equally long columns, one row a frame. */
export interface FrameColumns {
  readonly kind: Uint8Array;
  readonly order: Uint8Array;
  readonly owner: Uint32Array;
}

/** Free and reserved frames belong to no side of anybody's account. */
const NOBODYS = [FRAME_KINDS.indexOf('free'), FRAME_KINDS.indexOf('reserved')];

/** Frames counted by kind and owner and by kind and order: whole tables once, then only what comes and goes. */
export class FrameCounter {
  #byOwner = new Uint32Array(0);
  readonly #byOrder = new Uint32Array((MAX_ORDER + 1) << KIND_BITS);

  /** Takes the frames [from, to) in, or with -1 out. */
  count({ kind, order, owner }: FrameColumns, from: number, to: number, by: 1 | -1 = 1): void {
    if (by === 1) this.#makeRoom(owner, from, to);
    const byOwner = this.#byOwner;
    const byOrder = this.#byOrder;
    for (let at = from; at < to; at++) {
      byOwner[(owner[at]! << KIND_BITS) | kind[at]!]! += by;
      byOrder[(order[at]! << KIND_BITS) | kind[at]!]! += by;
    }
  }

  #makeRoom(owner: Uint32Array, from: number, to: number): void {
    let most = 0;
    for (let at = from; at < to; at++) if (owner[at]! > most) most = owner[at]!;
    if (this.#byOwner.length >= (most + 1) << KIND_BITS) return;
    const wider = new Uint32Array((most + 1) << (KIND_BITS + 1));
    wider.set(this.#byOwner);
    this.#byOwner = wider;
  }

  /** What has been counted. */
  told(): FrameCounts {
    return { ...ordersOf(this.#byOrder), owner: ownersOf(this.#byOwner) };
  }
}

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
  for (let at = 0; at < table.length; at++) {
    const count = table[at]!;
    const kind = at & ((1 << KIND_BITS) - 1);
    if (count === 0 || NOBODYS.includes(kind)) continue;
    const one = owners.get(at >> KIND_BITS) ?? { user: 0, kernel: 0 };
    one[isKernelKind(kind) ? 'kernel' : 'user'] += count;
    owners.set(at >> KIND_BITS, one);
  }
  return owners;
}
