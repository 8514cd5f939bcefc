import { type GroupView, type MarkView, UNLIMITED } from '../../engine/protocol';
import { linear, type LinearScale } from './scale';
import { clusterMarks, type MarkCluster, sampleAt, type Series, thin, type TimelinePoint } from './timeline';

/** Lanes drawn; the tree has all groups. */
const MOST_LANES = 24;
const LEAST_HEIGHT = 27;
const MOST_HEIGHT = 72;
/** Height of the lane of marks that belong to no other. */
const MACHINE_HEIGHT = 18;
/** Space above and below what is drawn in a lane. */
const ABOVE = 8;
const BELOW = 2;
/** Marks nearer than this many pixels are told as one. */
const APART = 11;

/** One group's strip of the timeline. */
export interface Lane {
  /** Undefined for the lane of marks of groups without a lane of their own. */
  readonly group: GroupView | undefined;
  readonly top: number;
  readonly height: number;
  readonly points: readonly TimelinePoint[];
  /** Pages to pixels below the lane's top. */
  readonly y: LinearScale;
  readonly limit: number | undefined;
  readonly kernelLimit: number | undefined;
  readonly marks: readonly MarkCluster[];
  /** What it held at the present tick. */
  readonly now: TimelinePoint | undefined;
}

export interface LaneData {
  readonly groups: readonly GroupView[];
  readonly series: ReadonlyMap<number, Series>;
  readonly marksOf: (group: number) => readonly MarkView[];
  readonly marked: readonly number[];
  readonly tick: number;
  /** Last tick seen. */
  readonly end: number;
}

export interface LaneRoom {
  readonly x: LinearScale;
  /** Right end of the time axis, in ticks. */
  readonly domain: number;
  /** Pixels along the axis. */
  readonly width: number;
  readonly height: number;
  /** All groups on one scale. */
  readonly shared: boolean;
}

const EMPTY: Series = { ticks: [], usage: [], kernel: [] };

/** Lays the timeline out: a lane a group, the root only while it is alone. */
export function layLanes(data: LaneData, room: LaneRoom): Lane[] {
  const others = data.groups.filter((group) => group.id !== 1);
  const groups = (others.length > 0 ? others : data.groups).slice(0, MOST_LANES);
  const shown = new Set(groups.map((group) => group.id));
  const rest = data.marked.filter((id) => !shown.has(id)).flatMap((id) => data.marksOf(id));
  const free = room.height - (rest.length > 0 ? MACHINE_HEIGHT : 0);
  const height = Math.min(MOST_HEIGHT, Math.max(LEAST_HEIGHT, Math.floor(free / Math.max(1, groups.length))));
  const drawn = groups.map((group) => ({ group, points: pointsOf(data, group.id, room) }));
  const highest = drawn.reduce((most, { points }) => Math.max(most, highOf(points)), 1);
  const lanes = drawn.map(({ group, points }, i): Lane => {
    const y = linear(0, laneScale(group, room.shared ? highest : Math.max(1, highOf(points))), height - BELOW, ABOVE);
    return {
      group,
      top: i * height,
      height,
      points,
      y,
      limit: place(group.res.limit, y),
      kernelLimit: place(group.kmem.limit, y),
      marks: clusterMarks(data.marksOf(group.id), room.x, APART),
      now: sampleAt(data.series.get(group.id) ?? EMPTY, data.tick),
    };
  });
  if (rest.length === 0) return lanes;
  rest.sort((a, b) => a.tick - b.tick);
  const none = { group: undefined, points: [], y: linear(0, 1, 0, 0), limit: undefined, kernelLimit: undefined, now: undefined };
  return [...lanes, { ...none, top: lanes.length * height, height: MACHINE_HEIGHT, marks: clusterMarks(rest, room.x, APART) }];
}

function pointsOf(data: LaneData, group: number, room: LaneRoom): TimelinePoint[] {
  const points = thin(data.series.get(group) ?? EMPTY, 0, room.domain, Math.max(10, Math.floor(room.width / 2)));
  const last = points.at(-1);
  if (last !== undefined && data.end > last.tick) points.push({ ...last, tick: data.end });
  return points;
}

function highOf(points: readonly TimelinePoint[]): number {
  return points.reduce((most, point) => Math.max(most, point.usage, point.kernel), 0);
}

/** A limit not far above what was used belongs into the picture. */
function laneScale(group: GroupView, high: number): number {
  const limits = [group.res.limit, group.kmem.limit].filter((limit) => limit !== UNLIMITED && limit <= high * 2);
  return Math.max(high, ...limits) * 1.06;
}

function place(limit: number, y: LinearScale): number | undefined {
  const at = limit === UNLIMITED ? -1 : y(limit);
  return at < 0 ? undefined : at;
}

/** The marks nearest to a point, at most `reach` pixels away. */
export function markAt(lanes: readonly Lane[], x: number, y: number, reach: number): MarkCluster | undefined {
  const lane = lanes.find(({ top, height }) => y >= top && y < top + height);
  let nearest: MarkCluster | undefined;
  for (const mark of lane?.marks ?? []) if (Math.abs(mark.x - x) <= Math.min(reach, Math.abs((nearest?.x ?? Infinity) - x))) nearest = mark;
  return nearest;
}
