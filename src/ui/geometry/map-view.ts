/** Where a zoomed picture is looked at from: a point (x, y) of it is seen at (x · k + view.x, y · k + view.y). */
export interface MapView {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** All of it, as it is drawn. */
export const WHOLE: MapView = { k: 1, x: 0, y: 0 };

/** Where a point of the picture is seen. */
export function seenAt({ k, x, y }: MapView, [px, py]: readonly [number, number]): [number, number] {
  return [px * k + x, py * k + y];
}

/** The point of the picture that is seen at a place. */
export function pointAt({ k, x, y }: MapView, [sx, sy]: readonly [number, number]): [number, number] {
  return [(sx - x) / k, (sy - y) / k];
}
