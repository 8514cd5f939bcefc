/** Which page frames of two runs of one machine hold different things. */

/** The frame table of one run: kind and owner by frame number, and the groups' paths by their numbers. */
export interface FrameSide {
  readonly total: number;
  readonly kind: Uint8Array;
  readonly owner: Uint32Array;
  readonly paths: ReadonlyMap<number, string>;
}

export interface FrameDifference {
  /** By frame: 1 where kind or owner differ, else 0. */
  readonly differs: Uint8Array;
  /** Frames that differ. */
  readonly count: number;
}

/**
 * Compares frame by frame. Owners are the same when their paths are: a group has another number in another run. Frames
 * that only one of the machines has differ.
 */
export function frameDifference(left: FrameSide, right: FrameSide): FrameDifference {
  const total = Math.max(left.total, right.total);
  const both = Math.min(left.total, right.total);
  const differs = new Uint8Array(total).fill(1, both);
  const same = sameOwners(left, right);
  let count = total - both;
  for (let pfn = 0; pfn < both; pfn++) {
    const owner = right.owner[pfn]!;
    if (left.kind[pfn] === right.kind[pfn] && left.owner[pfn] === (same.get(owner) ?? owner)) continue;
    differs[pfn] = 1;
    count++;
  }
  return { differs, count };
}

/** By the right run's group: the left one's of the same path, -1 where there is none. Nobody is nobody in both. */
function sameOwners(left: FrameSide, right: FrameSide): Map<number, number> {
  const byPath = new Map([...left.paths].map(([id, path]) => [path, id]));
  return new Map([...right.paths].map(([id, path]) => [id, byPath.get(path) ?? -1]));
}
