import { KIND_BITS } from './frame-colours';

/**
 * Where each page frame stands on the map.
 *
 * A tile is one block of the buddy allocator's largest order (1024 frames, 32 × 32 cells); within it frames follow the
 * Z-order curve, so that every block of order n, which is aligned to its size, is a square or a double square, and its
 * buddy lies right beside or below it. Tiles follow each other as lines of text do.
 */

/** Cells along the side of a tile. */
export const TILE = 32;
/** Frames in a tile: one block of order 10. */
export const TILE_FRAMES = TILE * TILE;

export interface FrameLayout {
  readonly total: number;
  /** Tiles in a row. */
  readonly columns: number;
  readonly rows: number;
  /** Cells. */
  readonly width: number;
  readonly height: number;
}

export interface Cell {
  readonly x: number;
  readonly y: number;
}

/** A rectangle of cells. */
export interface CellBox extends Cell {
  readonly width: number;
  readonly height: number;
}

/** Place of each frame of a tile: y * TILE + x. */
const WITHIN = Uint16Array.from({ length: TILE_FRAMES }, (_, i) => odd(i) * TILE + even(i));
const BACK = invert(WITHIN);

function even(i: number): number {
  let x = 0;
  for (let bit = 0; bit < 5; bit++) x |= ((i >> (2 * bit)) & 1) << bit;
  return x;
}
function odd(i: number): number {
  return even(i >> 1);
}
function invert(order: Uint16Array): Uint16Array {
  const back = new Uint16Array(order.length);
  order.forEach((place, i) => (back[place] = i));
  return back;
}

/** The number of tile columns that shows `total` frames largest in a box of the given shape. */
export function layoutFrames(total: number, boxWidth: number, boxHeight: number): FrameLayout {
  const tiles = Math.max(1, Math.ceil(total / TILE_FRAMES));
  let columns = 1;
  let best = 0;
  for (let candidate = 1; candidate <= tiles; candidate++) {
    const scale = Math.min(boxWidth / candidate, boxHeight / Math.ceil(tiles / candidate));
    if (scale > best) {
      best = scale;
      columns = candidate;
    }
  }
  const rows = Math.ceil(tiles / columns);
  return { total, columns, rows, width: columns * TILE, height: rows * TILE };
}

/** Cell of a frame. */
export function cellOf(layout: FrameLayout, pfn: number): Cell {
  const tile = Math.floor(pfn / TILE_FRAMES);
  const place = WITHIN[pfn % TILE_FRAMES]!;
  return { x: (tile % layout.columns) * TILE + (place % TILE), y: Math.floor(tile / layout.columns) * TILE + Math.floor(place / TILE) };
}

/** Frame at a cell, undefined where there is none. */
export function frameAt(layout: FrameLayout, x: number, y: number): number | undefined {
  if (x < 0 || y < 0 || x >= layout.width || y >= layout.height) return undefined;
  const tile = Math.floor(y / TILE) * layout.columns + Math.floor(x / TILE);
  const pfn = tile * TILE_FRAMES + BACK[(y % TILE) * TILE + (x % TILE)]!;
  return pfn < layout.total ? pfn : undefined;
}

/** The rectangle of the block of `order` that holds `pfn`. */
export function blockBox(layout: FrameLayout, pfn: number, order: number): CellBox {
  const { x, y } = cellOf(layout, pfn - (pfn % (1 << order)));
  return { x, y, width: 1 << ((order + 1) >> 1), height: 1 << (order >> 1) };
}

/**
 * Writes the colours of frames [from, to) into the pixels of the map, one pixel a cell. A frame's colour is
 * `table[(row[pfn] << 3) | kind[pfn]]`.
 */
export function paintFrames(
  layout: FrameLayout,
  pixels: Uint32Array,
  from: number,
  to: number,
  kind: Uint8Array,
  row: Uint8Array | Uint32Array,
  table: Uint32Array,
): void {
  const offsets = offsetsFor(layout.width);
  for (let tile = Math.floor(from / TILE_FRAMES); tile * TILE_FRAMES < to; tile++) {
    const first = tile * TILE_FRAMES;
    const corner = Math.floor(tile / layout.columns) * TILE * layout.width + (tile % layout.columns) * TILE;
    const end = Math.min(to - first, TILE_FRAMES);
    for (let i = Math.max(0, from - first); i < end; i++)
      pixels[corner + offsets[i]!] = table[(row[first + i]! << KIND_BITS) | kind[first + i]!]!;
  }
}

/** For each row of tiles that runs of frames [from, to) touch, the box of cells from the first to the last such tile. */
export function tileRows({ columns }: FrameLayout, runs: readonly { readonly from: number; readonly to: number }[]): CellBox[] {
  const spans = new Map<number, { first: number; last: number }>();
  for (const { from, to } of runs) {
    const end = Math.ceil(to / TILE_FRAMES) - 1;
    for (let tile = Math.floor(from / TILE_FRAMES); tile <= end; tile++) {
      const row = Math.floor(tile / columns);
      const column = tile % columns;
      const span = spans.get(row);
      if (span === undefined) spans.set(row, { first: column, last: column });
      else {
        span.first = Math.min(span.first, column);
        span.last = Math.max(span.last, column);
      }
    }
  }
  return [...spans].map(([row, { first, last }]) => ({ x: first * TILE, y: row * TILE, width: (last - first + 1) * TILE, height: TILE }));
}

let knownWidth = 0;
let knownOffsets = new Uint32Array(TILE_FRAMES);

/** Distance of each frame of a tile from the tile's corner, in pixels of a map this wide. */
function offsetsFor(width: number): Uint32Array {
  if (width !== knownWidth) {
    knownWidth = width;
    knownOffsets = Uint32Array.from(WITHIN, (place) => Math.floor(place / TILE) * width + (place % TILE));
  }
  return knownOffsets;
}
