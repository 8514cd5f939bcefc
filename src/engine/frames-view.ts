/**
 * Tells the page which page frames changed. Frames are compared four at a time, as 32-bit words.
 */
import type { BufferPool } from './buffer-pool';
import type { FrameTable } from './machine';
import type { FramesView } from './protocol';

/** Frames compared at a time. */
const GRAIN = 4;
/** Equal grains between two runs that are sent along rather than begin another run. */
const BRIDGE = 2;

export class FramesReader {
  #kind = new Uint8Array(0);
  #order = new Uint8Array(0);
  #owner = new Uint32Array(0);
  /** First grain and number of grains of each run found. */
  #runs: number[] = [];

  /** Forgets what the page has: the next view is a full one. */
  forget(): void {
    this.#kind = new Uint8Array(0);
  }

  /** What changed since the call before; undefined when nothing did. */
  read(table: FrameTable, pool: BufferPool, now: number): FramesView | undefined {
    const known = this.#kind.length === rounded(table.total);
    if (!known) this.#reserve(rounded(table.total));
    const changed = known ? this.#compare(table) : table.total;
    if (changed === 0) return undefined;
    const full = changed * 2 > table.total;
    const runs = full ? [0, table.total] : this.#inFrames(table.total);
    this.#remember(table, runs);
    return this.#pack(table.total, full, runs, pool, now);
  }

  #reserve(frames: number): void {
    this.#kind = new Uint8Array(frames);
    this.#order = new Uint8Array(frames);
    this.#owner = new Uint32Array(frames);
  }

  /** Collects the runs that differ; answers their frames in all. */
  #compare(table: FrameTable): number {
    const kind = words(table.kind, table.total);
    const order = words(table.order, table.total);
    const { owner } = table;
    const oldKind = words(this.#kind, table.total);
    const oldOrder = words(this.#order, table.total);
    const oldOwner = this.#owner;
    const runs = this.#runs;
    runs.length = 0;
    let changed = 0;
    for (let i = 0, at = 0; i < kind.length; i++, at += GRAIN) {
      if (
        kind[i] === oldKind[i] &&
        order[i] === oldOrder[i] &&
        owner[at] === oldOwner[at] &&
        owner[at + 1] === oldOwner[at + 1] &&
        owner[at + 2] === oldOwner[at + 2] &&
        owner[at + 3] === oldOwner[at + 3]
      )
        continue;
      changed += this.#extend(i);
    }
    return changed * GRAIN;
  }

  /** Grain `i` differs: lengthens the last run or begins one; answers the grains added. */
  #extend(i: number): number {
    const runs = this.#runs;
    const last = runs.length - 2;
    const end = last >= 0 ? runs[last]! + runs[last + 1]! : -Infinity;
    if (i - end <= BRIDGE) {
      runs[last + 1] = i + 1 - runs[last]!;
      return i + 1 - end;
    }
    runs.push(i, 1);
    return 1;
  }

  #inFrames(total: number): number[] {
    const runs = this.#runs.map((grains) => grains * GRAIN);
    const last = runs.length - 2;
    runs[last + 1] = Math.min(runs[last + 1]!, total - runs[last]!);
    return runs;
  }

  #remember(table: FrameTable, runs: readonly number[]): void {
    for (let i = 0; i < runs.length; i += 2) {
      const from = runs[i]!;
      const to = from + runs[i + 1]!;
      this.#kind.set(table.kind.subarray(from, to), from);
      this.#order.set(table.order.subarray(from, to), from);
      this.#owner.set(table.owner.subarray(from, to), from);
    }
  }

  /** All in one buffer, so that one transfer takes it there and one back. */
  #pack(total: number, full: boolean, runs: readonly number[], pool: BufferPool, now: number): FramesView {
    let count = 0;
    for (let i = 1; i < runs.length; i += 2) count += runs[i]!;
    const buffer = pool.take(count * 6 + runs.length * 4, now);
    const owner = new Uint32Array(buffer, 0, count);
    const packedRuns = new Uint32Array(buffer, count * 4, runs.length);
    const kind = new Uint8Array(buffer, count * 4 + runs.length * 4, count);
    const order = new Uint8Array(buffer, count * 5 + runs.length * 4, count);
    packedRuns.set(runs);
    for (let i = 0, at = 0; i < runs.length; at += runs[i + 1]!, i += 2) {
      const from = runs[i]!;
      const to = from + runs[i + 1]!;
      owner.set(this.#owner.subarray(from, to), at);
      kind.set(this.#kind.subarray(from, to), at);
      order.set(this.#order.subarray(from, to), at);
    }
    return { total, full, runs: packedRuns, kind, order, owner };
  }
}

function rounded(frames: number): number {
  return Math.ceil(frames / GRAIN) * GRAIN;
}

/** A column's bytes as 32-bit words; columns are held in whole 8-byte words, so the last word is there. */
function words(column: Uint8Array, total: number): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, Math.ceil(total / GRAIN));
}
