import { FRAME_KINDS, type FrameKindName, type FramesView } from '../../engine/protocol';

/** Kinds that are kernel memory as the controller accounts it. */
const KERNEL_KINDS: readonly FrameKindName[] = ['stack', 'slab', 'kernel', 'pagetable'];
const IS_KERNEL = Uint8Array.from(FRAME_KINDS, (kind) => (KERNEL_KINDS.includes(kind) ? 1 : 0));

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
    this.version++;
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

  isKernel(pfn: number): boolean {
    return IS_KERNEL[this.kind[pfn]!] === 1;
  }

  /** Counts everything anew; for legends, a few times a second. */
  count(): FrameCounts {
    const kind = new Uint32Array(FRAME_KINDS.length);
    const order = new Uint32Array(11);
    const freeOrder = new Uint32Array(11);
    const user = new Map<number, number>();
    const kernel = new Map<number, number>();
    for (let pfn = 0; pfn < this.total; pfn++) {
      const what = this.kind[pfn]!;
      kind[what]!++;
      if (what === 0) {
        freeOrder[this.order[pfn]!]!++;
        continue;
      }
      order[this.order[pfn]!]!++;
      const side = IS_KERNEL[what] === 1 || what === 1 ? kernel : user;
      const who = this.owner[pfn]!;
      side.set(who, (side.get(who) ?? 0) + 1);
    }
    const owner = new Map<number, { user: number; kernel: number }>();
    for (const id of [...new Set([...user.keys(), ...kernel.keys()])].sort((a, b) => a - b))
      owner.set(id, { user: user.get(id) ?? 0, kernel: kernel.get(id) ?? 0 });
    return { kind, order, freeOrder, owner };
  }
}
