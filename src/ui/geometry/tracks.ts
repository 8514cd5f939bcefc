/**
 * A drawing of steps as a line with stops: one row a stop, in the order given, and a track beside them for every way that
 * does not simply lead to the next row. Tracks that lead to the same stop run together.
 */
import { curveMonotoneY, line } from 'd3-shape';

export interface Stop {
  readonly id: string;
  readonly next: readonly string[];
}

/** A way from row to row; `lane` 0 is the line itself. */
export interface Track {
  readonly from: string;
  readonly to: string;
  readonly fromRow: number;
  readonly toRow: number;
  readonly lane: number;
}

export interface Tracks {
  readonly tracks: readonly Track[];
  /** Lanes beside the line. */
  readonly lanes: number;
}

/** Gives every way a lane, so that no two to different stops lie on each other; the shortest lie nearest to the line. */
export function layTracks(stops: readonly Stop[]): Tracks {
  const rowOf = new Map(stops.map((stop, row) => [stop.id, row]));
  const ways = stops.flatMap((stop, fromRow) =>
    stop.next.flatMap((to) => (rowOf.has(to) ? [{ from: stop.id, to, fromRow, toRow: rowOf.get(to)! }] : [])),
  );
  const straight = (way: (typeof ways)[number]): boolean => way.toRow === way.fromRow + 1;
  // Ways down and up to the same stop are two bundles: arrows that meet head on say nothing.
  const bundles = new Map<string, { low: number; high: number; lane: number }>();
  const bundleOf = (way: (typeof ways)[number]): string => `${way.to} ${way.toRow > way.fromRow}`;
  for (const way of ways) {
    if (straight(way)) continue;
    const bundle = bundles.get(bundleOf(way)) ?? { low: Infinity, high: -Infinity, lane: 0 };
    bundle.low = Math.min(bundle.low, way.fromRow, way.toRow);
    bundle.high = Math.max(bundle.high, way.fromRow, way.toRow);
    bundles.set(bundleOf(way), bundle);
  }
  const taken: { low: number; high: number }[][] = [];
  for (const bundle of [...bundles.values()].sort((a, b) => a.high - a.low - (b.high - b.low))) {
    let lane = 1;
    while ((taken[lane] ?? []).some((other) => other.low <= bundle.high && bundle.low <= other.high)) lane++;
    (taken[lane] ??= []).push(bundle);
    bundle.lane = lane;
  }
  const tracks = ways.map((way) => ({ ...way, lane: straight(way) ? 0 : bundles.get(bundleOf(way))!.lane }));
  return { tracks, lanes: Math.max(0, taken.length - 1) };
}

const curve = line().curve(curveMonotoneY);

/** Sizes of a drawing, in pixels. */
export interface TrackRoom {
  /** Distance of two lanes. */
  readonly lane: number;
  /** Where the line stands. */
  readonly x: number;
  /** Middle of a row. */
  readonly y: (row: number) => number;
}

/** A track as an SVG path, from stop to stop. */
export function trackPath(track: Track, { lane, x, y }: TrackRoom): string {
  const [from, to] = [y(track.fromRow), y(track.toRow)];
  if (track.lane === 0) return `M${x} ${from}V${to}`;
  const side = x - track.lane * lane;
  const bend = Math.sign(to - from) * Math.min(12, Math.abs(to - from) / 2.5);
  const points: [number, number][] = [
    [x, from],
    [side, from + bend],
    [side, to - bend],
    [x, to],
  ];
  return curve(points)!;
}
