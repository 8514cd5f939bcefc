import type { FramesView } from '../../engine/protocol';
import { FrameCounter, type FrameCounts } from './frame-counts';

/** A stretch of frames that changed since it was last drawn. */
export interface FrameRun {
  readonly from: number;
  readonly to: number;
}

/** Most runs remembered for who draws. */
const MOST_RUNS = 8192;

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
  /** Undefined: to be counted anew when somebody asks. */
  #counter: FrameCounter | undefined;
  /** Frames counted one by one since somebody asked. */
  #recounted = 0;

  /** Takes in a view's frames. */
  apply(view: FramesView): void {
    if (view.full) this.#renew(view.kind.slice(0, view.total), view.order.slice(0, view.total), view.owner.slice(0, view.total));
    else {
      if (view.total !== this.total) this.#renew(new Uint8Array(view.total), new Uint8Array(view.total), new Uint32Array(view.total));
      this.#applyRuns(view);
    }
    this.#seeOwners(view.owner);
    this.version++;
  }

  #renew(kind: Uint8Array<ArrayBuffer>, order: Uint8Array<ArrayBuffer>, owner: Uint32Array<ArrayBuffer>): void {
    this.kind = kind;
    this.order = order;
    this.owner = owner;
    this.total = kind.length;
    this.#changed = [{ from: 0, to: kind.length }];
    this.#counter = undefined;
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
      this.#counter?.count(this, from, from + length, -1);
      this.kind.set(view.kind.subarray(at, at + length), from);
      this.order.set(view.order.subarray(at, at + length), from);
      this.owner.set(view.owner.subarray(at, at + length), from);
      this.#counter?.count(this, from, from + length);
      this.#recounted += length;
      this.#changed.push({ from, to: from + length });
      at += length;
    }
    // Nobody draws: it will be all of them one day, and until then no list that grows.
    if (this.#changed.length > MOST_RUNS) this.#changed = [{ from: 0, to: this.total }];
    // Nobody asks: all at once would be cheaper than so many one by one.
    if (this.#recounted > this.total) this.#counter = undefined;
  }

  /** The stretches that changed since it was last asked. */
  takeChanged(): readonly FrameRun[] {
    const changed = this.#changed;
    this.#changed = [];
    return changed;
  }

  /** Counts for legends. From the first time on what changes is counted as it comes, so that a million frames are not walked again. */
  count(): FrameCounts {
    if (this.#counter === undefined) {
      this.#counter = new FrameCounter();
      this.#counter.count(this, 0, this.total);
    }
    this.#recounted = 0;
    return this.#counter.told();
  }
}
